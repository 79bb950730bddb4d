"""The columns of the inbox's exports, and their rows.

Rows are tuples of what the columns need, since model instances would take several times as long. Telephone numbers are
read as the text that is stored: to parse a number would take longer than the rest of its row. Cells that have a type,
such as a time or a number, keep it until they are written for the kind of file.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import PhoneNumber, to_python

from ..contact.crisis import URGENCY_LABELS, shown_urgency
from ..contact.models import ContactRequest
from ..contact.summary import CHOICE_FIELDS, answer_text, differing_zone, preferred_time_text, with_colon
from ..practice.admin.exports import Row, pk_chunks
from ..practice.admin.spreadsheets import Cells
from ..practice.choices import Kind
from ..practice.display.format_labels import format_choices
from ..practice.fields import model_field
from ..practice.models import PracticeSettings

Practices = Mapping[int | None, PracticeSettings]


class RequestRow(NamedTuple):
    """The exported values of a contact request: fields of the model, and ``stored_phone``."""

    pk: int
    site_id: int | None
    reference: str
    created_at: datetime
    status: str
    urgency: str
    kind: str
    held_for_review: bool
    name: str
    organisation: str
    email: str
    stored_phone: str
    preferred_contact: str
    service_name: str
    supervisor_name: str
    office_name: str
    format: str
    delivery_mode: str
    language: str
    payer: str
    participants: int | None
    preferred_start: datetime | None
    visitor_time_zone: str
    message: str
    answers: list[dict[str, Any]]
    assignee_name: str
    due_at: datetime | None
    work_started_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True)
class RowTexts:
    """What the cells of all rows have in common, looked up once: practices by site, texts in the active language.

    ``labels`` are those of the choices, by the field's name and the code; those of ``formats`` depend on the kind.
    """

    practices: Practices
    labels: Mapping[str, Mapping[str, str]]
    formats: Mapping[tuple[str, str], str]
    yes: str
    no: str

    @classmethod
    def in_active_language(cls, practices: Practices) -> "RowTexts":
        """The texts for ``practices``, the settings by the primary keys of their sites."""
        labels = {name: _choice_labels(name) for name in ("status", *CHOICE_FIELDS)}
        labels["urgency"] = {code: str(label) for code, label in URGENCY_LABELS.items()}
        kinds = ("", *Kind.values)
        formats = {(kind, code): label for kind in kinds for code, label in format_choices(kinds=kind and [kind])}
        return cls(practices, labels, formats, gettext("Yes"), gettext("No"))


CellSource = Callable[[RequestRow, RowTexts], Any]


def _value(name: str) -> CellSource:
    def cell(row: RequestRow, texts: RowTexts) -> Any:
        value = getattr(row, name)
        return "" if value is None else value

    return cell


def _label(name: str) -> CellSource:
    def cell(row: RequestRow, texts: RowTexts) -> str:
        code = getattr(row, name)
        return texts.labels[name].get(code, code)

    return cell


def _format(row: RequestRow, texts: RowTexts) -> str:
    return texts.formats.get((row.kind, row.format), row.format)


def _local_time(name: str) -> CellSource:
    """A time in the practice's zone."""

    def cell(row: RequestRow, texts: RowTexts) -> datetime | None:
        moment = getattr(row, name)
        return moment.astimezone(texts.practices[row.site_id].zone) if moment else None

    return cell


def _urgency(row: RequestRow, texts: RowTexts) -> str:
    code = shown_urgency(row.urgency, row.kind)
    return texts.labels["urgency"].get(code, code)


def _held_for_review(row: RequestRow, texts: RowTexts) -> str:
    return texts.yes if row.held_for_review else texts.no


def _phone(row: RequestRow, texts: RowTexts) -> str:
    stored = row.stored_phone
    if stored.startswith("+") and stored[1:].isdecimal():
        return stored
    # Not E.164: a number that is not valid, or the project's PHONENUMBER_DB_FORMAT.
    number = to_python(stored)
    return number.as_e164 if isinstance(number, PhoneNumber) and number.is_valid() else stored


def _preferred_time(row: RequestRow, texts: RowTexts) -> datetime | str | None:
    """In the practice's zone; as text if the visitor's clock differs, with both times."""
    practice, moment = texts.practices[row.site_id], row.preferred_start
    if moment is None:
        return None
    is_elsewhere = differing_zone(row, moment, practice) is not None
    return preferred_time_text(row, practice) if is_elsewhere else moment.astimezone(practice.zone)


def _answers(row: RequestRow, texts: RowTexts) -> str:
    return "; ".join(
        f"{with_colon(answer.get('label', ''))} {answer_text(answer.get('value', ''))}" for answer in row.answers
    )


COLUMNS: list[tuple[Promise, CellSource]] = [
    (_("Reference"), _value("reference")),
    (_("Received"), _local_time("created_at")),
    (_("Status"), _label("status")),
    (_("Urgency"), _urgency),
    (_("Held for review"), _held_for_review),
    (_("Name"), _value("name")),
    (_("Organisation"), _value("organisation")),
    (_("E-mail"), _value("email")),
    (_("Telephone"), _phone),
    (_("Preferred contact method"), _label("preferred_contact")),
    (_("Service"), _value("service_name")),
    (_("Supervisor"), _value("supervisor_name")),
    (_("Office"), _value("office_name")),
    (_("Format"), _format),
    (_("Where"), _label("delivery_mode")),
    (_("Language"), _label("language")),
    (_("Payer"), _label("payer")),
    (_("Participants"), _value("participants")),
    (_("Preferred time"), _preferred_time),
    (_("Message"), _value("message")),
    (_("Other answers"), _answers),
    (_("Assigned to"), _value("assignee_name")),
    (_("Due"), _local_time("due_at")),
    (_("Work started"), _local_time("work_started_at")),
    (_("First answered"), _local_time("answered_at")),
    (_("Closed"), _local_time("closed_at")),
]


def headings() -> list[str]:
    """The headings of ``COLUMNS``, in the active language."""
    return [str(heading) for heading, _source in COLUMNS]


def row_chunks(requests: QuerySet[ContactRequest], practices: Practices, cells: Cells) -> Iterator[list[Row]]:
    """The cells of each request, in chunks, in the language that is active now. ``cells`` writes those of a row."""
    texts = RowTexts.in_active_language(practices)
    return (
        [cells.row([source(row, texts) for _heading, source in COLUMNS]) for row in _read(requests, pks)]
        for pks in pk_chunks(requests)
    )


def _read(requests: QuerySet[ContactRequest], pks: list[int]) -> list[RequestRow]:
    selected = requests.order_by().filter(pk__in=pks).annotate(stored_phone=Cast("phone", CharField()))
    rows = {row.pk: row for row in map(RequestRow._make, selected.values_list(*RequestRow._fields))}
    return [rows[pk] for pk in pks if pk in rows]


def _choice_labels(name: str) -> dict[str, str]:
    return {code: str(label) for code, label in model_field(ContactRequest, name).flatchoices}
