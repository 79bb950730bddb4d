from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from tests.factories import (
    make_busy_block,
    make_hours_exception,
    make_office,
    make_service,
    make_site,
    make_supervisor,
    make_weekly_hours,
)
from wagtail_tyonohjaus.availability.busy_sources import BusyInterval, register_busy_source, unregister_busy_source
from wagtail_tyonohjaus.availability.free import (
    UNRESTRICTED_QUERY,
    AvailabilityQuery,
    epoch_seconds,
    first_free_slots,
    free_slots,
    free_windows,
    slots_at,
    utc_datetime,
)
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = pytest.mark.django_db

HELSINKI = ZoneInfo("Europe/Helsinki")
# Sunday evening before the first Monday with hours.
AS_OF = int(datetime(2026, 1, 11, 18, tzinfo=HELSINKI).timestamp())


def at(text):
    return epoch_seconds(datetime.fromisoformat(text).replace(tzinfo=HELSINKI))


def local(window):
    start, end = (utc_datetime(instant).astimezone(HELSINKI) for instant in window[:2])
    return f"{start:%Y-%m-%d %H:%M}-{end:%H:%M}"


def service(**kwargs):
    return make_service(
        **{"lengths": "60", "step": 60, "buffer_after": 0, "minimum_notice_hours": 0, "horizon_days": 7, **kwargs}
    )


def supervisor_with_hours(*services, **kwargs):
    supervisor = make_supervisor(services=list(services) or [service()], **kwargs)
    make_weekly_hours(supervisor, 0, "09:00", "12:00")
    return supervisor


def windows(supervisor, query=UNRESTRICTED_QUERY, **kwargs):
    return [local(window) for window in free_windows([supervisor], query, AS_OF, **kwargs).get(supervisor.pk, [])]


def slots(supervisor, query=UNRESTRICTED_QUERY, **kwargs):
    return [local(slot) for slot in free_slots([supervisor], query, AS_OF, **kwargs).get(supervisor.pk, [])]


def test_free_windows_are_hours_minus_busy_time():
    supervisor = supervisor_with_hours()
    make_busy_block(
        supervisor, datetime(2026, 1, 12, 10, tzinfo=HELSINKI), datetime(2026, 1, 12, 10, 30, tzinfo=HELSINKI)
    )
    assert windows(supervisor) == ["2026-01-12 09:00-10:00", "2026-01-12 10:30-12:00"]
    assert slots(supervisor) == ["2026-01-12 09:00-10:00", "2026-01-12 11:00-12:00"]


def test_supervisor_without_services_has_no_windows():
    supervisor = make_supervisor()
    make_weekly_hours(supervisor)
    assert windows(supervisor) == []


@pytest.mark.parametrize("kwargs", [{"active": False}, {"accepts_new_clients": False}])
def test_supervisor_who_is_inactive_or_full_has_no_windows(kwargs):
    assert windows(supervisor_with_hours(**kwargs)) == []


def test_known_clients_see_supervisors_who_do_not_take_new_ones():
    supervisor = supervisor_with_hours(accepts_new_clients=False)
    assert windows(supervisor, AvailabilityQuery(known_client=True)) == ["2026-01-12 09:00-12:00"]


def test_free_windows_follow_exceptions_and_holidays():
    supervisor = supervisor_with_hours(service(horizon_days=30))
    make_weekly_hours(supervisor, 1, "09:00", "12:00", valid_until=date(2026, 1, 6))
    make_hours_exception(supervisor, date(2026, 1, 12))
    make_hours_exception(supervisor, date(2026, 1, 19), "13:00", "15:00")
    result = windows(supervisor)
    assert result[:2] == ["2026-01-19 13:00-15:00", "2026-01-26 09:00-12:00"]


def test_free_windows_skip_public_holidays():
    supervisor = make_supervisor(services=[service(horizon_days=14)])
    make_weekly_hours(supervisor, 1, "09:00", "12:00")
    epiphany_eve = int(datetime(2026, 1, 1, tzinfo=HELSINKI).timestamp())
    result = free_windows([supervisor], AvailabilityQuery(), epiphany_eve)[supervisor.pk]
    assert [local(window) for window in result] == ["2026-01-13 09:00-12:00"]


