"""The whole path of pages, feeds and form validation, from the database on, against the minute-by-minute oracle."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.availability.oracle import MINUTE, Case, Oracle, Span
from tests.availability.strategies import LENGTHS, ZONES_AND_DAYS, busy_intervals, hours, instants_near, restrictions
from tests.factories import make_busy_calendar, make_office, make_practice, make_service, make_supervisor
from wagtail_tyonohjaus.availability.busy_sources import BusyInterval, register_busy_source, unregister_busy_source
from wagtail_tyonohjaus.availability.free import AvailabilityQuery, free_slots, free_windows, slots_at
from wagtail_tyonohjaus.availability.models import BusyBlock, HolidayOverride, HoursException, WeeklyHours
from wagtail_tyonohjaus.availability.schedule import REMOTE_PLACE, BookingRule, ExceptionRow, Hours, WeeklyRow
from wagtail_tyonohjaus.practice.models import Service

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class SessionSource:
    """Sessions of a test case, which count towards the limits."""

    name = "oracle-sessions"
    counts_as_sessions = True

    def __init__(self):
        self.intervals = []

    def busy_intervals(self, supervisor_ids, start, end):
        return [
            BusyInterval(pk, *session, f"session:{number}")
            for pk in supervisor_ids
            for number, session in enumerate(self.intervals)
        ]

    def labels(self, keys):
        return {}


@pytest.fixture
def session_source():
    source = SessionSource()
    register_busy_source(source)
    yield source
    unregister_busy_source(source.name)


class PracticeData:
    """A practice with two offices and two services; ``save`` stores the rows of a test case for a new supervisor."""

    def __init__(self, session_source):
        self.practice = make_practice(holiday_country="")  # the oracle knows no public holidays
        self.offices = [make_office(city="Helsinki"), make_office(city="Turku")]
        self.services = [make_service(name="Supervision"), make_service(name="Coaching")]
        self.source = session_source

    def save(self, case: Case, sessions: list[tuple[int, int]]):
        rule = case.rule
        supervisor = make_supervisor(
            self.offices,
            self.services,
            time_zone=case.hours.zone,
            max_sessions_per_day=rule.max_per_day,
            max_sessions_per_week=rule.max_per_week,
        )
        self.save_service(rule)
        self.save_hours(supervisor, case.hours)
        calendar = make_busy_calendar(supervisor)
        for start, end in case.busy:
            BusyBlock.objects.create(supervisor=supervisor, calendar=calendar, start=start, end=end)
        self.source.intervals = sessions
        return supervisor

    def save_service(self, rule: BookingRule):
        Service.objects.filter(pk=self.services[0].pk).update(
            kind="crisis" if rule.crisis else "supervision",
            lengths=", ".join(map(str, rule.lengths)),
            step=rule.step,
            buffer_before=rule.buffer_before,
            buffer_after=rule.buffer_after,
            minimum_notice_hours=rule.notice // 60,
            horizon_days=rule.horizon_days,
        )

    def save_hours(self, supervisor, schedule: Hours):
        for row in schedule.weekly:
            self.save_row(
                WeeklyHours,
                row,
                supervisor=supervisor,
                weekday=row.weekday,
                interval_weeks=row.interval_weeks,
                reference_date=row.reference_date,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
            )
        for row in schedule.exceptions:
            days = {"first_day": row.first, "last_day": row.last}
            self.save_row(HoursException, row, supervisor=supervisor, effect=effect_of(row), **days)
        for day in schedule.holidays:
            HolidayOverride.objects.create(practice=self.practice, day=day)

    def save_row(self, model, row: WeeklyRow | ExceptionRow, **values):
        place, modes, services, crisis = row.restrictions
        instance = model(
            office_id=place,
            delivery_modes=sorted(modes or ()),
            crisis_only=crisis,
            start=None if row.start is None else clock_time(row.start),
            end=None if row.end is None else clock_time(row.end),
            **values,
        )
        instance.save()
        instance.services = [service for service in self.services if service.pk in (services or ())]
        instance.save()


def effect_of(row: ExceptionRow) -> str:
    if row.additional:
        return "add"
    return "closed" if row.start is None else "replace"


def clock_time(minute: int) -> time:
    return time(minute % 1440 // 60, minute % 60)


def with_remote_place(row):
    """Hours without an office that are only remote have a place of their own."""
    if row.restrictions.place is None and row.restrictions.modes == frozenset({"remote"}):
        return replace(row, restrictions=row.restrictions._replace(place=REMOTE_PLACE))
    return row


@st.composite
def bookable_rules(draw: st.DrawFn, office_ids: list[int]) -> tuple[BookingRule, int | None]:
    """A rule that settings of a service and a query can express, and the office of the query."""
    office, mode = draw(st.sampled_from([None, None, *office_ids])), draw(st.sampled_from([None, "remote", "premises"]))
    limits = st.one_of(st.none(), st.none(), st.integers(1, 3))
    rule = BookingRule(
        lengths=tuple(draw(st.lists(st.sampled_from(LENGTHS), min_size=1, max_size=2))),
        step=draw(st.sampled_from([None, None, 15, 20, 30, 45, 60, 120])),
        buffer_before=draw(st.sampled_from([0, 0, 10, 45])),
        buffer_after=draw(st.sampled_from([0, 0, 5, 30])),
        notice=draw(st.sampled_from([60, 60, 120, 960])),
        horizon_days=draw(st.integers(0, 4)),
        max_per_day=draw(limits),
        max_per_week=draw(limits),
        crisis=draw(st.booleans()),
        mode=mode,
        places=None if office is None or mode == "remote" else frozenset({office, None}),
    )
    return rule, office


@st.composite
def stored_cases(draw: st.DrawFn, data: PracticeData) -> tuple[Case, AvailabilityQuery, list[tuple[int, int]]]:
    """A case, the query for its service, and its sessions. The hours are as entered, without ``REMOTE_PLACE``."""
    offices, services = [office.pk for office in data.offices], [service.pk for service in data.services]
    zone, day = draw(st.sampled_from(ZONES_AND_DAYS))
    rule, office = draw(bookable_rules(offices))
    sessions = draw(st.lists(busy_intervals(day), max_size=3))
    as_of = draw(instants_near(day)) - 24 * 3600
    case = Case(
        hours=draw(hours(zone, day, restrictions(offices, services))),
        busy=draw(st.lists(busy_intervals(day), max_size=4)),
        rule=rule,
        as_of=as_of,
        until=as_of + (rule.horizon_days + 2) * 86_400,
        session_starts=[start for start, _ in sessions],
        service=services[0],
    )
    return case, AvailabilityQuery(service=services[0], office=office, mode=rule.mode or ""), sessions


def oracle_for(case: Case, sessions: list[tuple[int, int]]) -> Oracle:
    stored = case.hours
    rows = {name: tuple(map(with_remote_place, getattr(stored, name))) for name in ("weekly", "exceptions")}
    return Oracle(replace(case, hours=replace(stored, **rows), busy=[*case.busy, *sessions]))


def check(case: Case, query: AvailabilityQuery, oracle: Oracle, supervisor, draw: Callable) -> None:
    windows = free_windows([supervisor], query, case.as_of)[supervisor.pk]
    offered = free_slots([supervisor], query, case.as_of)[supervisor.pk]
    expected: set[Span] = oracle.slots(case.rule.lengths)
    assert {window[:3] for window in windows} == oracle.windows()
    assert set(offered) == expected
    assert len(offered) == len(expected)
    starts = sorted({start for start, _, _ in expected}) or [case.as_of]
    for slot_start in draw(st.lists(st.sampled_from(starts), max_size=3)):
        for start in (slot_start, slot_start + 15 * MINUTE):
            end = start + case.rule.lengths[0] * MINUTE
            assert set(slots_at(supervisor, query, start, end, case.as_of)) == {
                slot for slot in expected if slot[:2] == (start, end)
            }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_free_windows_slots_and_slots_at_equal_the_oracle(db, session_source, data: st.DataObject) -> None:
    with transaction.atomic():
        cache.clear()  # primary keys are used again after the rollback
        practice_data = PracticeData(session_source)
        case, query, sessions = data.draw(stored_cases(practice_data))
        supervisor = practice_data.save(case, sessions)
        check(case, query, oracle_for(case, sessions), supervisor, data.draw)
        transaction.set_rollback(True)
