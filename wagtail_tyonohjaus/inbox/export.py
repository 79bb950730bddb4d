"""CSV and XLSX exports of the inbox. Cells cannot start a formula; telephone numbers stay unchanged."""

import csv
import tempfile
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import IO, Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from ..contact.models import ContactRequest
from ..contact.summary import answer_text, preferred_time_text, with_colon
from ..practice.admin.spreadsheets import cell_text, csv_cell
from ..practice.formatting import format_cell
from ..practice.models import PracticeSettings

# The name of an attribute or method of the request, or a function of it and its practice.
CellSource = str | Callable[[ContactRequest, PracticeSettings], Any]


def _local_time(name: str) -> CellSource:
    """A time in the practice's zone as ISO 8601, which sorts and which every spreadsheet can read."""

    def cell(request: ContactRequest, practice: PracticeSettings) -> str:
        return format_cell(getattr(request, name), practice.zone)

    return cell


def _held_for_review(request: ContactRequest, practice: PracticeSettings) -> Promise:
    return _("Yes") if request.held_for_review else _("No")


def _phone(request: ContactRequest, practice: PracticeSettings) -> str:
    return request.phone.as_e164 if request.phone and request.phone.is_valid() else str(request.phone or "")


def _answers(request: ContactRequest, practice: PracticeSettings) -> str:
    return "; ".join(
        f"{with_colon(answer.get('label', ''))} {answer_text(answer.get('value', ''))}" for answer in request.answers
    )


COLUMNS: list[tuple[Promise, CellSource]] = [
    (_("Reference"), "reference"),
    (_("Received"), _local_time("created_at")),
    (_("Status"), "get_status_display"),
    (_("Urgency"), "get_urgency_display"),
    (_("Held for review"), _held_for_review),
    (_("Name"), "name"),
    (_("Organisation"), "organisation"),
    (_("E-mail"), "email"),
    (_("Telephone"), _phone),
    (_("Preferred contact method"), "get_preferred_contact_display"),
    (_("Service"), "service_name"),
    (_("Supervisor"), "supervisor_name"),
    (_("Office"), "office_name"),
    (_("Format"), "get_format_display"),
    (_("Where"), "get_delivery_mode_display"),
    (_("Language"), "get_language_display"),
    (_("Payer"), "get_payer_display"),
    (_("Participants"), "participants"),
    (_("Preferred time"), preferred_time_text),
    (_("Message"), "message"),
    (_("Other answers"), _answers),
    (_("Assigned to"), "assignee_name"),
    (_("Due"), _local_time("due_at")),
    (_("Work started"), _local_time("work_started_at")),
    (_("First answered"), _local_time("answered_at")),
    (_("Closed"), _local_time("closed_at")),
]


def csv_lines(requests: QuerySet[ContactRequest], practices: Mapping[int | None, PracticeSettings]) -> Iterator[bytes]:
    """The file line by line. The byte order mark makes Excel read it as UTF-8."""
    writer = csv.writer(_LineBuffer())
    yield b"\xef\xbb\xbf" + writer.writerow([csv_cell(heading) for heading in headings()]).encode()
    for row in rows(requests, practices):
        yield writer.writerow([csv_cell(cell) for cell in row]).encode()


def write_xlsx(requests: QuerySet[ContactRequest], practices: Mapping[int | None, PracticeSettings]) -> IO[bytes]:
    """A workbook in a temporary file, positioned at its start. All cells except numbers are text."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title=cell_text(ContactRequest._meta.verbose_name_plural)[:31])
    sheet.freeze_panes = "A2"
    for row in chain([headings()], rows(requests, practices)):
        sheet.append([_cell(sheet, value) for value in row])
    output = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    workbook.save(output)
    output.seek(0)
    return output


def headings() -> list[Promise]:
    """The headings of ``COLUMNS``, in the active language."""
    return [heading for heading, _source in COLUMNS]


def rows(requests: QuerySet[ContactRequest], practices: Mapping[int | None, PracticeSettings]) -> Iterator[list[Any]]:
    """The rows, read in batches. ``practices`` are the settings by the primary keys of their sites."""
    for request in requests.iterator(chunk_size=500):
        practice = practices[request.site_id]
        yield [_value(request, practice, source) for _heading, source in COLUMNS]


def _value(request: ContactRequest, practice: PracticeSettings, source: CellSource) -> Any:
    value = source(request, practice) if callable(source) else getattr(request, source)
    value = value() if callable(value) else value
    return "" if value is None else value


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> WriteOnlyCell:
    if isinstance(value, int):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, cell_text(value))
    cell.data_type = "s"
    return cell


class _LineBuffer:
    """A file for ``csv.writer`` that returns each line instead of storing it."""

    def write(self, text: str) -> str:
        return text