def test_free_windows_join_hours_that_only_differ_in_other_services():
    first, second = service(lengths="90", step=30), service(name="Coaching", lengths="90", step=30)
    supervisor = make_supervisor(services=[first, second])
    make_weekly_hours(supervisor, 0, "09:00", "10:00")
    make_weekly_hours(supervisor, 0, "10:00", "11:00", services=[first])
    assert windows(supervisor, AvailabilityQuery(service=first.pk)) == ["2026-01-12 09:00-11:00"]
    assert windows(supervisor, AvailabilityQuery(service=second.pk)) == []


def test_free_windows_have_the_services_with_room():
    first, second = service(), service(name="Coaching", lengths="120", buffer_after=30)
    supervisor = make_supervisor(services=[first, second])
    make_weekly_hours(supervisor, 0, "09:00", "10:00")
    make_weekly_hours(supervisor, 2, "09:00", "12:00")
    result = free_windows([supervisor], AvailabilityQuery(), AS_OF)[supervisor.pk]
    assert [(local(w), w.restrictions.services) for w in result] == [
        ("2026-01-12 09:00-10:00", {first.pk}),
        ("2026-01-14 09:00-12:00", {first.pk, second.pk}),
    ]


def test_free_slots_of_several_services_are_merged():
    first, second = service(), service(name="Coaching", buffer_before=5)
    supervisor = make_supervisor(services=[first, second])
    make_weekly_hours(supervisor, 0, "09:00", "11:00")
    offered = free_slots([supervisor], AvailabilityQuery(), AS_OF)[supervisor.pk]
    assert [(local(slot), slot.restrictions.services) for slot in offered] == [
        ("2026-01-12 09:00-10:00", {first.pk, second.pk}),
        ("2026-01-12 10:00-11:00", {first.pk, second.pk}),
    ]


def test_time_reserved_for_crisis_is_only_for_crisis_services():
    plain, crisis = service(), service(name="Crisis", kind="crisis")
    supervisor = make_supervisor(services=[plain, crisis])
    make_weekly_hours(supervisor, 0, "09:00", "12:00")
    make_weekly_hours(supervisor, 0, "10:00", "11:00", crisis_only=True)
    assert windows(supervisor) == ["2026-01-12 09:00-10:00", "2026-01-12 11:00-12:00"]
    assert "2026-01-12 10:00-11:00" in windows(supervisor, AvailabilityQuery(crisis=True))
    assert windows(supervisor, AvailabilityQuery(service=crisis.pk)) == windows(
        supervisor, AvailabilityQuery(crisis=True)
    )


def test_office_query_matches_its_hours_and_hours_without_a_place():
    helsinki, turku = make_office(city="Helsinki"), make_office(city="Turku")
    supervisor = make_supervisor(services=[service()], offices=[helsinki, turku])
    make_weekly_hours(supervisor, 0, "09:00", "10:00", office=helsinki)
    make_weekly_hours(supervisor, 1, "09:00", "10:00")
    make_weekly_hours(supervisor, 2, "09:00", "10:00", delivery_modes=["remote"])
    assert windows(supervisor, AvailabilityQuery(office=helsinki.pk)) == [
        "2026-01-12 09:00-10:00",
        "2026-01-13 09:00-10:00",
    ]
    assert windows(supervisor, AvailabilityQuery(office=turku.pk)) == ["2026-01-13 09:00-10:00"]
    assert len(windows(supervisor, AvailabilityQuery(office=turku.pk, mode="remote"))) == 3
    assert len(windows(supervisor)) == 3


def test_modes_of_hours_service_and_query_must_match():
    remote = service(delivery_modes=["remote"])
    supervisor = make_supervisor(services=[remote], delivery_modes=["premises", "remote"])
    make_weekly_hours(supervisor, 0, "09:00", "10:00")
    make_weekly_hours(supervisor, 1, "09:00", "10:00", delivery_modes=["premises"])
    result = free_windows([supervisor], AvailabilityQuery(), AS_OF)[supervisor.pk]
    assert [(local(w), w.restrictions.modes) for w in result] == [("2026-01-12 09:00-10:00", {"remote"})]
    assert windows(supervisor, AvailabilityQuery(mode="premises")) == []


