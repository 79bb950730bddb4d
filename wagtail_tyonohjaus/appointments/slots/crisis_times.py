"""The next times of a crisis service, and a series of a few sessions close together. Free of requests and HTML."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from ...availability import free
from ...availability.free import Slot
from .. import formatting
from .slot_picker import SlotOption, SlotQuery, matching_supervisors, slot_options

#: Single times that are displayed; so many of them are reserved ones if there are others, too.
MAX_TIMES, MAX_RESERVED = 4, 3
#: How far ahead times are searched for, and how many days may be between two sessions of a series.
DAYS_AHEAD, MAX_GAP_DAYS = 14, 4

#: A slot with its supervisor's primary key.
Candidate = tuple[int, Slot]


@dataclass(frozen=True)
class CrisisTimes:
    """Both are in the order of their start. ``series`` is of one supervisor; it is empty if there is none."""

    times: list[SlotOption]
    series: list[SlotOption]


def load_crisis_times(query: SlotQuery, *, now: datetime | None = None) -> CrisisTimes:
    """The soonest times of a crisis service; those in hours that are reserved for crises come before the others.

    The series has as many sessions as the service, each on another day, at most ``MAX_GAP_DAYS`` after the one before
    it. It is the one that begins first.
    """
    query, since = replace(query, length=query.selected_length), now or timezone.now()
    span = {"since": free.epoch_seconds(since), "until": free.epoch_seconds(since + timedelta(days=DAYS_AHEAD))}
    slots = free.free_slots(matching_supervisors(query), query.availability_query, **span)
    times = _soonest([(pk, slot) for pk, of_supervisor in slots.items() for slot in of_supervisor])
    all_series = [[(pk, slot) for slot in _series(of_supervisor, query)] for pk, of_supervisor in slots.items()]
    series = min(filter(None, all_series), key=lambda one: [slot.start for _pk, slot in one], default=[])
    options = slot_options([*times, *series], query)
    return CrisisTimes(options[: len(times)], options[len(times) :])


def _soonest(candidates: list[Candidate]) -> list[Candidate]:
    ordered = sorted(candidates, key=lambda one: (one[1].start, one[0]))
    reserved = _without_overlaps(one for one in ordered if one[1].restrictions.crisis)
    others = _without_overlaps(one for one in ordered if not one[1].restrictions.crisis)
    chosen = reserved[: MAX_RESERVED if others else MAX_TIMES]
    chosen += others[: MAX_TIMES - len(chosen)]
    return sorted(chosen, key=lambda one: (one[1].start, one[0]))


def _without_overlaps(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Without times that overlap with one before them: they would be a choice between minutes."""
    kept: list[Candidate] = []
    for one in candidates:
        if len(kept) == MAX_TIMES:
            break
        if not kept or one[1].start >= kept[-1][1].end:
            kept.append(one)
    return kept


def _series(slots: list[Slot], query: SlotQuery) -> list[Slot]:
    """Of one supervisor. The first one of each day, so that none is later than it must be."""
    count = query.service.series_sessions if query.service else None
    by_day: dict[date, Slot] = {}
    for slot in slots:
        by_day.setdefault(formatting.local(free.utc_datetime(slot.start), query.time_zone).date(), slot)
    days = sorted(by_day)
    for number in range(len(days) - (count or 0) + 1 if count else 0):
        run = days[number : number + (count or 0)]
        if all((later - day).days <= MAX_GAP_DAYS for day, later in zip(run, run[1:], strict=False)):
            return [by_day[day] for day in run]
    return []
