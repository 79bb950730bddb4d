"""The computation of turns, against an oracle that looks up each minute, and at the changes of the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.duty import oracle
from wagtail_tyonohjaus.duty.turns import (
    Change,
    Missing,
    Plan,
    WeeklyPattern,
    duty_turns,
    gaps,
    supervisors_at,
    supervisors_next,
)

#: Around both changes of the clock in Finland, one of half an hour, and a dropped day.
SPANS = [
    ("Europe/Helsinki", datetime(2026, 3, 28, 12, tzinfo=UTC)),
    ("Europe/Helsinki", datetime(2026, 10, 24, 12, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 6, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 0, tzinfo=UTC)),
    ("Europe/Helsinki", datetime(2026, 12, 31, 12, tzinfo=UTC)),
]
HOURS = 36
PEOPLE = st.integers(1, 4)


def at(*args: int) -> int:
    return int(datetime(*args, tzinfo=UTC).timestamp())


@st.composite
def plans(draw):
    zone, start = draw(st.sampled_from(SPANS))
    since = int(start.timestamp())
    span = st.tuples(st.integers(-20, 150), st.integers(1, 60)).map(
        lambda pair: (since + pair[0] * 900, since + sum(pair) * 900)
    )
    days = st.none() | st.integers(-20, 20).map(lambda number: start.date() + timedelta(days=number))
    pattern = st.builds(
        WeeklyPattern,
        supervisor=PEOPLE,
        weekday=st.integers(0, 6),
        start=st.integers(0, 95).map(lambda number: number * 15),
        minutes=st.integers(1, 7 * 96).map(lambda number: number * 15),
        interval_weeks=st.just(1),
        valid_from=days,
        valid_until=days,
    ) | st.builds(
        WeeklyPattern,
        supervisor=PEOPLE,
        weekday=st.integers(0, 6),
        start=st.integers(0, 95).map(lambda number: number * 15),
        minutes=st.just(7 * 1440),
        interval_weeks=st.integers(1, 4),
        reference_date=st.integers(-30, 30).map(lambda number: start.date() + timedelta(days=number)),
    )
    change = st.tuples(span, PEOPLE, st.none() | PEOPLE).map(lambda row: Change(*row[0], *row[1:]))
    plan = Plan(
        zone,
        weekly=draw(st.lists(pattern, max_size=5)),
        single=[(*each, draw(PEOPLE)) for each in draw(st.lists(span, max_size=3))],
        changes=draw(st.lists(change, max_size=4)),
        absences=draw(st.dictionaries(PEOPLE, st.lists(span, max_size=2), max_size=3)),
        inactive=frozenset(draw(st.sets(PEOPLE, max_size=1))),
        around_the_clock=draw(st.booleans()),
    )
    return plan, since, since + HOURS * 3600


@given(plans())
def test_turns_and_gaps_are_those_of_each_minute(case):
    plan, since, until = case
    turns, missing = duty_turns(plan, since, until), gaps(plan, since, until)
    for minute in range(since, until, 900):
        present = oracle.on_duty(plan, minute)
        assert set(supervisors_at(turns, minute)) == present
        is_gap = any(start <= minute < end for start, end in missing)
        assert is_gap == (oracle.is_wanted(plan, minute) and not present)


@given(plans())
def test_turns_of_a_span_do_not_depend_on_the_span(case):
    plan, since, until = case
    middle = (since + until) // 2
    parts = {*duty_turns(plan, since, middle), *duty_turns(plan, middle, until)}
    whole = duty_turns(plan, since, until)
    # Single turns and changes are loaded for the span; the pattern is the same for ever.
    assert {turn for turn in parts if turn.start < until and turn.end > since} == set(whole)


@pytest.mark.parametrize(
    ("day", "change"), [(date(2026, 3, 29), at(2026, 3, 29, 1)), (date(2026, 10, 25), at(2026, 10, 25, 0, 30))]
)
def test_handover_in_the_hour_of_a_clock_change_leaves_no_gap(day, change):
    night = [WeeklyPattern(1, 5, 22 * 60, 330), WeeklyPattern(2, 6, 210, 240)]  # until 3:30, and from then on
    turns = duty_turns(Plan("Europe/Helsinki", night), change - 3600, change + 3600)
    assert [(turn.end, turn.supervisor) for turn in turns][0] == (change, 1)
    assert (turns[1].start, turns[1].supervisor) == (change, 2)


def test_rotation_over_weeks_goes_on_across_the_new_year():
    weeks = [
        WeeklyPattern(pk, 0, 480, 7 * 1440, interval_weeks=3, reference_date=date(2026, 12, 7 + 7 * number))
        for number, pk in enumerate([1, 2, 3])
    ]
    plan = Plan("Europe/Helsinki", weeks)
    turns = duty_turns(plan, at(2026, 12, 8), at(2027, 1, 26))
    assert [turn.supervisor for turn in turns] == [1, 2, 3, 1, 2, 3, 1, 2]
    assert gaps(plan, at(2026, 12, 8), at(2027, 1, 26)) == []


def test_substitute_has_a_substitute_and_a_swap_exchanges_two_turns():
    plan = Plan("UTC", single=[(0, 10, 1), (10, 20, 2)], changes=[Change(0, 10, 1, 2), Change(10, 20, 2, 1)])
    assert [turn.supervisor for turn in duty_turns(plan, 0, 20)] == [2, 1]
    chain = Plan("UTC", single=[(0, 10, 1)], changes=[Change(0, 10, 1, 2), Change(4, 6, 2, 3)])
    assert [(turn[:2], turn.supervisor) for turn in duty_turns(chain, 0, 20)] == [
        ((0, 4), 2),
        ((4, 6), 3),
        ((6, 10), 2),
    ]


def test_turn_without_anybody_says_why():
    week = [WeeklyPattern(pk, 0, 0, 1440) for pk in (1, 2, 3)]
    monday = at(2026, 12, 7), at(2026, 12, 8)
    plan = Plan("UTC", week, changes=[Change(*monday, 1, None)], absences={2: [monday]}, inactive=frozenset([3]))
    assert [turn.missing for turn in duty_turns(plan, *monday)] == [
        Missing.NO_SUBSTITUTE,
        Missing.ABSENT,
        Missing.INACTIVE,
    ]
    assert gaps(plan, *monday) == [monday]
    assert supervisors_next(duty_turns(plan, *monday), monday[0]) == []
