"""What a link from a calendar fills into the contact form."""

from ..availability.free import AvailabilityQuery, free_slots, utc_datetime
from ..availability.zone_offsets import DAY
from ..practice.fields import slug_lookup
from ..practice.form_fields.slot_values import slot_value
from ..practice.models import Service, Supervisor
from .converters import FeedFilter


def prefill_query(supervisor: Supervisor, feed_filter: FeedFilter, start: int, minutes: int | None) -> dict[str, str]:
    """The form's parameters for the first slot within a day from ``start`` (UTC epoch seconds).

    A window may begin between two slots, so its first slot may start later. Without a slot, no time is filled in.
    """
    service = _service(supervisor, feed_filter.service)
    parameters = {"service": str(service.pk)} if service else {}
    query = AvailabilityQuery(service=service.pk if service else None, mode=feed_filter.mode, length=minutes)
    slots = free_slots([supervisor], query, since=start, until=start + DAY).get(supervisor.pk, [])
    if slots:
        slot = slots[0]
        parameters["preferred_start"] = slot_value(utc_datetime(slot.start), (slot.end - slot.start) // 60)
        if not service and slot.restrictions.services and len(slot.restrictions.services) == 1:
            parameters["service"] = str(next(iter(slot.restrictions.services)))
    return parameters


def _service(supervisor: Supervisor, slug: str) -> Service | None:
    if not slug:
        return None
    services = Service.objects.filter(slug_lookup(slug), site=supervisor.site_id)
    return min(services, key=lambda service: service.slug != slug, default=None)
