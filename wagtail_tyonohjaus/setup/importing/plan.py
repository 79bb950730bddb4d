"""What an import would do: each row of a file compared with what is stored. Writes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.models import Site

from ...practice.admin.spreadsheets import cell_text, csv_cell
from ...practice.record_columns import KEYS, cell_value, heading
from ...practice.users import AnyUser
from .files import Cell, Row, Table
from .headings import match_headings
from .hours import length_problems
from .matching import Matcher, NoMatchError
from .readers import text_of
from .records import StoredRecords
from .texts import is_completion_note

SALT = "wagtail_tyonohjaus.importing"
# The fields by which a record is found.
_MATCHED: tuple[str, ...] = ("uuid", "slug", "email", "city", "name")
#: The server's time limit is enough for so many changes on a slow machine.
MAX_CHANGES = 1500


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ERROR = "error"


@dataclass(frozen=True)
class Change:
    """A field that gets another value. ``old`` and ``new`` are what cells show of the values."""

    name: str
    heading: str
    old: str
    new: str
    value: Any


@dataclass(frozen=True)
class Problem:
    """Why a row can't be imported; ``heading`` is that of the column, empty if it is the row as a whole."""

    heading: str
    text: str


@dataclass
class PlannedRow:
    """A row of the file. ``record`` is None for a new one."""

    number: int
    label: str
    record: Any | None = None
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """An error wins over all others."""
        if self.problems:
            return Outcome.ERROR
        if self.record is None:
            return Outcome.NEW
        return Outcome.CHANGED if self.changes else Outcome.UNCHANGED


