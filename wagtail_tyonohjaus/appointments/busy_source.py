"""Sessions as a busy source for availability."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, When

from ..availability.busy_sources import BusyInterval
from ..availability.instants import epoch_seconds, utc_datetime
from ..availability.schedule import REMOTE_PLACE, Restrictions
from ..practice.choices import DeliveryMode
from .models import Session, Status

SESSION_PREFIX = "session:"
MEETING_PREFIX = "meeting:"
# An individual session is a meeting of its own; a year of them as UUIDs would take longer than their times.
_MEETING_OF_GROUP = Case(When(is_group=True, then="meeting"))
MAX_TIMESTAMP = 253_402_300_000


class SessionBusySource:
    """Each session that occupies its supervisor's time; a group session counts once."""

    name = "sessions"
    counts_as_sessions = True

    def busy_intervals(self, supervisor_ids: Collection[int], start: int, end: int) -> Iterable[BusyInterval]:
        sessions = Session.objects.occupying().filter(supervisor_id__in=supervisor_ids)
        sessions = sessions.overlapping(_to_datetime(start), _to_datetime(end))
        meetings: dict[UUID | int, list[_Row]] = {}
        for values in sessions.order_by("pk").values_list(*_Row._fields[:-1], _MEETING_OF_GROUP):
            row = _Row(*values)
            meetings.setdefault(row.meeting or row.pk, []).append(row)
        return [_busy_interval(rows) for rows in meetings.values()]

    def labels(self, keys: Collection[str]) -> dict[str, str]:
        ids = [int(key.removeprefix(SESSION_PREFIX)) for key in keys if key.startswith(SESSION_PREFIX)]
        references = Session.objects.filter(pk__in=ids).values_list("pk", "reference")
        meetings = [key.removeprefix(MEETING_PREFIX) for key in keys if key.startswith(MEETING_PREFIX)]
        groups = Session.objects.filter(meeting__in=meetings).values_list("meeting", "service__name")
        return {busy_key(pk): reference for pk, reference in references} | {
            f"{MEETING_PREFIX}{meeting}": name for meeting, name in groups
        }


class _Row(NamedTuple):
    pk: int
    supervisor_id: int
    start: datetime
    end: datetime
    service_id: int
    service__capacity: int
    office_id: int | None
    mode: str
    is_group: bool
    status: str
    meeting: UUID | None


def _busy_interval(rows: list[_Row]) -> BusyInterval:
    """The busy time of one meeting, given the rows of its participants."""
    first = rows[0]
    key = busy_key(first.pk) if len(rows) == 1 else f"{MEETING_PREFIX}{first.meeting}"
    is_open = first.is_group and len(rows) < first.service__capacity
    restrictions = _restrictions(first) if is_open else None
    held = all(row.status == Status.HELD for row in rows)
    start, end = epoch_seconds(first.start), epoch_seconds(first.end)
    return BusyInterval(first.supervisor_id, start, end, key, restrictions, held)


def _restrictions(row: _Row) -> Restrictions:
    """The conditions under which a visitor can join the group session."""
    place = REMOTE_PLACE if row.mode == DeliveryMode.REMOTE else row.office_id
    return Restrictions(place=place, modes=frozenset({row.mode}), services=frozenset({row.service_id}))


def meeting_key(session: Session) -> str:
    """The key of a group session with several participants in busy times."""
    return f"{MEETING_PREFIX}{session.meeting}"


def busy_key(pk: int) -> str:
    """The key of a session in busy times."""
    return f"{SESSION_PREFIX}{pk}"


def _to_datetime(timestamp: int) -> datetime:
    """A UTC timestamp in seconds as an aware datetime, limited to the years that databases support."""
    return utc_datetime(min(max(timestamp, 0), MAX_TIMESTAMP))
