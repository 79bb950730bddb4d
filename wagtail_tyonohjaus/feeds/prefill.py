"""What a link from a calendar fills into the contact form."""

from ..availability.free import Wish, free_slots, moment
from ..availability.zone_offsets import DAY
from ..practice.models import Service, Supervisor
from .converters import Choice


def query_for(supervisor: Supervisor, choice: Choice, start: int, minutes: int | None) -> dict[str, str]:
    """The form's parameters for the first slot that starts at ``start`` (UTC epoch seconds) or in the day after it.

    A free window may begin between two starts. Without such a slot, since the time has gone, nothing is filled in.
    """
    service = (
        Service.objects.filter(site_id=supervisor.site_id, slug=choice.service).first() if choice.service else None
    )
    query = {"service": str(service.pk)} if service else {}
    wish = Wish(service=service.pk if service else None, mode=choice.mode, length=minutes)
    slots = free_slots([supervisor], wish, since=start, until=start + DAY).get(supervisor.pk, [])
    if slots:
        slot = slots[0]
        query["preferred_start"] = f"{moment(slot.start):%Y-%m-%dT%H:%MZ}/{(slot.end - slot.start) // 60}"
        if not service and slot.services and len(slot.services) == 1:
            query["service"] = str(next(iter(slot.services)))
    return query
