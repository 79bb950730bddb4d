"""Applies a planned change, and undoes it from a signed description that the user's session keeps.

Callers lock the supervisor's row first, in the same transaction.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core import signing
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ...practice.history.changes import RecordChanges, RowChange, Values, history_fields, values_of
from ...practice.models import Supervisor
from ..models import HoursException, WeeklyHours
from .loading import load_hours
from .plans import Change, Kind
from .stored import RowData, StoredHours, row_data

UNDO_SALT = "wagtail_tyonohjaus.undo_hours_change"
#: How long a change can be undone, in seconds.
UNDO_SECONDS = 24 * 3600


class UndoRefusedError(Exception):
    """The change can't be undone. ``message`` is for the user."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


class UndoneAlreadyError(UndoRefusedError):
    """The hours are as they were before the change."""


class AppliedChange:
    """What a change did, with the rows' values before and after; ``token`` is its signed description.

    ``changes`` is what the supervisor's history keeps of it; nothing if it was read from a token.
    """

    def __init__(self, values: dict[str, Any], changes: RecordChanges = RecordChanges()) -> None:  # noqa: B008
        self._values, self.changes = values, changes
        self.supervisor_id: int = values["supervisor"]
        self.kind = Kind(values["kind"])
        self.first, self.last = (date.fromisoformat(values[name]) for name in ("first", "last"))
        self.start: int = values["start"]
        self.end: int = values["end"]

    @property
    def token(self) -> str:
        """The signed description, which ``read`` accepts for a day."""
        return signing.dumps(self._values, salt=UNDO_SALT, compress=True)

    @classmethod
    def read(cls, token: str) -> "AppliedChange | None":
        """None if the token is not one of ours or too old."""
        try:
            return cls(signing.loads(token, salt=UNDO_SALT, max_age=UNDO_SECONDS))
        except signing.BadSignature:
            return None

    def is_current(self, hours: StoredHours) -> bool:
        """Whether the hours are still as the change left them, so that it can be undone."""
        exceptions, weekly = ({row.pk for row in rows} for rows in (hours.exceptions, hours.weekly))
        return (
            hours.supervisor.pk == self.supervisor_id
            and self._state(hours) == self._values["after"]
            and exceptions.issuperset(self._values["added"])
            and weekly.issuperset(data["pk"] for data in self._values["altered"])
        )

    def undo(self, supervisor: Supervisor) -> None:
        """Restores the rows as they were. Raises ``UndoRefusedError`` if these hours have been changed since."""
        values, hours = self._values, load_hours(supervisor)
        if self._state(hours) == values["before"]:
            raise UndoneAlreadyError(_("This change has been undone already."))
        if not self.is_current(hours):
            raise UndoRefusedError(
                _("These hours have been changed since, so this can't be undone. Change them on the day's page.")
            )
        for row in hours.exceptions:
            if row.pk in values["added"]:
                row.delete()
        for data in values["removed"]:
            HoursException.from_serializable_data({**data, "pk": None}).save()
        _restore_weekly(hours, values["altered"])

    def _state(self, hours: StoredHours) -> str:
        """The state of the hours that the change is about."""
        return hours.state(*(date.fromisoformat(day) for day in self._values["scope"]))


def apply_change(hours: StoredHours, change: Change) -> AppliedChange:
    """Saves the rows of a change that was planned for ``hours``."""
    scope, removed = change.days, [row_data(row) for row in change.removed]
    altered = [row_data(before) for before, _after in change.altered]
    before = hours.state(*scope)
    exceptions = [RowChange(row.pk, _kept(row), None) for row in change.removed]
    weekly = [RowChange(former.pk, _kept(former), _kept(after)) for former, after in change.altered]
    new = [_kept(row) for row in change.added]
    for row in change.removed:
        row.delete()
    _save([*change.added, *(after for _before, after in change.altered)])
    values = {
        "supervisor": hours.supervisor.pk,
        "kind": change.kind,
        "first": change.first.isoformat(),
        "last": change.last.isoformat(),
        "start": change.start,
        "end": change.end,
        "scope": [day.isoformat() for day in scope],
        "removed": removed,
        "added": [row.pk for row in change.added],
        "altered": altered,
        "before": before,
        "after": load_hours(hours.supervisor).state(*scope),
    }
    exceptions += [RowChange(row.pk, None, kept) for row, kept in zip(change.added, new, strict=True)]
    rows = {"hours_exceptions": exceptions, "weekly_hours": weekly}
    return AppliedChange(values, RecordChanges(rows={name: each for name, each in rows.items() if each}))


def _kept(row: HoursException | WeeklyHours) -> Values:
    return values_of(row, history_fields(type(row)))


def _save(rows: Iterable[HoursException | WeeklyHours]) -> None:
    for row in rows:
        row.save()


def _restore_weekly(hours: StoredHours, altered: Iterable[RowData]) -> None:
    by_pk = {row.pk: row for row in hours.weekly}
    for data in altered:
        row, before = by_pk[data["pk"]], WeeklyHours.from_serializable_data(data)
        row.interval_weeks, row.reference_date = before.interval_weeks, before.reference_date
        row.save()
