"""Sessions as a busy source of availability: held and confirmed ones take their time, a group counts once."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from uuid import UUID

from ..availability.sources import Busy
from .models import Session

KEY = "session:"
MEETING_KEY = "meeting:"


class Sessions:
    """Every session that takes its supervisor's time."""

    name = "sessions"
    sessions = True

    def busy(self, supervisor_ids: Collection[int], start: int, end: int) -> Iterable[Busy]:
        taking = Session.objects.taking().filter(supervisor_id__in=supervisor_ids).between(instant(start), instant(end))
        meetings: dict[UUID, Busy] = {}
        for pk, owner, begin, finish, meeting in taking.order_by("pk").values_list(
            "pk", "supervisor_id", "start", "end", "meeting"
        ):
            key = f"{MEETING_KEY}{meeting}" if meeting in meetings else busy_key(pk)
            meetings[meeting] = Busy(owner, seconds(begin), seconds(finish), key)
        return meetings.values()

    def labels(self, keys: Collection[str]) -> dict[str, str]:
        ids = [int(key.removeprefix(KEY)) for key in keys if key.startswith(KEY)]
        rows = Session.objects.filter(pk__in=ids).values_list("pk", "reference")
        meetings = [key.removeprefix(MEETING_KEY) for key in keys if key.startswith(MEETING_KEY)]
        groups = Session.objects.filter(meeting__in=meetings).values_list("meeting", "service__name")
        return {busy_key(pk): reference for pk, reference in rows} | {
            f"{MEETING_KEY}{meeting}": name for meeting, name in groups
        }


def busy_key(pk: int) -> str:
    """What a session that meets with nobody else is called among busy times."""
    return f"{KEY}{pk}"


def instant(epoch: int) -> datetime:
    """UTC epoch seconds as an aware datetime, kept within the years that databases hold."""
    return datetime.fromtimestamp(min(max(epoch, 0), 253_402_300_000), UTC)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())
