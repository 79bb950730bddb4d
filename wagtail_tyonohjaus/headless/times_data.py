"""The free times of a week, as the slot picker of pages has them, so that each of them can be requested."""

from dataclasses import replace

from django.http import QueryDict

from ..appointments.slots.picker_context import bookable_services
from ..appointments.slots.slot_picker import SlotDay, SlotOption, SlotQuery, SlotWeek, load_week
from ..practice.choices import DeliveryMode, Format
from ..practice.models import PracticeSettings
from .parameters import Parameters
from .practice_data import item
from .problems import NOT_FOUND, Problem
from .schemas import Day, Time, Times, TimeZone

PARAMETERS = ("service", "supervisor", "office", "length", "format", "delivery_mode", "from", "tz")


def times_data(practice: PracticeSettings, query: QueryDict) -> Times:
    """In the active language. Raises ``Problem``, also if the practice publishes no times."""
    parameters = Parameters(query, practice, PARAMETERS)
    slot_query = _slot_query(parameters)
    parameters.check()
    services = bookable_services(practice, slot_query.supervisor)
    service = slot_query.service or next(iter(services), None)
    if service is None or not practice.publish_free_times:
        raise Problem(NOT_FOUND)
    slot_query = replace(slot_query, service=service)
    if slot_query.length is not None and slot_query.length not in slot_query.lengths:
        parameters.reject("length")
        parameters.check()
    week = load_week(slot_query)
    return Times(
        service=item(service),
        services=[item(service) for service in services],
        length=week.query.length,
        lengths=week.query.lengths,
        time_zone=TimeZone(name=week.query.time_zone, label=week.zone_label),
        visitor_time_zone=_visitor_time_zone(week),
        earlier=week.earlier,
        later=week.later,
        days=[_day(day, week.query) for day in week.days],
    )


def _slot_query(parameters: Parameters) -> SlotQuery:
    return SlotQuery(
        practice=parameters.practice,
        service=parameters.service(),
        supervisor=parameters.supervisor(),
        office=parameters.office(),
        length=parameters.number("length"),
        format=parameters.choice("format", Format.values),
        mode=parameters.choice("delivery_mode", DeliveryMode.values),
        first_day=parameters.day("from"),
        visitor_time_zone=parameters.time_zone("tz"),
    )


def _visitor_time_zone(week: SlotWeek) -> TimeZone | None:
    label = week.visitor_zone_label
    return TimeZone(name=week.query.visitor_time_zone, label=label) if label else None


def _day(day: SlotDay, query: SlotQuery) -> Day:
    return Day(date=day.date, label=day.label, slots=[_time(slot, query) for slot in day.slots])


def _time(slot: SlotOption, query: SlotQuery) -> Time:
    office = slot.office or query.office
    values = {
        "supervisor": str(slot.supervisor.uuid),
        "service": query.service.slug if query.service else "",
        "office": office.slug if office else "",
        "format": query.format,
        "delivery_mode": query.mode,
        "preferred_start": slot.value,
    }
    return Time(
        start=slot.start,
        end=slot.end,
        minutes=slot.minutes,
        label=slot.hours,
        visitor_label=slot.visitor_hours,
        supervisor=item(slot.supervisor),
        office=item(slot.office) if slot.office else None,
        form={name: value for name, value in values.items() if value},
    )