def test_length_that_the_service_does_not_have_is_never_free():
    own_service = service(lengths="60, 90")
    supervisor = supervisor_with_hours(own_service)
    assert windows(supervisor, AvailabilityQuery(service=own_service.pk, length=45)) == []
    assert len(slots(supervisor, AvailabilityQuery(service=own_service.pk, length=90))) == 2


def test_slots_at_accepts_exactly_the_free_slots():
    supervisor = supervisor_with_hours(service(lengths="60, 90", step=30))
    offered = {slot[:2] for slot in free_slots([supervisor], AvailabilityQuery(), AS_OF)[supervisor.pk]}
    monday = at("2026-01-12 07:00")
    accepted = {
        (start, start + minutes * 60)
        for start in range(monday, monday + 7 * 3600, 900)
        for minutes in (30, 60, 90)
        if slots_at(supervisor, AvailabilityQuery(), start, start + minutes * 60, AS_OF)
    }
    assert accepted == offered


@pytest.mark.parametrize(("start", "end"), [(0, 0), (10, 5), (-1, 3600), (10**12, 10**12 + 3600), (0, 10**9)])
def test_impossible_times_are_not_free(start, end):
    assert slots_at(supervisor_with_hours(), AvailabilityQuery(), start, end, AS_OF) == []


def test_free_slots_start_after_the_current_hour():
    supervisor = make_supervisor(services=[service(step=30)])
    make_weekly_hours(supervisor, 0, "09:00", "12:00")
    as_of = at("2026-01-12 09:00")
    offered = free_slots([supervisor], AvailabilityQuery(), as_of)[supervisor.pk]
    assert local(offered[0]) == "2026-01-12 10:00-11:00"


def test_free_slots_are_filtered_by_start():
    supervisor = supervisor_with_hours()
    since, until = at("2026-01-12 10:00"), at("2026-01-12 11:00")
    assert slots(supervisor, since=since, until=until) == ["2026-01-12 10:00-11:00"]


def test_hours_are_in_the_supervisors_time_zone():
    supervisor = supervisor_with_hours(time_zone="Europe/Stockholm")
    assert windows(supervisor) == ["2026-01-12 10:00-13:00"]


class SessionSource:
    name = "test-sessions"
    counts_as_sessions = True

    def __init__(self, rows):
        self.rows = rows

    def busy_intervals(self, supervisor_ids, start, end):
        return [row for row in self.rows if row.supervisor_id in supervisor_ids]

    def labels(self, keys):
        return {}


@pytest.fixture
def sessions():
    rows = []
    register_busy_source(SessionSource(rows))
    yield rows
    unregister_busy_source("test-sessions")


def test_limits_close_a_day_and_a_week(sessions):
    supervisor = supervisor_with_hours(service(horizon_days=9), max_sessions_per_day=1, max_sessions_per_week=2)
    make_weekly_hours(supervisor, 2, "09:00", "12:00")
    sessions.append(BusyInterval(supervisor.pk, at("2026-01-12 09:00"), at("2026-01-12 10:00"), "session:1"))
    assert windows(supervisor) == ["2026-01-14 09:00-12:00", "2026-01-19 09:00-12:00"]
    sessions.append(BusyInterval(supervisor.pk, at("2026-01-16 09:00"), at("2026-01-16 10:00"), "session:2"))
    Supervisor.objects.get(pk=supervisor.pk).save()
    assert windows(supervisor) == ["2026-01-19 09:00-12:00"]


def test_excluded_session_neither_blocks_its_time_nor_counts_towards_limits(sessions):
    supervisor = supervisor_with_hours(max_sessions_per_day=1)
    sessions.append(BusyInterval(supervisor.pk, at("2026-01-12 09:00"), at("2026-01-12 10:00"), "session:1"))
    assert windows(supervisor) == []
    assert windows(supervisor, AvailabilityQuery(exclude_keys=frozenset({"session:1"}))) == ["2026-01-12 09:00-12:00"]


