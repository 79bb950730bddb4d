"""What is on offer: availability's free time, asked for a session."""

from collections.abc import Sequence
from datetime import timedelta

from ...availability import free
from ...availability.free import Wish
from ...practice.choices import DeliveryMode
from ...practice.models import Supervisor
from ..busy_source import busy_key
from ..exceptions import OtherTime
from ..models import Session
from ..types import Wanted

NEAR = timedelta(days=21)
MOST_NEAR = 6


def is_offered(wanted: Wanted, *, ignoring: Session | None = None) -> bool:
    """Whether pages show this very time now. ``ignoring`` is a session that is to move and whose own time counts."""
    return bool(free.slots_at(wanted.supervisor, wish(wanted, ignoring), *_epochs(wanted)))


def near(wanted: Wanted, *, ignoring: Session | None = None) -> list[OtherTime]:
    """Free times nearest to one that has gone: the supervisor's own, else those of all who offer the service."""
    own = _near([wanted.supervisor], wanted, ignoring)
    return own or _near(list(colleagues(wanted)), wanted, None)


def wish(wanted: Wanted, ignoring: Session | None = None) -> Wish:
    """What availability is asked for this. A session that moves is a known client's."""
    return Wish(
        service=wanted.service.pk,
        length=wanted.minutes,
        format=wanted.format,
        mode=wanted.mode,
        office=wanted.office.pk if wanted.office and wanted.mode == DeliveryMode.PREMISES else None,
        known_client=ignoring is not None,
        ignoring=frozenset({busy_key(ignoring.pk)}) if ignoring else frozenset(),
    )


def colleagues(wanted: Wanted) -> Sequence[Supervisor]:
    """Others who offer the service."""
    found = Supervisor.objects.filter(site_id=wanted.service.site_id, active=True, services=wanted.service)
    return list(found.exclude(pk=wanted.supervisor.pk))


def _near(supervisors: Sequence[Supervisor], wanted: Wanted, ignoring: Session | None) -> list[OtherTime]:
    by_pk = {supervisor.pk: supervisor for supervisor in supervisors}
    start, _ = _epochs(wanted)
    margin = int(NEAR.total_seconds())
    found = free.free_slots(supervisors, wish(wanted, ignoring), since=start - margin, until=start + margin)
    times = {(pk, slot.start, slot.end) for pk, slots in found.items() for slot in slots}
    times.discard((wanted.supervisor.pk, *_epochs(wanted)))
    nearest = sorted(times, key=lambda time: (abs(time[1] - start), time))[:MOST_NEAR]
    return [OtherTime(by_pk[pk], free.moment(begin), free.moment(end)) for pk, begin, end in nearest]


def _epochs(wanted: Wanted) -> tuple[int, int]:
    return free.seconds(wanted.start), free.seconds(wanted.end)
