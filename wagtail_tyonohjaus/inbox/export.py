"""The inbox as a file: safe to open in a spreadsheet, with telephone numbers as they are."""

import csv
import tempfile
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from ..contact.models import ContactRequest
from ..contact.summary import answer_text, wished_text, with_colon
from ..practice.models import PracticeSettings
from ..practice.spreadsheets import clean, csv_cell

# The name of an attribute or method of the request, or a function of it and its practice.
Value = str | Callable[[ContactRequest, PracticeSettings], Any]


def _local(name: str) -> Value:
    """ISO 8601 in the practice's zone, which sorts and which every spreadsheet reads alike."""

    def value(request: ContactRequest, practice: PracticeSettings) -> str:
        moment = getattr(request, name)
        return timezone.localtime(moment, practice.zone).strftime("%Y-%m-%d %H:%M") if moment else ""

    return value


def _held(request: ContactRequest, practice: PracticeSettings) -> Any:
    return _("Yes") if request.held_for_review else _("No")


def _phone(request: ContactRequest, practice: PracticeSettings) -> str:
    return request.phone.as_e164 if request.phone and request.phone.is_valid() else str(request.phone or "")


def _answers(request: ContactRequest, practice: PracticeSettings) -> str:
    return "; ".join(
        f"{with_colon(answer.get('label', ''))} {answer_text(answer.get('value', ''))}" for answer in request.answers
    )


COLUMNS: list[tuple[Any, Value]] = [
    (_("Reference"), "reference"),
    (_("Came in"), _local("created_at")),
    (_("Status"), "get_status_display"),
    (_("Urgency"), "get_urgency_display"),
    (_("Held for review"), _held),
    (_("Name"), "name"),
    (_("Organisation"), "organisation"),
    (_("E-mail"), "email"),
    (_("Telephone"), _phone),
    (_("Preferred way of contact"), "get_preferred_contact_display"),
    (_("Service"), "service_name"),
    (_("Supervisor"), "supervisor_name"),
    (_("Office"), "office_name"),
    (_("Format"), "get_format_display"),
    (_("Where"), "get_delivery_mode_display"),
    (_("Language"), "get_language_display"),
    (_("Payer"), "get_payer_display"),
    (_("Participants"), "participants"),
    (_("Wished time"), wished_text),
    (_("Message"), "message"),
    (_("Further answers"), _answers),
    (_("Assigned to"), "assignee_name"),
    (_("To be taken by"), _local("due_at")),
    (_("Taken"), _local("work_started_at")),
    (_("First answered"), _local("answered_at")),
    (_("Closed"), _local("closed_at")),
]


def csv_lines(requests: QuerySet[ContactRequest], practices: Mapping[int | None, PracticeSettings]) -> Iterator[bytes]:
    """The file in pieces. The mark at its head tells Excel that it is UTF-8."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf" + writer.writerow([csv_cell(heading) for heading in headings()]).encode()
    for row in rows(requests, practices):
        yield writer.writerow([csv_cell(cell) for cell in row]).encode()


def write_xlsx(requests: QuerySet[ContactRequest], practices: Mapping[int | None, PracticeSettings]) -> IO[bytes]:
    """A workbook in a temporary file, at its start. Every cell but a number is text, whatever it looks like."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=clean(ContactRequest._meta.verbose_name_plural)[:31])
    sheet.freeze_panes = "A2"
    for row in chain([headings()], rows(requests, practices)):
        sheet.append([_cell(sheet, value) for value in row])
    output = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    book.save(output)
    output.seek(0)
    return output


def headings() -> list[Any]:
    return [heading for heading, value in COLUMNS]


def rows(requests: QuerySet[ContactRequest], practices: Mapping[int | None, PracticeSettings]) -> Iterator[list[Any]]:
    """The rows' values, read in batches; ``practices`` are the settings by the primary keys of their sites."""
    for request in requests.iterator(chunk_size=500):
        practice = practices[request.site_id]
        yield [_value(request, practice, value) for heading, value in COLUMNS]


def _value(request: ContactRequest, practice: PracticeSettings, value: Value) -> Any:
    found = value(request, practice) if callable(value) else getattr(request, value)
    found = found() if callable(found) else found
    return "" if found is None else found


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    if isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, clean(value))
    cell.data_type = "s"
    return cell


class _Echo:
    """Hands a line on instead of keeping it."""

    def write(self, text: str) -> str:
        return text