def test_first_free_slots_has_the_first_slot_of_each_supervisor():
    first = supervisor_with_hours()
    second = make_supervisor(services=[service(name="Other")], name="Bo Ek")
    make_weekly_hours(second, 1, "10:00", "12:00")
    make_supervisor(name="Nobody")
    offered = first_free_slots(Supervisor.objects.all(), AvailabilityQuery(), AS_OF)
    assert {pk: local(slot) for pk, slot in offered.items()} == {
        first.pk: "2026-01-12 09:00-10:00",
        second.pk: "2026-01-13 10:00-11:00",
    }


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_supervisors(count, django_assert_num_queries):
    own_service = service()
    for n in range(count):
        supervisor = make_supervisor(services=[own_service], offices=[make_office(city=f"City {n}")], name=f"S {n}")
        make_weekly_hours(supervisor, 0, "09:00", "12:00", services=[own_service])
        make_hours_exception(supervisor, date(2026, 1, 13))
        make_busy_block(supervisor, datetime(2026, 1, 12, 7, tzinfo=UTC), datetime(2026, 1, 12, 8, tzinfo=UTC))
    ids = list(Supervisor.objects.values_list("pk", flat=True))
    with django_assert_num_queries(6):
        assert len(free_windows(ids, AvailabilityQuery(), AS_OF)) == count
    with django_assert_num_queries(1):
        free_windows(ids, AvailabilityQuery(), AS_OF)
    with django_assert_num_queries(1):
        first_free_slots(ids, AvailabilityQuery(), AS_OF)
    with django_assert_num_queries(1):
        first_free_slots(ids, AvailabilityQuery(), AS_OF)


def test_failing_cache_does_not_change_the_results(caplog):
    supervisor = supervisor_with_hours()
    broken = {"default": {"BACKEND": "tests.availability.broken_cache.BrokenCache"}}
    with override_settings(CACHES=broken):
        assert windows(supervisor) == ["2026-01-12 09:00-12:00"]
        assert first_free_slots([supervisor], AvailabilityQuery(), AS_OF)[supervisor.pk].start == at("2026-01-12 09:00")
    assert {record.message for record in caplog.records} == {
        "The cache can't be read: ConnectionError",
        "The cache can't be written: ConnectionError",
    }


def test_supervisors_of_another_practice_follow_its_rules():
    other = make_site("other.localhost")
    own = supervisor_with_hours()
    theirs = make_supervisor(site=other, services=[service(site=other, name="Theirs")], name="Other")
    make_weekly_hours(theirs, 0, "13:00", "15:00")
    result = free_windows([own, theirs], AvailabilityQuery(), AS_OF)
    assert [local(w) for w in result[theirs.pk]] == ["2026-01-12 13:00-15:00"]


class CustomSource:
    """A project's own busy source."""

    name = "site"
    counts_as_sessions = False

    def busy_intervals(self, supervisor_ids, start, end):
        return [BusyInterval(pk, at("2026-01-12 09:00"), at("2026-01-12 10:00"), "site:1") for pk in supervisor_ids]

    def labels(self, keys):
        return {}


def test_busy_sources_setting_adds_a_source(settings):
    supervisor = supervisor_with_hours()
    settings.WAGTAIL_TYONOHJAUS = {"BUSY_SOURCES": [f"{__name__}.CustomSource"]}
    assert windows(supervisor) == ["2026-01-12 10:00-12:00"]


def test_hours_for_a_single_service_close_when_it_is_deleted():
    first, second = service(), service(name="Coaching")
    supervisor = make_supervisor(services=[first, second])
    make_weekly_hours(supervisor, 0, "09:00", "10:00", services=[first])
    make_weekly_hours(supervisor, 1, "09:00", "10:00", services=[first, second])
    make_weekly_hours(supervisor, 2, "09:00", "10:00")
    special = make_hours_exception(supervisor, date(2026, 1, 14), "12:00", "13:00")
    special.services = [first]
    special.save()
    first.delete()
    assert windows(supervisor) == ["2026-01-13 09:00-10:00"]
