"""A supervisor's free times: two weeks of days, and the times of one of them. Free of requests and HTML."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter

from django.utils import timezone
from django.utils.translation import pgettext

from ...availability import free
from ...availability.free import Slot
from ...finding.openings import PARTS
from ...practice import formatting as text
from ...practice.models import Office
from .. import formatting
from .slot_picker import SlotOption, SlotQuery, midnight, slot_options

DAYS = 14
#: The times of a part of the day that are displayed at first, and of a day at most.
TIMES_PER_PART = 4
MAX_TIMES = 48
_start = attrgetter("start")


@dataclass(frozen=True)
class DayOption:
    """A day of the two weeks."""

    date: date
    is_free: bool
    is_selected: bool = False

    @property
    def label(self) -> str:
        """Weekday and date."""
        return formatting.format_day(self.date)

    @property
    def weekday(self) -> str:
        """``Mon``."""
        return text.format_short_weekday(self.date)

    @property
    def number(self) -> int:
        """The day of the month."""
        return self.date.day


@dataclass(frozen=True)
class PartOfDay:
    """The times of a morning, afternoon or evening."""

    label: str
    times: list[SlotOption]


@dataclass(frozen=True)
class DayPicker:
    """Two weeks from a Monday on, and the displayed times of ``day``, which may have none.

    ``earlier`` and ``later`` are days with which other weeks begin, None if there are no free times then. ``next_free``
    is the next day with a free time, if none of these days has one. ``total`` is the number of times that are displayed
    after "show all", or 0 if that would not display more.
    """

    query: SlotQuery
    days: list[DayOption]
    day: date | None
    times: list[SlotOption]
    total: int = 0
    earlier: date | None = None
    later: date | None = None
    next_free: date | None = None

    @property
    def range_label(self) -> str:
        """``7 Dec 2026 – 20 Dec 2026``."""
        return text.format_days(self.days[0].date, self.days[-1].date)

    @property
    def day_label(self) -> str:
        """Weekday and date of ``day``."""
        return formatting.format_day(self.day) if self.day else ""

    @property
    def weeks(self) -> list[list[DayOption]]:
        """The days, seven at a time."""
        return [self.days[:7], self.days[7:]]

    @property
    def only_place(self) -> str:
        """The place of all displayed times, if it is the same."""
        places = {option.place for option in self.times}
        return places.pop() if len(places) == 1 else ""

    @property
    def parts(self) -> list[PartOfDay]:
        """The displayed times by part of the day, without empty parts."""
        labels = [pgettext("times", "Morning"), pgettext("times", "Afternoon"), pgettext("times", "Evening")]
        groups = groupby(self.times, key=lambda one: _part_of_day(one.start, self.query.time_zone))
        return [PartOfDay(labels[part], list(times)) for part, times in groups]


def load_days(
    query: SlotQuery,
    *,
    day: date | None = None,
    chosen: datetime | None = None,
    show_all: bool = False,
    offices: Mapping[int, Office] | None = None,
    now: datetime | None = None,
) -> DayPicker:
    """The two weeks with ``day``, else those with the first free time from ``query.first_day`` on.

    Without ``day``, the first of these days with a free time is selected. Only times that do not overlap are displayed,
    and only some of them, unless ``show_all`` is set; the time that starts at ``chosen`` is always displayed. Requires
    ``query.supervisor``; ``offices`` are those already loaded, by primary key.
    """
    query = replace(query, length=query.selected_length)
    today = formatting.local(now or timezone.now(), query.time_zone).date()
    slots = _slots(query)
    first_free = _local_day(slots[0], query) if slots else None
    monday = _monday(max(day or query.first_day or first_free or today, today))
    earlier, displayed, later = _split(slots, query, monday, monday + timedelta(days=DAYS))
    by_day = {each: list(group) for each, group in groupby(displayed, key=lambda slot: _local_day(slot, query))}
    selected = day or min((each for each in by_day if each >= (query.first_day or monday)), default=None)
    times, total = _displayed(by_day.get(selected, []) if selected else [], query, chosen, show_all)
    days = [monday + timedelta(days=number) for number in range(DAYS)]
    return DayPicker(
        query=query,
        days=[DayOption(each, each in by_day, each == selected) for each in days],
        day=selected,
        times=slot_options([(_supervisor_pk(query), slot) for slot in times], query, offices),
        total=total,
        earlier=max(_monday(first_free), monday - timedelta(days=DAYS)) if first_free and earlier else None,
        later=monday + timedelta(days=DAYS) if later else None,
        next_free=_local_day(later[0], query) if later and not by_day else None,
    )


def without_overlaps(slots: Iterable[Slot], gap_minutes: int = 0) -> list[Slot]:
    """The earliest slots of which none begins before the end of another one and the gap after it."""
    chosen: list[Slot] = []
    for slot in slots:
        if not chosen or slot.start >= chosen[-1].end + gap_minutes * 60:
            chosen.append(slot)
    return chosen


def _slots(query: SlotQuery) -> list[Slot]:
    """All slots of the supervisor, one for each start."""
    pk = _supervisor_pk(query)
    slots = free.free_slots([pk], query.availability_query).get(pk, [])
    return list({slot.start: slot for slot in reversed(slots)}.values())[::-1]


def _supervisor_pk(query: SlotQuery) -> int:
    if query.supervisor is None:
        raise ValueError("the days are those of a supervisor")
    return query.supervisor.pk


def _split(slots: list[Slot], query: SlotQuery, first: date, stop: date) -> tuple[list[Slot], list[Slot], list[Slot]]:
    """The slots before the days from ``first`` to before ``stop``, on them, and after them."""
    low, high = (bisect_left(slots, midnight(day, query.time_zone), key=_start) for day in (first, stop))
    return slots[:low], slots[low:high], slots[high:]


def _local_day(slot: Slot, query: SlotQuery) -> date:
    return formatting.local(free.utc_datetime(slot.start), query.time_zone).date()


def _displayed(slots: list[Slot], query: SlotQuery, chosen: datetime | None, show_all: bool) -> tuple[list[Slot], int]:
    """The slots to display, and how many are displayed after "show all" if that is more.

    The link contains no chosen time, so that one does not count.
    """
    every = _all_displayed(slots)
    if show_all:
        return _with_chosen(every, slots, chosen), 0
    displayed = _with_chosen(_first_displayed(slots, query), slots, chosen)
    return displayed, len(every) if len(every) > len(displayed) else 0


def _first_displayed(slots: list[Slot], query: SlotQuery) -> list[Slot]:
    gap = max(query.service.buffer_before, query.service.buffer_after) if query.service else 0
    groups = groupby(
        without_overlaps(slots, gap), key=lambda slot: _part_of_day(free.utc_datetime(slot.start), query.time_zone)
    )
    return [slot for _, group in groups for slot in list(group)[:TIMES_PER_PART]][: query.limit]


def _all_displayed(slots: list[Slot]) -> list[Slot]:
    return (slots if len(slots) <= MAX_TIMES else without_overlaps(slots))[:MAX_TIMES]


def _with_chosen(displayed: list[Slot], slots: list[Slot], chosen: datetime | None) -> list[Slot]:
    """The displayed slots with the chosen one, by their start."""
    is_chosen = [slot for slot in slots if chosen and slot.start == free.epoch_seconds(chosen)]
    return sorted({slot.start: slot for slot in [*displayed, *is_chosen]}.values(), key=_start)


def _part_of_day(moment: datetime, zone: str) -> int:
    return bisect_right(PARTS, formatting.local(moment, zone).time()) - 1


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
