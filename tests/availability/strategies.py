"""Hypothesis strategies for hours, busy time and booking rules near clock changes."""

from collections.abc import Collection, Hashable
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from tests.availability.oracle import MINUTE, Case
from wagtail_tyonohjaus.availability.schedule import BookingRule, ExceptionRow, Hours, Restrictions, WeeklyRow
from wagtail_tyonohjaus.intervals import Interval

#: Zones with a day near a clock change, or an ordinary one.
ZONES_AND_DAYS = [
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
LENGTHS = [15, 45, 50, 60, 90, 180]


def restrictions(places: Collection[Hashable], services: Collection[int]) -> st.SearchStrategy[Restrictions]:
    one, *_others = services
    return st.builds(
        Restrictions,
        place=st.sampled_from([None, *places]),
        modes=st.sampled_from([None, frozenset({"remote"}), frozenset({"premises", "remote"})]),
        services=st.sampled_from([None, frozenset({one}), frozenset(services)]),
        crisis=st.sampled_from([False, False, False, True]),
    )


def start_and_end_minutes() -> st.SearchStrategy[tuple[int, int]]:
    quarters = st.integers(0, 96).map(lambda quarter: quarter * 15)
    edges = st.one_of(quarters, st.sampled_from([0, 60, 1380, 1440]))
    return st.tuples(edges, edges).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: (min(pair), max(pair)))


def hours(zone: str, day: date, every: st.SearchStrategy[Restrictions]) -> st.SearchStrategy[Hours]:
    """Hours around a day, with at most three different restrictions."""
    days = st.integers(-3, 3).map(lambda shift: day + timedelta(days=shift))
    return st.lists(every, min_size=1, max_size=3).flatmap(
        lambda few: st.builds(
            Hours,
            st.just(zone),
            st.lists(weekly_rows(days, st.sampled_from(few)), max_size=8).map(tuple),
            st.lists(exceptions(days, st.sampled_from(few)), max_size=3).map(tuple),
            st.frozensets(days, max_size=1),
        )
    )


@st.composite
def weekly_rows(draw: st.DrawFn, days: st.SearchStrategy[date], every: st.SearchStrategy[Restrictions]) -> WeeklyRow:
    start, end = draw(start_and_end_minutes())
    weeks = draw(st.sampled_from([1, 1, 1, 2, 3]))
    limits = st.one_of(st.none(), st.none(), days)
    return WeeklyRow(draw(st.integers(0, 6)), start, end, draw(every), weeks, draw(days), draw(limits), draw(limits))


@st.composite
def exceptions(draw: st.DrawFn, days: st.SearchStrategy[date], every: st.SearchStrategy[Restrictions]) -> ExceptionRow:
    first = draw(days)
    last = first + timedelta(days=draw(st.integers(0, 2)))
    if draw(st.integers(0, 3)) == 0:
        return ExceptionRow(first, last)
    return ExceptionRow(first, last, *draw(start_and_end_minutes()), draw(every), draw(st.booleans()))


def rules() -> st.SearchStrategy[BookingRule]:
    limits = st.one_of(st.none(), st.none(), st.integers(1, 3))
    return st.builds(
        BookingRule,
        lengths=st.lists(st.sampled_from(LENGTHS), min_size=1, max_size=2).map(tuple),
        step=st.sampled_from([None, None, 15, 20, 30, 45, 60, 120]),
        buffer_before=st.sampled_from([0, 0, 10, 45]),
        buffer_after=st.sampled_from([0, 0, 5, 30]),
        notice=st.sampled_from([0, 0, 90, 1000]),
        horizon_days=st.integers(0, 4),
        max_per_day=limits,
        max_per_week=limits,
        crisis=st.booleans(),
        mode=st.sampled_from([None, None, "remote", "premises"]),
        places=st.sampled_from([None, None, frozenset({1}), frozenset({2, None})]),
    )


def instants_near(day: date) -> st.SearchStrategy[int]:
    noon = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
    return st.integers(-48 * 60, 48 * 60).map(lambda shift: noon + shift * MINUTE)


def busy_intervals(day: date) -> st.SearchStrategy[Interval]:
    minutes = st.integers(0, 300)
    return st.builds(lambda start, length: (start, start + length * MINUTE), instants_near(day), minutes)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    zone, day = draw(st.sampled_from(ZONES_AND_DAYS))
    as_of = draw(instants_near(day)) - 24 * 3600
    return Case(
        hours=draw(hours(zone, day, restrictions((1, 2), (1, 2)))),
        busy=draw(st.lists(busy_intervals(day), max_size=6)),
        rule=draw(rules()),
        as_of=as_of,
        until=as_of + draw(st.integers(1, 72 * 60)) * MINUTE,
        session_starts=draw(st.lists(instants_near(day), max_size=4)),
    )