@dataclass(frozen=True)
class Plan:
    """All rows of a file; ``problems`` are those of the whole file, such as an unknown heading."""

    stored: StoredRecords | None
    rows: list[PlannedRow]
    problems: list[str]

    def count(self, outcome: Outcome) -> int:
        """How many rows have an outcome."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def to_write(self) -> list[PlannedRow]:
        """The rows that change something."""
        return [row for row in self.rows if row.outcome in (Outcome.NEW, Outcome.CHANGED)]

    @property
    def is_right(self) -> bool:
        """Whether there is something to write and no error anywhere."""
        return bool(self.to_write) and not self.problems and not self.count(Outcome.ERROR)

    @property
    def is_too_long(self) -> bool:
        """Whether more would be written at once than a request can."""
        return len(self.to_write) > MAX_CHANGES

    @property
    def fingerprint(self) -> str:
        """Differs if something that the rows are about has changed since."""
        return salted_hmac(SALT, repr([_state(row) for row in self.rows]), algorithm="sha256").hexdigest()


def make_plan(model: type[Model], site: Site, user: AnyUser, table: Table) -> Plan:
    """Compares a file with the records of a practice. The number of queries does not depend on the rows."""
    headings = match_headings(model, table)
    if headings.problems:
        return Plan(None, [], headings.problems)
    stored = StoredRecords(model, site, user, headings.names.values())
    planner = _Planner(stored, headings.names)
    rows = [planner.plan(row) for row in _rows(table)]
    planner.find_duplicates(rows)
    for row, name, text in length_problems(stored, [row for row in rows if row.outcome == Outcome.CHANGED]):
        row.problems.append(Problem(heading(model, name), text))
    return Plan(stored, rows, [])


def _rows(table: Table) -> Iterator[Row]:
    """Without the note at the end of an exported file."""
    for row in table.rows:
        filled = [cell for cell in row.cells if cell is not None]
        if not (len(filled) == 1 and isinstance(filled[0], str) and is_completion_note(filled[0])):
            yield row


def _state(row: PlannedRow) -> Any:
    record = row.record.pk if row.record is not None else None
    return row.number, record, [(change.name, change.old, repr(change.value)) for change in row.changes]


class _Planner:
    def __init__(self, stored: StoredRecords, names: dict[int, str]) -> None:
        self.stored, self.names, self.model = stored, names, stored.model
        self.matcher = Matcher(self.model, stored.records)
        self._identities: dict[int, tuple[Any, ...]] = {}
        self._headings = {name: heading(self.model, name) for name in names.values()}

    def plan(self, row: Row) -> PlannedRow:
        cells = {name: row.cells[position] for position, name in self.names.items()}
        texts: dict[str, str] = {name: _plain_text(cells[name]) for name in _MATCHED if name in cells}
        label = ", ".join(text for text in (texts.get("city"), texts.get("name")) if text)
        planned = PlannedRow(row.number, label)
        try:
            planned.record = self.matcher.find(texts)
        except NoMatchError as error:
            planned.problems.append(self._problem(error.name, error.text))
            return planned
        if planned.record is not None and planned.record.pk not in self.stored.changeable:
            planned.problems.append(Problem("", _("You may not change this record.")))
            return planned
        record = planned.record
        self._identities[row.number] = (record.pk,) if record is not None else self.matcher.identity(texts)
        for name, cell in cells.items():
            self._compare(planned, name, cell)
        return planned

    def find_duplicates(self, rows: Sequence[PlannedRow]) -> None:
        """Two rows about the same record, or two new ones that can't be told apart."""
        first: dict[tuple[Any, ...], int] = {}
        for row in rows:
            identity = self._identities.get(row.number)
            if identity is None:
                continue
            earlier = first.setdefault(identity, row.number)
            if earlier != row.number:
                text = _("This is the same as row %(number)s. Remove one of them.")
                row.problems.append(Problem("", text % {"number": earlier}))

    def _compare(self, row: PlannedRow, name: str, cell: Cell) -> None:
        """Adds the change or the problem of a cell, if there is one."""
        if name not in self.stored.readers and name not in self.stored.related:
            return
        old = self.stored.value(row.record, name)
        try:
            value = self._read(row, name, cell, old)
        except ValidationError as error:
            row.problems.append(self._problem(name, " ".join(error.messages)))
            return
        if value == old or (not value and not old and value is not False and value != 0):
            return
        if name in self.stored.protected:
            row.problems.append(self._problem(name, _("You may not change this. Leave it as it is.")))
            return
        before, after = (self._shown(name, each) if each is not None else "" for each in (old, value))
        row.changes.append(Change(name, self._headings[name], before, after, value))

    def _read(self, row: PlannedRow, name: str, cell: Cell, old: Any) -> Any:
        if cell is None:
            return self._blank(row, name, old)
        if name in self.stored.related:
            return self.stored.related[name].read(cell, old)
        if isinstance(cell, str) and isinstance(old, str) and _is_export_of(cell, old):
            return old
        return self.stored.readers[name](cell)

    def _blank(self, row: PlannedRow, name: str, old: Any) -> Any:
        """A blank cell clears, where that is possible. A new record gets the default."""
        field = self.stored.fields[name]
        if name == KEYS[self.model] or (row.record is None and field.has_default()):
            return old
        if name in self.stored.related:
            return frozenset()
        if not field.blank:
            raise ValidationError(_("This must not be blank."), "required")
        return None if field.null else field.to_python("")

    def _shown(self, name: str, value: Any) -> str:
        shown = cell_value(self.stored.fields[name], self.stored.objects(name, value))
        if isinstance(shown, bool):
            return _("Yes") if shown else _("No")
        return "" if shown is None else str(shown)

    def _problem(self, name: str, text: str) -> Problem:
        return Problem(heading(self.model, name), text)


def _plain_text(cell: Cell) -> str:
    try:
        return " ".join(text_of(cell).split())
    except ValidationError:
        return ""


def _is_export_of(cell: str, old: str) -> bool:
    """Whether an export writes the stored text in this way: some characters can't be in a cell as they are."""
    text = cell.replace("\r\n", "\n").strip()
    return text in (cell_text(old).strip(), csv_cell(old).strip())
