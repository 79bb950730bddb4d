"""Changes of hours by single steps: what they close and leave open, and that undoing restores what was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tests.availability.strategies import ZONES_AND_DAYS, start_and_end_minutes
from tests.factories import make_hours_exception, make_office, make_service, make_supervisor, make_weekly_hours
from tests.hypothesis_profile import examples
from wagtail_tyonohjaus.availability.hours_changes import plans
from wagtail_tyonohjaus.availability.hours_changes.applying import AppliedChange, UndoRefusedError, apply_change
from wagtail_tyonohjaus.availability.hours_changes.loading import load_hours
from wagtail_tyonohjaus.availability.hours_changes.plans import Change, ChangeError, NothingToChangeError
from wagtail_tyonohjaus.availability.hours_changes.stored import StoredHours, days_of, row_data
from wagtail_tyonohjaus.availability.models import ExceptionEffect, HoursException, WeeklyHours
from wagtail_tyonohjaus.availability.schedule import BookingRule
from wagtail_tyonohjaus.availability.windows import open_intervals
from wagtail_tyonohjaus.availability.zone_offsets import day_number
from wagtail_tyonohjaus.intervals import merge, subtract
from wagtail_tyonohjaus.practice.models import Service, Supervisor

# 2026-12-07 is a Monday, 2026-12-06 a public holiday on a Sunday.
TODAY, MONDAY, TUESDAY = date(2026, 12, 1), date(2026, 12, 7), date(2026, 12, 8)
ALL_DAY = 1440
RULES = [
    BookingRule(lengths=(1,), step=1, horizon_days=None),
    BookingRule(lengths=(1,), step=1, horizon_days=None, crisis=True),
    BookingRule(lengths=(1,), step=1, horizon_days=None, mode="remote"),
    BookingRule(lengths=(1,), step=1, horizon_days=None, places=frozenset({1, None})),
]
Times = dict


def open_times(hours: StoredHours, first: date, last: date, rule: BookingRule) -> Times:
    """Open time in UTC by what it can be used for."""
    offsets, by_use = hours.offsets(first, last), {}
    for start, end, use, *_ in open_intervals(hours.hours, rule, offsets, day_number(first), day_number(last)):
        by_use.setdefault(use, []).append((start, end))
    return {use: merge(spans) for use, spans in by_use.items()}


def minus(times: Times, closed: list) -> Times:
    left = {use: subtract(spans, merge(closed)) for use, spans in times.items()}
    return {use: spans for use, spans in left.items() if spans}


def conditions() -> st.SearchStrategy[dict]:
    return st.fixed_dictionaries(
        {
            "office_id": st.sampled_from([None, None, 1, 2]),
            "delivery_modes": st.sampled_from([[], [], ["remote"], ["premises", "yours"]]),
            "services": st.sampled_from([[], [], [1], [1, 2]]),
            "restricted_fields": st.sampled_from([[], [], [], ["services"], ["office"]]),
            "crisis_only": st.sampled_from([False, False, False, True]),
        }
    )


def with_services(row, services):
    row.services = [Service(pk=pk, site_id=1) for pk in services]
    return row


def clock(minute: int) -> time:
    return time(minute % ALL_DAY // 60, minute % 60)


@st.composite
def stored_hours(draw) -> tuple[StoredHours, date]:
    """Hours around a day, often one near a clock change."""
    zone, day = draw(st.sampled_from(ZONES_AND_DAYS))
    near = st.integers(-3, 3).map(lambda shift: day + timedelta(days=shift))
    weekly, exceptions = [], []
    for pk in range(1, draw(st.integers(0, 5)) + 1):
        (start, end), limits = draw(start_and_end_minutes()), draw(conditions())
        services = limits.pop("services")
        interval = draw(st.sampled_from([1, 1, 2]))
        row = WeeklyHours(pk=pk, supervisor_id=1, weekday=draw(near).weekday(), start=clock(start), end=clock(end))
        row.interval_weeks, row.reference_date = interval, day if interval > 1 else None
        for name, value in limits.items():
            setattr(row, name, value)
        weekly.append(with_services(row, services))
    for pk in range(1, draw(st.integers(0, 4)) + 1):
        (start, end), limits = draw(start_and_end_minutes()), draw(conditions())
        services, effect = limits.pop("services"), draw(st.sampled_from(ExceptionEffect.values))
        first = draw(near)
        row = HoursException(pk=pk, supervisor_id=1, first_day=first, effect=effect, **limits)
        row.last_day = first + timedelta(days=draw(st.sampled_from([0, 0, 1, 3])))
        if effect != ExceptionEffect.CLOSED:
            row.start, row.end = clock(start), clock(end)
        exceptions.append(with_services(row, services))
    holidays = draw(st.frozensets(near, max_size=2))
    supervisor = Supervisor(pk=1, time_zone=zone, site_id=1)
    return StoredHours(supervisor, zone, weekly, exceptions, frozenset({1, 2}), holidays), day


def assert_others_unchanged(
    before: StoredHours, after: StoredHours, first: date, last: date, since: date = date.min
) -> None:
    """No day but those from ``first`` to ``last`` is open at other times than before, from ``since`` on."""
    days = [first - timedelta(days=number) for number in range(1, 9)]
    days += [last + timedelta(days=number) for number in range(1, 9)]
    for rule in RULES:
        for day in days:
            assert day < since or open_times(before, day, day, rule) == open_times(after, day, day, rule)


@examples(20)
@given(stored_hours(), start_and_end_minutes())
def test_closing_a_part_leaves_the_rest_of_the_day_and_other_days_as_they_were(drawn, times):
    (hours, day), (start, end) = drawn, times
    try:
        change = plans.close_part(hours, day, start, end, day)
    except NothingToChangeError:
        assert all(piece.end <= start or end <= piece.start for piece in hours.pieces(day))
        return
    after = change.after(hours)
    for rule in RULES:
        expected = minus(open_times(hours, day, day, rule), list(change.closed))
        assert open_times(after, day, day, rule) == expected
    assert_others_unchanged(hours, after, day, day)


@examples(20)
@given(stored_hours())
def test_closed_day_is_never_open_and_other_days_are_as_they_were(drawn):
    hours, day = drawn
    try:
        change = plans.close_day(hours, day, day)
    except NothingToChangeError:
        assert not hours.pieces(day)
        return
    after = change.after(hours)
    assert after.pieces(day) == [] and after.open_intervals(day, day) == []
    assert_others_unchanged(hours, after, day, day)


@examples(20)
@given(stored_hours(), st.integers(-3, 3), st.integers(0, 6))
def test_no_day_of_a_holiday_is_open_and_other_days_are_as_they_were(drawn, shift, length):
    hours, day = drawn
    first = day + timedelta(days=shift)
    last = first + timedelta(days=length)
    try:
        after = plans.take_holiday(hours, first, last, first).after(hours)
    except NothingToChangeError:
        after = hours
    assert not any(after.pieces(each) for each in days_of(first, last))
    assert_others_unchanged(hours, after, first, last)


@examples(20)
@given(stored_hours(), start_and_end_minutes(), st.booleans())
def test_added_hours_are_open_beside_all_that_was_open(drawn, times, crisis):
    (hours, day), (start, end) = drawn, times
    try:
        change = plans.add_hours(hours, day, start, end, day, crisis_only=crisis)
    except ChangeError:
        assert any(piece.start < end and start < piece.end for piece in hours.pieces(day))
        return
    after = change.after(hours)
    assert sorted(piece[:2] for piece in after.pieces(day)) == sorted(
        [*(piece[:2] for piece in hours.pieces(day)), (start, end)]
    )
    for rule in RULES[:2]:
        for use, spans in open_times(hours, day, day, rule).items():
            assert subtract(spans, open_times(after, day, day, rule).get(use, [])) == []
    assert_others_unchanged(hours, after, day, day)


@examples(20)
@given(stored_hours())
def test_time_that_a_removed_exception_closes_is_reported(drawn):
    hours, day = drawn
    for row in hours.exceptions:
        try:
            change = plans.remove_exception(hours, row.pk, day)
        except NothingToChangeError:
            continue
        after, span = change.after(hours), (day - timedelta(days=9), day + timedelta(days=9))
        lost = subtract(hours.open_intervals(*span), after.open_intervals(*span))
        assert list(change.closed) == lost
        # What an exception that is shortened leaves of past days is no longer offered to anybody.
        assert_others_unchanged(hours, after, change.first, change.last, since=day)


@pytest.fixture
def supervisor(practice) -> Supervisor:
    """Works on Mondays, before noon for one service at one office, after noon remotely, and on Tuesdays."""
    service = make_service(lengths="60", minimum_notice_hours=0, buffer_after=0)
    supervisor = make_supervisor(services=[service], offices=[make_office(), make_office(slug="second")])
    row = make_weekly_hours(supervisor, 0, "09:00", "12:00", office=supervisor.offices.first())
    row.services = [service]
    row.save()
    make_weekly_hours(supervisor, 0, "12:00", "17:00", delivery_modes=["remote"])
    make_weekly_hours(supervisor, 1, "18:00", "00:00")
    return supervisor


def stored_rows(supervisor: Supervisor) -> list:
    rows = [*HoursException.objects.filter(supervisor=supervisor), *WeeklyHours.objects.filter(supervisor=supervisor)]
    return sorted(str({**row_data(row), "pk": None}) for row in rows)


def perform(supervisor: Supervisor, plan: Callable[[StoredHours], Change]) -> AppliedChange:
    hours = load_hours(supervisor)
    applied = apply_change(hours, plan(hours))
    again = AppliedChange.read(applied.token)
    assert again is not None
    return again


def spans(supervisor: Supervisor, day: date) -> list:
    return load_hours(supervisor).spans(day)


PLANS: dict[str, Callable[[StoredHours], Change]] = {
    "day": lambda hours: plans.close_day(hours, MONDAY, TODAY),
    "part": lambda hours: plans.close_part(hours, MONDAY, 600, 780, TODAY),
    "rest": lambda hours: plans.close_part(hours, MONDAY, 0, 1440, TODAY),
    "add": lambda hours: plans.add_hours(hours, MONDAY, 1080, 1200, TODAY),
    "night": lambda hours: plans.add_hours(hours, MONDAY, 1320, 1440, TODAY),
    "holiday": lambda hours: plans.take_holiday(hours, MONDAY, date(2026, 12, 20), TODAY),
    "weeks": lambda hours: plans.repeat_every(hours, hours.weekly[0].pk, 2, MONDAY, TODAY),
}


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("with_exceptions", [False, True])
@pytest.mark.django_db
def test_undo_restores_the_rows_as_they_were(supervisor, name, with_exceptions):
    if with_exceptions:
        make_hours_exception(supervisor, MONDAY, start="09:00", end="13:00", crisis_only=True)
        make_hours_exception(supervisor, MONDAY, start="14:00", end="15:00", effect=ExceptionEffect.ADD)
    before = stored_rows(supervisor)
    applied = perform(supervisor, PLANS[name])
    assert stored_rows(supervisor) != before
    applied.undo(supervisor)
    assert stored_rows(supervisor) == before


@pytest.mark.django_db
def test_undo_is_refused_after_another_change_of_the_same_day_but_not_of_other_days(supervisor):
    applied = perform(supervisor, PLANS["part"])
    perform(supervisor, lambda hours: plans.close_day(hours, TUESDAY, TODAY))
    later = perform(supervisor, lambda hours: plans.close_part(hours, MONDAY, 900, 930, TODAY))
    with pytest.raises(UndoRefusedError, match="have been changed since"):
        applied.undo(supervisor)
    later.undo(supervisor)
    with pytest.raises(UndoRefusedError, match="undone already"):
        later.undo(supervisor)


@pytest.mark.django_db
def test_undo_is_refused_after_the_weekly_hours_of_the_day_were_changed(supervisor):
    applied = perform(supervisor, PLANS["part"])
    WeeklyHours.objects.filter(supervisor=supervisor, weekday=0).update(end=time(20))
    with pytest.raises(UndoRefusedError):
        applied.undo(supervisor)
    assert spans(supervisor, MONDAY) == [(540, 600), (780, 1020)]


def test_description_of_a_change_that_was_tampered_with_is_not_read():
    assert AppliedChange.read("W10:1abc:def") is None


@pytest.mark.django_db
def test_closing_a_part_keeps_what_each_remaining_piece_can_be_used_for(supervisor):
    perform(supervisor, PLANS["part"])
    first, second = HoursException.objects.order_by("start")
    assert (first.start, first.end, first.office) == (time(9), time(10), supervisor.offices.first())
    assert list(first.services.all()) == list(supervisor.services.all())
    assert first.restricted_fields == ["office", "services"]
    assert (second.start, second.end, second.office, second.delivery_modes) == (time(13), time(17), None, ["remote"])


@pytest.mark.django_db
def test_hours_for_a_service_that_was_deleted_stay_closed_to_all_when_a_part_is_closed(supervisor):
    supervisor.services.first().delete()
    perform(supervisor, lambda hours: plans.close_part(hours, MONDAY, 600, 660, TODAY))
    hours = load_hours(supervisor)
    use = open_times(hours, MONDAY, MONDAY, RULES[0])
    assert sum(end - start for intervals in use.values() for start, end in intervals) == 5 * 3600
    assert all(one.modes == {"remote"} for one in use)


@pytest.mark.django_db
def test_hours_added_to_a_closed_day_and_to_a_holiday_are_the_only_ones(supervisor):
    perform(supervisor, PLANS["day"])
    perform(supervisor, PLANS["add"])
    assert spans(supervisor, MONDAY) == [(1080, 1200)]
    perform(supervisor, lambda hours: plans.take_holiday(hours, TUESDAY, date(2026, 12, 16), TODAY))
    perform(supervisor, lambda hours: plans.add_hours(hours, date(2026, 12, 15), 600, 660, TODAY))
    assert spans(supervisor, date(2026, 12, 15)) == [(600, 660)]
    perform(supervisor, lambda hours: plans.add_hours(hours, date(2026, 12, 25), 600, 660, TODAY))
    assert spans(supervisor, date(2026, 12, 25)) == [(600, 660)]


@pytest.mark.django_db
def test_holiday_closes_days_with_hours_of_their_own(supervisor):
    make_hours_exception(supervisor, MONDAY, start="09:00", end="13:00")
    make_hours_exception(supervisor, TUESDAY, start="09:00", end="10:00", effect=ExceptionEffect.ADD)
    perform(supervisor, PLANS["holiday"])
    assert not any(spans(supervisor, day) for day in days_of(MONDAY, date(2026, 12, 20)))
    assert HoursException.objects.filter(effect=ExceptionEffect.CLOSED).count() == 3


@pytest.mark.django_db
def test_usual_hours_return_and_a_holiday_that_has_begun_ends_today(supervisor):
    perform(supervisor, PLANS["part"])
    perform(supervisor, lambda hours: plans.use_usual_hours(hours, MONDAY, TODAY))
    assert spans(supervisor, MONDAY) == [(540, 1020)]
    row = make_hours_exception(supervisor, date(2026, 11, 20), last_day=date(2026, 12, 20))
    perform(supervisor, lambda hours: plans.remove_exception(hours, row.pk, MONDAY))
    [left] = HoursException.objects.all()
    assert (left.first_day, left.last_day) == (date(2026, 11, 20), date(2026, 12, 6))


@pytest.mark.django_db
def test_weekly_hours_apply_in_alternate_weeks_from_the_week_chosen(supervisor):
    perform(supervisor, PLANS["weeks"])
    weeks = [MONDAY + timedelta(weeks=number) for number in range(4)]
    assert [spans(supervisor, day)[0][0] for day in weeks] == [540, 720, 540, 720]


@pytest.mark.parametrize(
    ("plan", "field", "text"),
    [
        (lambda hours: plans.close_day(hours, TODAY - timedelta(days=1), TODAY), "", "Past days can't be changed."),
        (lambda hours: plans.close_day(hours, date(2026, 12, 6), TODAY), "", "There are no hours on this day."),
        (lambda hours: plans.close_part(hours, MONDAY, 0, 540, TODAY), "start", "There are no hours at this time."),
        (lambda hours: plans.add_hours(hours, MONDAY, 960, 1080, TODAY), "start", "overlap with 12:00–17:00"),
        (lambda hours: plans.take_holiday(hours, TUESDAY, MONDAY, TODAY), "last", "must not be before"),
        (lambda hours: plans.take_holiday(hours, MONDAY, date(2028, 1, 1), TODAY), "last", "at most a year"),
        (lambda hours: plans.use_usual_hours(hours, MONDAY, TODAY), "", "no exceptions of its own"),
        (lambda hours: plans.remove_exception(hours, 0, TODAY), "", "does not exist any more"),
        (lambda hours: plans.repeat_every(hours, 0, 2, MONDAY, TODAY), "row", "do not exist any more"),
        (lambda hours: plans.repeat_every(hours, hours.weekly[0].pk, 1, MONDAY, TODAY), "", "in these weeks already"),
    ],
)
@pytest.mark.django_db
def test_change_that_can_not_be_made_says_why(supervisor, plan, field, text):
    with override("en"), pytest.raises(ChangeError) as raised:
        plan(load_hours(supervisor))
    assert (raised.value.field, text in str(raised.value.message)) == (field, True), raised.value.message


@pytest.mark.django_db
def test_weeks_that_would_overlap_with_other_hours_are_rejected(supervisor):
    row = make_weekly_hours(supervisor, 0, "10:00", "11:00", interval_weeks=2, reference_date=MONDAY)
    other = WeeklyHours.objects.get(supervisor=supervisor, weekday=0, start=time(9))
    other.interval_weeks, other.reference_date = 2, MONDAY + timedelta(weeks=1)
    other.save()
    with pytest.raises(ChangeError) as raised:
        plans.repeat_every(load_hours(supervisor), row.pk, 1, MONDAY, TODAY)
    assert raised.value.field == "interval"


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.django_db
def test_hours_are_loaded_in_a_constant_number_of_queries(supervisor, count, django_assert_num_queries):
    for number in range(count):
        make_hours_exception(supervisor, MONDAY + timedelta(days=number), start="09:00", end="10:00")
    with django_assert_num_queries(8):
        hours = load_hours(Supervisor.objects.get(pk=supervisor.pk))
        assert hours.state(MONDAY, MONDAY + timedelta(days=60))
        assert replace(hours, exceptions=()).pieces(MONDAY)
