"""Free times that fit what somebody wishes, for staff who proposes or books them. Free of requests and HTML."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.utils import timezone

from ...availability import free
from ...practice.choices import DeliveryMode
from ...practice.models import Office, Supervisor
from .. import formatting
from . import assignment
from .slot_picker import SlotOption, SlotQuery, slot_options

#: How far from now, or from the preferred time, times are searched first.
FIRST_DAYS = 28
#: Supervisors whose times are compared.
MAX_SUPERVISORS = 30

Fits = Callable[[SlotOption, Sequence[SlotOption]], bool]


@dataclass(frozen=True)
class Window:
    """Local time of a weekday (0 for Monday) in the practice's zone that suits the visitor."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True)
class Wishes:
    """``query`` has the service, place and length; ``preferred_start`` is UTC; blank and None mean "any"."""

    query: SlotQuery
    preferred_start: datetime | None = None
    windows: Sequence[Window] = ()
    language: str = ""


def fitting_supervisors(supervisors: Iterable[Supervisor], wishes: Wishes) -> list[Supervisor]:
    """Those who offer the service, in the assignment order.

    Of them, those at the office, with the delivery mode, the format and the language; what nobody fulfils is left
    out. Prefetch ``services`` and ``offices`` of the supervisors.
    """
    query = wishes.query
    found = [one for one in supervisors if one.active and (not query.service or query.service in one.services.all())]
    wanted: list[Callable[[Supervisor], bool]] = [
        lambda one: not query.office or query.mode == DeliveryMode.REMOTE or query.office in one.offices.all(),
        lambda one: not query.mode or not one.delivery_modes or query.mode in one.delivery_modes,
        lambda one: not query.format or not one.formats or query.format in one.formats,
        lambda one: not wishes.language or wishes.language in one.languages,
    ]
    for condition in wanted:
        found = [one for one in found if condition(one)] or found
    by_pk = {one.pk: one for one in found}
    return [by_pk[pk] for pk in (assignment.order_supervisors(by_pk) if len(by_pk) > 1 else by_pk)]


def free_options(wishes: Wishes, supervisors: Sequence[Supervisor]) -> list[SlotOption]:
    """Free times of the supervisors, near the preferred time or soon; if there are none, all of them.

    With one supervisor, also if that one takes no new clients: staff decides. A constant number of queries.
    """
    now = timezone.now()
    near = max(now, (wishes.preferred_start or now) - timedelta(days=FIRST_DAYS // 2))
    until = near + timedelta(days=FIRST_DAYS)
    return _options(wishes, supervisors, near, until) or _options(wishes, supervisors, now, None)


def select_times(
    options: Collection[SlotOption], wishes: Wishes, count: int, fits: Fits = lambda one, chosen: True
) -> list[SlotOption]:
    """Up to ``count`` of the options that fit the wishes best, each on another day and none overlapping another.

    ``fits`` says whether an option is possible beside those chosen before it. In the order of their start.
    """
    by_day: dict[date, list[SlotOption]] = {}
    for option in sorted(options, key=lambda one: (*_distance(one, wishes), one.start)):
        by_day.setdefault(option.day, []).append(option)
    chosen: list[SlotOption] = []
    for of_day in sorted(by_day.values(), key=lambda of_day: _day_distance(of_day[0], wishes)):
        if len(chosen) == count:
            break
        possible = (one for one in of_day if not any(_overlap(one, other) for other in chosen) and fits(one, chosen))
        chosen += islice(possible, 1)
    return sorted(chosen, key=lambda one: one.start)


def same_place(options: Iterable[SlotOption], option: SlotOption) -> list[SlotOption]:
    """Those of the same supervisor that are held in the same way at the same office."""
    return [
        one
        for one in options
        if (one.supervisor, one.mode, one.office) == (option.supervisor, option.mode, option.office)
    ]


def with_offices(options: Sequence[SlotOption]) -> list[SlotOption]:
    """With the first office of the supervisor where a time is free at any of them."""
    missing = {one.supervisor.pk for one in options if one.mode == DeliveryMode.PREMISES and one.office is None}
    if not missing:
        return list(options)
    links = Supervisor.offices.through.objects.filter(supervisor__in=missing).order_by("office")
    pairs = list(links.values_list("supervisor", "office"))
    offices = Office.objects.in_bulk({office for _supervisor, office in pairs})
    first = {supervisor: offices[office] for supervisor, office in reversed(pairs)}
    return [replace(one, office=one.office or first.get(one.supervisor.pk)) if _lacks(one) else one for one in options]


def _lacks(option: SlotOption) -> bool:
    return option.mode == DeliveryMode.PREMISES and option.office is None


def _options(
    wishes: Wishes, supervisors: Sequence[Supervisor], since: datetime, until: datetime | None
) -> list[SlotOption]:
    query = wishes.query
    if not supervisors or query.service is None:
        return []
    query = replace(query, length=query.selected_length)
    chosen = supervisors[:MAX_SUPERVISORS]
    availability_query = replace(query.availability_query, known_client=len(supervisors) == 1)
    span = {"since": free.epoch_seconds(since), "until": free.epoch_seconds(until) if until else None}
    slots = free.free_slots([one.pk for one in chosen], availability_query, **span)
    pairs = [(one.pk, slot) for one in chosen for slot in slots.get(one.pk, ())]
    return slot_options(pairs, query)


def _distance(option: SlotOption, wishes: Wishes) -> tuple[bool, int]:
    """Whether the option is outside of what suits the visitor, and the minutes from the preferred time of day."""
    if wishes.preferred_start is None:
        return bool(wishes.windows) and not _is_in_window(option, wishes), 0
    zone = wishes.query.time_zone
    minutes = [_minute_of_day(formatting.local(one, zone)) for one in (option.start, wishes.preferred_start)]
    return False, abs(minutes[0] - minutes[1])


def _day_distance(option: SlotOption, wishes: Wishes) -> tuple[bool, int, date]:
    outside, _minutes = _distance(option, wishes)
    if wishes.preferred_start is None:
        return outside, 0, option.day
    preferred = formatting.local(wishes.preferred_start, wishes.query.time_zone).date()
    return outside, abs((option.day - preferred).days), option.day


def _is_in_window(option: SlotOption, wishes: Wishes) -> bool:
    zone = ZoneInfo(wishes.query.practice.time_zone)
    start, end = option.start.astimezone(zone), option.end.astimezone(zone)
    return start.date() == end.date() and any(
        one.weekday == start.weekday() and one.start <= start.time() and end.time() <= one.end for one in wishes.windows
    )


def _minute_of_day(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _overlap(one: SlotOption, other: SlotOption) -> bool:
    return one.start < other.end and other.start < one.end
