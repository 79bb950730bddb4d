"""The engine against an oracle that knows no intervals: it looks at every single minute with zoneinfo."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wagtail_tyonohjaus.availability.engine import (
    ExceptionRow,
    Hours,
    Rule,
    Terms,
    WeeklyRow,
    free_slots,
    free_windows,
    is_free,
    slots,
)
from wagtail_tyonohjaus.intervals import Interval

#: Zone and a day near a clock change, or an ordinary one.
PLACES_IN_TIME = [
    ("Europe/Helsinki", date(2026, 3, 29)),
    ("Europe/Helsinki", date(2026, 10, 25)),
    ("Europe/Helsinki", date(2026, 12, 30)),
    ("America/Asuncion", date(2024, 3, 24)),
    ("America/Asuncion", date(2023, 10, 1)),
    ("Africa/Cairo", date(2024, 4, 26)),
    ("Africa/Cairo", date(2024, 11, 1)),
    ("Asia/Beirut", date(2024, 10, 27)),
    ("America/Havana", date(2024, 11, 3)),
    ("America/Havana", date(2024, 3, 10)),
    ("America/Santiago", date(2024, 4, 7)),
    ("America/St_Johns", date(2010, 11, 7)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Africa/Casablanca", date(2024, 3, 10)),
    ("Asia/Kathmandu", date(2026, 5, 1)),
]
MINUTE = 60
TERMS = st.builds(
    Terms,
    place=st.sampled_from([None, 1, 2]),
    modes=st.sampled_from([None, frozenset({"remote"}), frozenset({"premises", "remote"})]),
    services=st.sampled_from([None, frozenset({1}), frozenset({1, 2})]),
    crisis=st.sampled_from([False, False, False, True]),
)


@dataclass
class Case:
    """One question to the engine."""

    hours: Hours
    busy: list[Interval]
    rule: Rule
    as_of: int
    until: int
    session_starts: list[int]


def minutes_of_hours() -> st.SearchStrategy[tuple[int, int]]:
    quarters = st.integers(0, 96).map(lambda quarter: quarter * 15)
    edges = st.one_of(quarters, st.sampled_from([0, 60, 1380, 1440]))
    return st.tuples(edges, edges).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: (min(pair), max(pair)))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    zone, day = draw(st.sampled_from(PLACES_IN_TIME))
    days = st.integers(-3, 3).map(lambda shift: day + timedelta(days=shift))
    terms = st.sampled_from(draw(st.lists(TERMS, min_size=1, max_size=3)))
    noon = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
    near = st.integers(-48 * 60, 48 * 60).map(lambda shift: noon + shift * MINUTE)
    return Case(
        Hours(
            zone,
            tuple(draw(st.lists(weekly_rows(days, terms), max_size=8))),
            tuple(draw(st.lists(exceptions(days, terms), max_size=3))),
            frozenset(draw(st.lists(days, max_size=1))),
        ),
        draw(
            st.lists(
                st.builds(lambda start, length: (start, start + length * MINUTE), near, st.integers(0, 300)), max_size=6
            )
        ),
        draw(rules()),
        as_of := draw(near) - 24 * 3600,
        as_of + draw(st.integers(1, 72 * 60)) * MINUTE,
        draw(st.lists(near, max_size=4)),
    )


@st.composite
def weekly_rows(draw: st.DrawFn, days: st.SearchStrategy[date], terms: st.SearchStrategy[Terms]) -> WeeklyRow:
    start, end = draw(minutes_of_hours())
    every = draw(st.sampled_from([1, 1, 1, 2, 3]))
    limits = st.one_of(st.none(), st.none(), days)
    return WeeklyRow(draw(st.integers(0, 6)), start, end, draw(terms), every, draw(days), draw(limits), draw(limits))


@st.composite
def exceptions(draw: st.DrawFn, days: st.SearchStrategy[date], terms: st.SearchStrategy[Terms]) -> ExceptionRow:
    first = draw(days)
    last = first + timedelta(days=draw(st.integers(0, 2)))
    if draw(st.integers(0, 3)) == 0:
        return ExceptionRow(first, last)
    return ExceptionRow(first, last, *draw(minutes_of_hours()), draw(terms))


def rules() -> st.SearchStrategy[Rule]:
    optional = st.one_of(st.none(), st.none(), st.integers(1, 3))
    return st.builds(
        Rule,
        lengths=st.lists(st.sampled_from([15, 45, 50, 60, 90, 180]), min_size=1, max_size=2).map(tuple),
        step=st.sampled_from([15, 20, 30, 45, 60, 120]),
        service=st.sampled_from([None, None, 1, 2, 3]),
        buffer_before=st.sampled_from([0, 0, 10, 45]),
        buffer_after=st.sampled_from([0, 0, 5, 30]),
        notice=st.sampled_from([0, 0, 90, 1000]),
        horizon_days=st.integers(0, 4),
        max_per_day=optional,
        max_per_week=optional,
        crisis=st.booleans(),
        mode=st.sampled_from([None, None, "remote", "premises"]),
        places=st.sampled_from([None, None, frozenset({1}), frozenset({2, None})]),
    )


# The oracle


def clock_readings(tz: ZoneInfo, first: int, last: int) -> Iterator[tuple[int, datetime, bool]]:
    """Each minute with the latest time that the local clock has shown so far, and whether it shows it again."""
    latest = datetime.min
    for instant in range(first - 2 * 86_400, last, MINUTE):
        shown = datetime.fromtimestamp(instant, tz)
        latest = max(latest, shown.replace(tzinfo=None, fold=0))
        if instant >= first:
            yield instant, latest, shown.fold == 1


def hours_on(hours: Hours, day: date) -> list[tuple[int, int, Terms]]:
    special = [row for row in hours.exceptions if row.first <= day <= row.last]
    if special:
        shortest = min(row.last - row.first for row in special)
        chosen = [row for row in special if row.last - row.first == shortest]
        return [] if any(row.start is None for row in chosen) else [(r.start, r.end, r.terms) for r in chosen]
    if day in hours.holidays:
        return []
    return [(row.start, row.end, row.terms) for row in hours.weekly if holds(row, day)]


def holds(row: WeeklyRow, day: date) -> bool:
    weeks = (day - timedelta(days=day.weekday()) - (row.anchor - timedelta(days=row.anchor.weekday()))).days // 7
    return (
        day.weekday() == row.weekday
        and weeks % row.every == 0
        and (row.valid_from is None or row.valid_from <= day)
        and (row.valid_until is None or day <= row.valid_until)
    )


def painted(hours: Hours, day: date) -> dict[Terms, dict[int, int]]:
    """For each terms, which minutes of the day are open, and the start of the row whose steps hold there."""
    minutes: dict[Terms, dict[int, int]] = {}
    tops: dict[Terms, int] = {}
    for start, end, terms in sorted(hours_on(hours, day), key=lambda found: found[0]):
        if end > tops.get(terms, 0):
            minutes.setdefault(terms, {}).update((minute, start) for minute in range(start, end))
            tops[terms] = end
    return minutes


def wanted(rule: Rule, terms: Terms) -> bool:
    if terms.crisis and not rule.crisis:
        return False
    if rule.places is not None and terms.place not in rule.places:
        return False
    return (rule.service is None or terms.services is None or rule.service in terms.services) and (
        rule.mode is None or terms.modes is None or rule.mode in terms.modes
    )


class Oracle:
    """Minutes that are free, by terms, and minutes at which a slot may start."""

    def __init__(self, case: Case) -> None:
        self.rule = case.rule
        self.free: dict[Terms, list[int]] = {}
        self.grid: dict[Terms, set[int]] = {}
        tz = ZoneInfo(case.hours.zone)
        paint = lru_cache(partial(painted, case.hours))
        self.days = {start: self.day_of(tz, start) for start in case.session_starts}
        today = self.day_of(tz, case.as_of)
        for instant, wall, repeated in clock_readings(tz, case.as_of, case.until):
            if (wall.date() - today).days <= case.rule.horizon_days and self.open_to_requests(
                case, instant, wall.date()
            ):
                self.look(paint(wall.date()), instant, wall.hour * 60 + wall.minute, repeated)

    def day_of(self, tz: ZoneInfo, instant: int) -> date:
        readings = clock_readings(tz, instant - instant % MINUTE, instant - instant % MINUTE + MINUTE)
        return next(readings)[1].date()

    def open_to_requests(self, case: Case, instant: int, day: date) -> bool:
        rule = case.rule
        near_busy = any(
            start - rule.buffer_after * MINUTE <= instant < end + rule.buffer_before * MINUTE
            for start, end in case.busy
            if start < end
        )
        return (
            not near_busy
            and instant >= case.as_of + rule.notice * MINUTE
            and (rule.max_per_day is None or self.count(case, day) < rule.max_per_day)
            and (rule.max_per_week is None or self.count_week(case, day) < rule.max_per_week)
        )

    def count(self, case: Case, day: date) -> int:
        return sum(self.days[start] == day for start in case.session_starts)

    def count_week(self, case: Case, day: date) -> int:
        return sum(self.days[start].isocalendar()[:2] == day.isocalendar()[:2] for start in case.session_starts)

    def look(self, paint: dict[Terms, dict[int, int]], instant: int, minute: int, repeated: bool) -> None:
        reserved = any(terms.crisis and minute in minutes for terms, minutes in paint.items())
        for terms, minutes in paint.items():
            if minute in minutes and wanted(self.rule, terms) and (terms.crisis or not reserved):
                self.free.setdefault(terms, []).append(instant)
                if not repeated and (minute - minutes[minute]) % self.rule.step == 0:
                    self.grid.setdefault(terms, set()).add(instant)

    def stretches(self) -> list[tuple[int, int, Terms]]:
        found = []
        for terms, instants in self.free.items():
            for _, group in groupby(enumerate(instants), key=lambda pair: pair[1] - pair[0] * MINUTE):
                run = [instant for _, instant in group]
                found.append((run[0], run[-1] + MINUTE, terms))
        return found

    def slots(self, lengths: tuple[int, ...]) -> set[tuple[int, int, Terms]]:
        return {
            (start, start + length * MINUTE, terms)
            for first, last, terms in self.stretches()
            for length in lengths
            for start in self.grid.get(terms, ())
            if first <= start and start + length * MINUTE <= last
        }

    def windows(self) -> set[tuple[int, int, Terms]]:
        fitting = self.slots(self.rule.lengths[:1])
        return {
            (first, last, terms)
            for first, last, terms in self.stretches()
            if any(found == terms and first <= start and end <= last for start, end, found in fitting)
        }


@pytest.mark.parametrize(
    "spans",
    [
        [(0, 1440)],
        [(0, 90), (90, 1410), (1410, 1440)],
        [(30, 200), (200, 255), (255, 1440)],
        # Overlapping, and one within another.
        [(0, 300), (75, 480), (100, 150), (1290, 1420), (1395, 1440)],
    ],
)
@pytest.mark.parametrize(("zone", "day"), PLACES_IN_TIME)
def test_hours_around_each_clock_change_equal_the_oracle(zone: str, day: date, spans: list[tuple[int, int]]) -> None:
    rows = [WeeklyRow(n, *span, anchor=day) for n in range(7) for span in spans]
    as_of = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - 36 * 3600
    case = Case(Hours(zone, tuple(rows)), [], Rule((60,), 30, horizon_days=4), as_of, as_of + 72 * 3600, [])
    oracle = Oracle(case)
    windows = free_windows(case.hours, [], case.rule, as_of, case.until)
    assert {window[:3] for window in windows} == oracle.windows()
    assert set(slots(windows, case.rule)) == oracle.slots((60,))


@pytest.mark.once
@settings(max_examples=200, deadline=None)
@given(cases())
def test_windows_and_slots_equal_those_found_minute_by_minute(case: Case) -> None:
    oracle = Oracle(case)
    windows = free_windows(case.hours, case.busy, case.rule, case.as_of, case.until, session_starts=case.session_starts)
    found = slots(windows, case.rule)
    assert {window[:3] for window in windows} == oracle.windows()
    assert set(found) == oracle.slots(case.rule.lengths)
    assert len(set(found)) == len(found)
    assert [slot.start for slot in found] == sorted(slot.start for slot in found)


@pytest.mark.once
@settings(max_examples=100, deadline=None)
@given(cases(), st.data())
def test_is_free_agrees_with_what_is_shown(case: Case, data: st.DataObject) -> None:
    shown = {
        slot[:2]
        for slot in free_slots(case.hours, case.busy, case.rule, case.as_of, session_starts=case.session_starts)
    }
    grid = sorted({start for start, _ in shown}) or [case.as_of]
    asked = [
        (start + shift * MINUTE)
        for start in data.draw(st.lists(st.sampled_from(grid), max_size=8))
        for shift in (0, 15)
    ]
    for start in asked:
        for length in (*case.rule.lengths, 35):
            time = (start, start + length * MINUTE)
            answer = is_free(case.hours, case.busy, case.rule, case.as_of, *time, session_starts=case.session_starts)
            assert answer == (time in shown)


@pytest.mark.once
@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(-48 * 60, 48 * 60))
def test_pages_join_without_gap_or_repetition(case: Case, shift: int) -> None:
    middle = case.as_of + shift * MINUTE
    asked = (case.hours, case.busy, case.rule, case.as_of)
    before, after = free_slots(*asked, middle), free_slots(*asked, since=middle)
    assert before + after == free_slots(*asked)
