"""What speaks against a start, compared with sets of minutes that are computed without the engine."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.appointments.factories import ATTENDEE, STAFF, book, helsinki, make_first_request, make_group_request
from tests.factories import make_busy_block, make_hours_exception
from wagtail_tyonohjaus.appointments.busy_source import busy_key
from wagtail_tyonohjaus.appointments.starts.review import next_free, review, review_dates
from wagtail_tyonohjaus.appointments.starts.start_warnings import Cause, KnownBusy, StartChecker
from wagtail_tyonohjaus.availability.query import ServiceGroup
from wagtail_tyonohjaus.availability.schedule import BookingRule, ExceptionRow, Hours, Restrictions, WeeklyRow
from wagtail_tyonohjaus.practice.models import Supervisor

MINUTE, DAY = 60, 86_400
MONDAY = date(2026, 3, 23)  # the clock changes on the Sunday of this week
SPRING, AUTUMN = MONDAY, date(2026, 10, 19)


@dataclass
class Case:
    """Whole hours of single weekdays in one place, so that the oracle needs no engine."""

    first: date
    zone: str
    open_hours: dict[int, tuple[int, int]]
    closed: list[date]
    replaced: dict[date, tuple[int, int]]
    holidays: list[date]
    busy: list[tuple[int, int]]
    sessions: list[tuple[int, int]]
    minutes: int
    buffers: tuple[int, int]
    limits: tuple[int | None, int | None]
    notice: int
    now: int

    def checker(self) -> StartChecker:
        weekly = [WeeklyRow(day, start * 60, end * 60) for day, (start, end) in self.open_hours.items()]
        exceptions = [ExceptionRow(day, day) for day in self.closed]
        exceptions += [ExceptionRow(day, day, start * 60, end * 60) for day, (start, end) in self.replaced.items()]
        rule = BookingRule(
            lengths=(self.minutes,),
            buffer_before=self.buffers[0],
            buffer_after=self.buffers[1],
            notice=self.notice,
            horizon_days=None,
            max_per_day=self.limits[0],
            max_per_week=self.limits[1],
        )
        busy = [KnownBusy(*span, f"calendar:{number}") for number, span in enumerate(self.busy)]
        busy += [KnownBusy(*span, f"session:{number}", True, True) for number, span in enumerate(self.sessions)]
        return StartChecker(
            hours=Hours(self.zone, tuple(weekly), tuple(exceptions), frozenset(self.holidays)),
            group=ServiceGroup(rule, frozenset({1}), None),
            busy=busy,
            minutes=self.minutes,
            now=self.now,
            until=self.now + 60 * DAY,
        )


def local(case: Case, instant: int) -> datetime:
    return datetime.fromtimestamp(instant, ZoneInfo(case.zone))


def minutes_of(span: tuple[int, int], before: int = 0, after: int = 0) -> set[int]:
    return set(range(span[0] - before * MINUTE, span[1] + after * MINUTE, MINUTE))


def is_open(case: Case, instant: int) -> bool:
    wall = local(case, instant)
    return not closing_cause(case, wall)


def closing_cause(case: Case, wall: datetime) -> str:
    """Why the supervisor does not work in a minute; blank if she does."""
    day, hour = wall.date(), wall.hour
    if day in case.closed:
        return "absence"
    if day in case.replaced:
        first, last = case.replaced[day]
        return "" if first <= hour < last else "hours"
    first, last = case.open_hours.get(day.weekday(), (0, 0))
    if day in case.holidays:
        return "holiday"
    return "" if first <= hour < last else "hours"


def expected(case: Case, start: int, others: list[tuple[int, int]]) -> set[str]:
    own = minutes_of((start, start + case.minutes * MINUTE))
    wide = minutes_of((start, start + case.minutes * MINUTE), *case.buffers)
    sessions = [*case.sessions, *others]
    found = {closing_cause(case, local(case, minute)) for minute in own} - {""}
    over_session = [span for span in sessions if own & minutes_of(span)]
    over_busy = [span for span in case.busy if own & minutes_of(span)]
    found |= {"session"} if over_session else set()
    found |= {"busy"} if over_busy else set()
    beside = [span for span in [*sessions, *case.busy] if wide & minutes_of(span) and not own & minutes_of(span)]
    found |= {"buffer"} if beside else set()
    days = [local(case, first).date() for first, _last in sessions]
    touched = {local(case, minute).date() for minute in own}
    if case.limits[0] is not None and any(Counter(days)[day] >= case.limits[0] for day in touched):
        found.add("day_limit")
    weeks = Counter(day.isocalendar()[:2] for day in days)
    if case.limits[1] is not None and any(weeks[day.isocalendar()[:2]] >= case.limits[1] for day in touched):
        found.add("week_limit")
    if start < case.now + case.notice * MINUTE:
        found.add("notice")
    return found


@st.composite
def cases(draw: st.DrawFn) -> Case:
    first = draw(st.sampled_from([SPRING, AUTUMN]))
    zone = draw(st.sampled_from(["Europe/Helsinki", "UTC", "America/New_York"]))
    midnight = int(datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone)).timestamp())
    days = st.integers(0, 9).map(lambda number: first + timedelta(days=number))
    # From 5 o'clock on, so that no hours are in those that a clock change skips or repeats.
    hours = st.tuples(st.integers(5, 23), st.integers(6, 24)).filter(lambda pair: pair[0] < pair[1])
    starts = st.integers(0, 10 * 96).map(lambda quarter: midnight + quarter * 15 * MINUTE)
    spans = st.builds(lambda start, quarters: (start, start + quarters * 15 * MINUTE), starts, st.integers(1, 12))
    closed, replaced = draw(st.lists(days, max_size=2)), draw(st.dictionaries(days, hours, max_size=2))
    return Case(
        first=first,
        zone=zone,
        open_hours=draw(st.dictionaries(st.integers(0, 6), hours, max_size=7)),
        closed=closed,
        replaced={day: value for day, value in replaced.items() if day not in closed},
        holidays=draw(st.lists(days, max_size=2)),
        busy=draw(st.lists(spans, max_size=3)),
        sessions=draw(st.lists(spans, max_size=4)),
        minutes=draw(st.sampled_from([15, 45, 60, 90])),
        buffers=(draw(st.sampled_from([0, 15, 30])), draw(st.sampled_from([0, 15, 45]))),
        limits=(draw(st.sampled_from([None, 1, 2])), draw(st.sampled_from([None, 1, 3]))),
        notice=draw(st.sampled_from([0, 60, 24 * 60])),
        now=midnight - draw(st.integers(0, 3)) * 3600,
    )


def instants(case: Case) -> st.SearchStrategy[int]:
    return st.integers(0, 10 * 96).map(lambda quarter: case.now // 900 * 900 + 900 + quarter * 15 * MINUTE)


@given(st.data())
def test_warnings_equal_those_of_single_minutes(data: st.DataObject):
    case = data.draw(cases())
    start = data.draw(instants(case))
    others = data.draw(st.lists(instants(case).map(lambda one: (one, one + case.minutes * MINUTE)), max_size=2))
    found = case.checker().warnings(start, others)
    assert {str(one.cause) for one in found} == expected(case, start, others)
    assert [one.cause for one in found] == sorted((one.cause for one in found), key=list(Cause).index)
    assert any(one.prevents for one in found) == ("session" in expected(case, start, others))


@given(st.data())
def test_next_free_is_the_first_later_day_at_the_same_time_of_day_else_the_nearest_that_day(data: st.DataObject):
    case = data.draw(cases())
    start = data.draw(instants(case))
    found = next_free(case.checker(), start)
    wall = local(case, start)
    later = [wall.replace(tzinfo=None) + timedelta(days=number) for number in range(1, 29)]
    at_same_time = [int(one.replace(tzinfo=ZoneInfo(case.zone)).timestamp()) for one in later]
    same_day = [
        one for one in range(start - 30 * 3600, start + 30 * 3600, 900) if local(case, one).date() == wall.date()
    ]
    nearest = sorted((one for one in same_day if one != start), key=lambda one: (abs(one - start), one))
    free = [one for one in [*at_same_time, *nearest] if one > case.now and not expected(case, one, [])]
    assert found == (free[0] if free else None)


@given(st.data())
def test_no_decision_about_a_series_makes_two_dates_overlap(data: st.DataObject):
    case = data.draw(cases())
    first, days = data.draw(instants(case)), data.draw(st.sampled_from([1, 2, 7]))
    starts = [datetime.fromtimestamp(first + number * days * DAY, UTC) for number in range(4)]
    dates = review_dates(case.checker(), starts).dates
    length = timedelta(minutes=case.minutes)
    possible = [(number, one) for number, each in enumerate(dates) for one in (each.start, each.next_free) if one]
    for number, one in possible:
        for other, another in possible:
            assert number == other or one + length <= another or another + length <= one


def causes(slot_request, *starts: str, **options) -> list[list[str]]:
    dates = review(slot_request, [helsinki(start) for start in starts], **options).dates
    return [[str(one.cause) for one in each.warnings] for each in dates]


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_each_cause_is_found_in_the_database():
    slot_request = make_first_request(holiday_country="FI")
    supervisor = slot_request.supervisor
    make_busy_block(supervisor, helsinki("2026-01-13 09:30"), helsinki("2026-01-13 10:00"))
    make_hours_exception(supervisor, date(2026, 1, 14))
    book(slot_request, ATTENDEE, actor=STAFF)
    assert causes(
        slot_request,
        "2026-01-06 09:00",
        "2026-01-12 09:30",
        "2026-01-13 09:00",
        "2026-01-14 09:00",
        "2026-01-15 18:00",
        "2026-01-16 09:00",
        now=helsinki("2026-01-01 12:00"),
    ) == [["holiday"], ["session"], ["busy"], ["absence"], ["hours"], []]


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_limits_count_the_earlier_dates_of_the_series():
    slot_request = make_first_request()
    Supervisor.objects.update(max_sessions_per_week=2)
    starts = [f"2026-01-{day} 09:00" for day in (12, 13, 14, 19)]
    assert causes(slot_request, *starts) == [[], [], ["week_limit"], []]


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_session_that_moves_does_not_stand_in_its_own_way():
    slot_request = make_first_request()
    session = book(slot_request, ATTENDEE, actor=STAFF)
    assert causes(slot_request, "2026-01-12 09:30") == [["session"]]
    assert causes(slot_request, "2026-01-12 09:30", exclude_keys={busy_key(session.pk)}) == [[]]


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_group_session_with_a_free_seat_can_be_joined_at_its_own_time_only():
    slot_request = make_group_request(capacity=2)
    book(slot_request, ATTENDEE, actor=STAFF)
    assert causes(slot_request, "2026-01-12 09:00") == [[]]
    assert causes(slot_request, "2026-01-12 09:30") == [["session"]]
    book(slot_request, ATTENDEE, actor=STAFF)
    assert causes(slot_request, "2026-01-12 09:00") == [["session"]]


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("count", [1, 30])
def test_number_of_queries_does_not_depend_on_the_number_of_starts(django_assert_num_queries, count):
    slot_request = make_first_request()
    starts = [slot_request.start + timedelta(days=7 * number) for number in range(count)]
    with django_assert_num_queries(4):
        review(slot_request, starts)


def test_series_at_a_clock_change_keeps_its_time_of_day():
    hours = Hours(
        "Europe/Helsinki", tuple(WeeklyRow(day, 9 * 60, 10 * 60) for day in range(7)), (), frozenset({SPRING})
    )
    group = ServiceGroup(BookingRule(lengths=(60,), horizon_days=None), frozenset({1}), None)
    now = int(helsinki("2026-03-20 08:00").timestamp())
    blocked = [
        KnownBusy(int(helsinki(f"2026-03-{day} 09:00").timestamp()), int(helsinki(f"2026-03-{day} 10:00").timestamp()))
        for day in range(24, 29)
    ]
    checker = StartChecker(hours, group, blocked, 60, now, now + 30 * DAY)
    found = next_free(checker, int(helsinki("2026-03-23 09:00").timestamp()))
    assert found == int(helsinki("2026-03-29 09:00").timestamp())


def test_time_for_something_else_is_outside_the_hours():
    rows = (
        WeeklyRow(0, 540, 600, Restrictions(services=frozenset({2}))),
        WeeklyRow(0, 600, 660, Restrictions(crisis=True)),
    )
    group = ServiceGroup(BookingRule(lengths=(60,), horizon_days=None), frozenset({1}), None)
    start = int(helsinki("2026-03-23 09:00").timestamp())
    checker = StartChecker(Hours("Europe/Helsinki", rows), group, [], 60, start - DAY, start + DAY)
    assert [[one.cause for one in checker.warnings(start + shift)] for shift in (0, 3600)] == [[Cause.HOURS]] * 2
