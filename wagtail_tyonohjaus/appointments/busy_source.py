"""Sessions as a busy source of availability: held and confirmed ones take their time, a group counts once."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from ..availability.busy_sources import Busy
from ..availability.schedule import Terms
from ..availability.snapshots import REMOTE_PLACE
from ..practice.choices import DeliveryMode
from .models import Session

KEY = "session:"
MEETING_KEY = "meeting:"


class Sessions:
    """Every session that takes its supervisor's time."""

    name = "sessions"
    sessions = True

    def busy(self, supervisor_ids: Collection[int], start: int, end: int) -> Iterable[Busy]:
        taking = (
            Session.objects.occupying()
            .filter(supervisor_id__in=supervisor_ids)
            .overlapping(instant(start), instant(end))
        )
        meetings: dict[UUID, list[_Row]] = {}
        for row in taking.order_by("pk").values_list(*_Row._fields):
            meetings.setdefault(row[-1], []).append(_Row(*row))
        return [_busy(rows) for rows in meetings.values()]

    def labels(self, keys: Collection[str]) -> dict[str, str]:
        ids = [int(key.removeprefix(KEY)) for key in keys if key.startswith(KEY)]
        rows = Session.objects.filter(pk__in=ids).values_list("pk", "reference")
        meetings = [key.removeprefix(MEETING_KEY) for key in keys if key.startswith(MEETING_KEY)]
        groups = Session.objects.filter(meeting__in=meetings).values_list("meeting", "service__name")
        return {busy_key(pk): reference for pk, reference in rows} | {
            f"{MEETING_KEY}{meeting}": name for meeting, name in groups
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
    meeting: UUID


def _busy(rows: list[_Row]) -> Busy:
    """A meeting's time, once however many take part."""
    first = rows[0]
    key = busy_key(first.pk) if len(rows) == 1 else f"{MEETING_KEY}{first.meeting}"
    terms = _terms(first) if len(rows) < first.service__capacity else None
    return Busy(first.supervisor_id, seconds(first.start), seconds(first.end), key, terms)


def _terms(row: _Row) -> Terms:
    place = REMOTE_PLACE if row.mode == DeliveryMode.REMOTE else row.office_id
    return Terms(place=place, modes=frozenset({row.mode}), services=frozenset({row.service_id}))


def busy_key(pk: int) -> str:
    """What a session that meets with nobody else is called among busy times."""
    return f"{KEY}{pk}"


def instant(epoch: int) -> datetime:
    """UTC epoch seconds as an aware datetime, kept within the years that databases hold."""
    return datetime.fromtimestamp(min(max(epoch, 0), 253_402_300_000), UTC)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())
