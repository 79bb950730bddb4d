"""From a fetched calendar to busy blocks: which remain, what changes the revision, and what a failure may change."""

from collections import Counter
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from threading import Event
from urllib.parse import urlsplit

import pytest

from tests.factories import (
    make_busy_block,
    make_busy_calendar,
    make_service,
    make_weekly_hours,
)
from wagtail_tyonohjaus.availability.busy_calendars.claims import LEASE, candidates, claim, due_calendars
from wagtail_tyonohjaus.availability.busy_calendars.fetch_job import FetchResult
from wagtail_tyonohjaus.availability.busy_calendars.jobs import build_job, longest_horizon, read_fingerprint
from wagtail_tyonohjaus.availability.busy_calendars.results import store_result
from wagtail_tyonohjaus.availability.busy_calendars.sync import sync_calendars
from wagtail_tyonohjaus.availability.free import epoch_seconds, free_windows
from wagtail_tyonohjaus.availability.models import BusyBlock, BusyCalendar
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 1, 12, 30, tzinfo=UTC)


BLOCK = (epoch_seconds(datetime(2026, 10, 20, 7, tzinfo=UTC)), epoch_seconds(datetime(2026, 10, 20, 8, tzinfo=UTC)))


LATER = (BLOCK[0] + 86400, BLOCK[1] + 86400)
SECOND = timedelta(seconds=1)


class Fetcher:
    """Starts no process: answers each job with the next outcome, and remembers the jobs."""

    size = 4

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.jobs = []

    def submit(self, job):
        self.jobs.append(job)
        future = Future()
        if self.outcomes:
            future.set_result(self.outcomes.pop(0))
        return future

    def cancel(self):
        return


def good(*blocks, **kwargs):
    return FetchResult(blocks=list(blocks or [BLOCK]), etag='"v1"', content_hash="hash", **kwargs)


def sync(calendar, *outcomes, now=NOW):
    fetcher = Fetcher(*outcomes)
    list(sync_calendars(BusyCalendar.objects.filter(pk=calendar.pk), fetcher, now=now))
    calendar.refresh_from_db()
    return fetcher


def claimed(now=NOW):
    return claim(*candidates(BusyCalendar.objects.all()), now)


def blocks(calendar):
    return list(calendar.blocks.order_by("start").values_list("start", "end"))


def revision(calendar):
    return Supervisor.objects.get(pk=calendar.supervisor_id).revision


def test_successful_fetch_stores_blocks_and_health(busy_calendar):
    before = revision(busy_calendar)
    sync(busy_calendar, good(BLOCK, LATER, issues={"declined": 2}))
    assert blocks(busy_calendar) == [BLOCK, LATER]
    assert (busy_calendar.fetched_at, busy_calendar.attempted_at, busy_calendar.error) == (NOW, NOW, "")
    assert (busy_calendar.issues, busy_calendar.etag) == ({"declined": 2}, '"v1"')
    assert revision(busy_calendar) == before + 1


def test_equal_blocks_do_not_change_the_revision(busy_calendar):
    sync(busy_calendar, good())
    before, keys = revision(busy_calendar), set(BusyBlock.objects.values_list("pk", flat=True))
    sync(busy_calendar, good())
    assert revision(busy_calendar) == before
    assert set(BusyBlock.objects.values_list("pk", flat=True)) == keys


def test_unchanged_calendar_only_updates_its_health(busy_calendar):
    sync(busy_calendar, good())
    before = revision(busy_calendar)
    sync(busy_calendar, FetchResult(unchanged=True), now=NOW + timedelta(hours=1))
    assert (busy_calendar.fetched_at, blocks(busy_calendar)) == (NOW + timedelta(hours=1), [BLOCK])
    assert (revision(busy_calendar), busy_calendar.etag) == (before, '"v1"')


@pytest.mark.parametrize("change", [(LATER,), (BLOCK, LATER), ((BLOCK[0], BLOCK[1] + 900),)])
def test_changed_blocks_replace_the_old_ones_and_change_the_revision(busy_calendar, change):
    sync(busy_calendar, good())
    before = revision(busy_calendar)
    sync(busy_calendar, good(*change))
    assert (blocks(busy_calendar), revision(busy_calendar)) == (list(change), before + 1)


def test_calendar_without_events_frees_its_time(busy_calendar):
    sync(busy_calendar, good())
    before = revision(busy_calendar)
    sync(busy_calendar, FetchResult())
    assert (blocks(busy_calendar), revision(busy_calendar)) == ([], before + 1)


def test_removed_past_blocks_do_not_change_the_revision(busy_calendar):
    sync(busy_calendar, good())
    before = revision(busy_calendar)
    sync(busy_calendar, FetchResult(), now=NOW + timedelta(days=60))
    assert (blocks(busy_calendar), revision(busy_calendar)) == ([], before)


def test_failure_keeps_the_last_blocks_and_is_reported(busy_calendar):
    """GAS-ICS-Sync#118, calrs#162."""
    sync(busy_calendar, good())
    before = revision(busy_calendar)
    sync(busy_calendar, FetchResult(error="status", detail="500"), now=NOW + timedelta(hours=1))
    assert (blocks(busy_calendar), revision(busy_calendar)) == ([BLOCK], before)
    assert (busy_calendar.error, busy_calendar.error_detail, busy_calendar.failures) == ("status", "500", 1)
    assert (busy_calendar.fetched_at, busy_calendar.attempted_at) == (NOW, NOW + timedelta(hours=1))
    sync(busy_calendar, good(), now=NOW + timedelta(hours=2))
    assert (busy_calendar.error, busy_calendar.failures) == ("", 0)


def test_stale_calendar_closes_all_time_until_it_is_fetched(busy_calendar, time_machine):
    supervisor = busy_calendar.supervisor
    make_weekly_hours(supervisor, 1, "09:00", "16:00")
    BusyCalendar.objects.update(stale="close", stale_hours=24)

    def free(at):
        time_machine.move_to(at)
        return bool(free_windows([supervisor])[supervisor.pk])

    assert free(NOW) is False
    sync(busy_calendar, good())
    assert free(NOW) is True
    sync(busy_calendar, FetchResult(error="timeout"), now=NOW + timedelta(hours=20))
    assert free(NOW + timedelta(hours=20)) is True
    assert free(NOW + timedelta(hours=26)) is False
    before = revision(busy_calendar)
    sync(busy_calendar, FetchResult(unchanged=True), now=NOW + timedelta(hours=26))
    assert (free(NOW + timedelta(hours=26)), revision(busy_calendar)) == (True, before + 1)


def test_result_for_a_url_that_has_changed_is_discarded(busy_calendar):
    for result in (good(), FetchResult(error="status", detail="404")):
        BusyCalendar.objects.update(url="https://calendar.example.com/old.ics")
        claim = claimed()
        BusyCalendar.objects.update(url="https://calendar.example.com/new.ics")
        assert store_result(claim, result) is None
        busy_calendar.refresh_from_db()
        assert (blocks(busy_calendar), busy_calendar.fetched_at, busy_calendar.failures) == ([], None, 0)
        assert [due_calendars(NOW + wait).exists() for wait in (LEASE - SECOND, LEASE)] == [False, True]


def test_calendar_deleted_during_the_fetch_is_not_an_error(busy_calendar):
    claim = claimed()
    BusyCalendar.objects.all().delete()
    assert (store_result(claim, good()), BusyBlock.objects.count()) == (None, 0)
    assert store_result(claim, FetchResult(error="status")) is None


def test_calendar_deleted_after_it_was_listed_is_left_out(busy_calendar):
    (listed,) = candidates(due_calendars(NOW))
    BusyCalendar.objects.all().delete()
    assert claim(listed, NOW) is None


def test_result_after_another_process_has_claimed_the_calendar_is_discarded(busy_calendar):
    slow, fast = claimed(), claimed(NOW + LEASE)
    store_result(fast, good(LATER))
    assert (store_result(slow, good(BLOCK)), store_result(slow, FetchResult(error="timeout"))) == (None, None)
    busy_calendar.refresh_from_db()
    assert (blocks(busy_calendar), busy_calendar.failures, busy_calendar.fetched_at) == ([LATER], 0, NOW + LEASE)


@pytest.mark.parametrize("failures", [0, 1, 5, 6, 9])
@pytest.mark.parametrize("attempted_at", [None, NOW - timedelta(days=2)])
def test_claimed_calendar_is_due_again_when_the_lease_ends(busy_calendar, failures, attempted_at):
    BusyCalendar.objects.update(failures=failures, attempted_at=attempted_at)
    claim = claimed()
    assert [due_calendars(NOW + wait).exists() for wait in (LEASE - SECOND, LEASE)] == [False, True]
    claim.release()
    busy_calendar.refresh_from_db()
    assert busy_calendar.attempted_at == attempted_at


def test_claim_that_was_lost_is_not_released(busy_calendar):
    claim = claimed()
    sync(busy_calendar, good(), now=NOW + LEASE)
    claim.release()
    busy_calendar.refresh_from_db()
    assert busy_calendar.attempted_at == NOW + LEASE


def test_most_overdue_calendars_come_first(busy_calendar):
    """After two failures the wait is an hour, so 80 minutes are 20 overdue."""
    ages = {"20 overdue": (80, 2), "25 overdue": (40, 0), "1 overdue": (16, 0), "10 overdue": (40, 1)}
    for name, (minutes, failures) in ages.items():
        attempted_at = NOW - timedelta(minutes=minutes)
        make_busy_calendar(busy_calendar.supervisor, name=name, attempted_at=attempted_at, failures=failures)
    names = dict(BusyCalendar.objects.values_list("pk", "name"))
    order = [names[candidate.pk] for candidate in candidates(due_calendars(NOW))]
    assert order == [busy_calendar.name, "25 overdue", "20 overdue", "10 overdue", "1 overdue"]


def test_calendar_that_was_claimed_since_it_was_listed_is_left_out(busy_calendar):
    (listed,) = candidates(due_calendars(NOW))
    sync(busy_calendar, good())
    assert claim(listed, NOW) is None


class SlowFetcher(Fetcher):
    """Ends the jobs when the round has asked twice whether to stop, and has started no other job in between.

    It records how many were running at a time, by host and altogether.
    """

    def __init__(self):
        super().__init__()
        self.running, self.peaks, self.futures, self.has_started_job = Counter(), Counter(), [], True

    def submit(self, job):
        self.has_started_job = True
        self.running.update([urlsplit(job.url).hostname, "all"])
        self.peaks |= self.running
        self.futures.append(super().submit(job))
        return self.futures[-1]

    def is_set(self):
        if not self.has_started_job:
            self.running.clear()
            while self.futures:
                self.futures.pop().set_result(FetchResult())
        self.has_started_job = False
        return False


@pytest.mark.parametrize(
    ("hosts", "peaks"),
    [
        ("a" * 20, {"a": 2, "all": 2}),
        ("ab" * 15, {"a": 2, "b": 2, "all": 4}),
        ("a" * 29 + "b", {"a": 2, "b": 1, "all": 3}),
        ("abcd", {"a": 1, "b": 1, "c": 1, "d": 1, "all": 1}),
        ("abcdefghij", {**dict.fromkeys("abcdefghij", 1), "all": 2}),
    ],
)
def test_few_calendars_are_fetched_at_a_time_and_fewer_of_one_host(busy_calendar, hosts, peaks):
    BusyCalendar.objects.all().delete()
    for number, host in enumerate(hosts):
        make_busy_calendar(busy_calendar.supervisor, name=f"{number}", url=f"https://{host}/{number}.ics")
    fetcher = SlowFetcher()
    stored = list(sync_calendars(due_calendars(NOW), fetcher, fetcher, NOW))
    assert (len(stored), dict(fetcher.peaks)) == (len(hosts), peaks)


def test_round_that_is_told_to_stop_leaves_calendars_as_they_were(busy_calendar):
    for number in range(50):
        make_busy_calendar(busy_calendar.supervisor, name=f"{number}", attempted_at=NOW - timedelta(hours=number + 1))
    before, fetcher, stop = dict(BusyCalendar.objects.values_list("pk", "attempted_at")), Fetcher(good()), Event()
    fetched = []
    for calendar in sync_calendars(due_calendars(NOW), fetcher, stop, NOW):
        stop.set()
        fetched.append(calendar.pk)
    after = dict(BusyCalendar.objects.values_list("pk", "attempted_at"))
    assert (fetched, len(fetcher.jobs)) == ([busy_calendar.pk], 2)
    assert after == {**before, busy_calendar.pk: NOW}


def test_round_that_an_error_ends_releases_its_calendars(busy_calendar):
    make_busy_calendar(busy_calendar.supervisor, name="Other")
    round_of_fetching = sync_calendars(due_calendars(NOW), Fetcher(good()), now=NOW)
    next(round_of_fetching)
    with pytest.raises(ValueError, match="error of the caller"):
        round_of_fetching.throw(ValueError("error of the caller"))
    assert sorted(BusyCalendar.objects.values_list("name", "attempted_at")) == [("", NOW), ("Other", None)]


def test_result_that_can_not_be_stored_is_reported_and_ends_no_round(busy_calendar):
    make_busy_block(busy_calendar.supervisor, NOW, NOW + timedelta(hours=1), busy_calendar)
    before = blocks(busy_calendar)
    other = make_busy_calendar(busy_calendar.supervisor, name="Other")
    results = [good((BLOCK[0], 2**70)), good(LATER)]
    assert len(list(sync_calendars(due_calendars(NOW), Fetcher(*results), now=NOW))) == 2
    busy_calendar.refresh_from_db()
    assert (busy_calendar.error, busy_calendar.failures, busy_calendar.attempted_at) == ("crashed", 1, NOW)
    assert (blocks(busy_calendar), blocks(other)) == (before, [LATER])


def test_next_fetch_is_conditional_if_nothing_else_changed(busy_calendar):
    sync(busy_calendar, good())
    assert sync(busy_calendar, good()).jobs[0].etag == '"v1"'


@pytest.mark.parametrize(
    "change",
    [
        {"url": "webcal://calendar.example.com/new.ics"},
        {"all_day": "busy"},
        {"transparent": "busy"},
        {"own_email": "other@example.com"},
    ],
)
def test_changed_options_cause_an_unconditional_fetch(busy_calendar, change):
    sync(busy_calendar, good())
    BusyCalendar.objects.update(**change)
    job = sync(busy_calendar, good()).jobs[0]
    assert (job.etag, job.last_modified, job.content_hash) == ("", "", "")


def test_fetch_is_unconditional_before_the_covered_span_ends(busy_calendar):
    sync(busy_calendar, good())
    last = datetime.fromtimestamp(busy_calendar.covered_until, UTC) - timedelta(days=84)
    stored = BusyCalendar.objects.select_related("supervisor__site", "supervisor__user").get()
    assert build_job(stored, last - timedelta(days=4)).etag == '"v1"'
    assert build_job(stored, last).etag == ""


def test_longer_horizon_causes_an_unconditional_fetch(busy_calendar):
    sync(busy_calendar, good())
    make_service(name="Long", horizon_days=300)
    job = sync(busy_calendar, good()).jobs[0]
    assert (job.etag, longest_horizon(busy_calendar.supervisor.site_id)) == ("", 300)
    assert job.options.until - epoch_seconds(NOW) > 300 * 86400


def test_job_contains_the_supervisors_zone_and_addresses(busy_calendar):
    job = sync(busy_calendar, good()).jobs[0]
    assert (job.options.zone, job.options.own_addresses, job.allow_loopback) == (
        "Europe/Helsinki",
        ("aino@example.com",),
        False,
    )
    assert len(read_fingerprint(busy_calendar)) == 64


def test_calendars_are_due_after_a_wait_that_grows_with_failures(busy_calendar):
    def due(failures, minutes):
        BusyCalendar.objects.update(attempted_at=NOW - timedelta(minutes=minutes), failures=failures)
        return due_calendars(NOW).exists()

    assert [due(0, 14), due(0, 15), due(1, 29), due(1, 30), due(9, 14 * 60), due(9, 16 * 60)] == [
        False,
        True,
        False,
        True,
        False,
        True,
    ]


def test_calendars_of_inactive_supervisors_are_not_fetched(busy_calendar):
    assert due_calendars(NOW).exists()
    Supervisor.objects.update(active=False)
    assert not due_calendars(NOW).exists()


@pytest.mark.parametrize("count", [1, 30])
def test_due_calendars_are_read_by_few_queries(busy_calendar, count, django_assert_num_queries):
    for n in range(count):
        make_busy_calendar(busy_calendar.supervisor, name=f"{n}")
    with django_assert_num_queries(1):
        due = candidates(due_calendars(NOW))
    assert len(due) == count + 1


def test_storing_many_blocks_takes_few_queries(busy_calendar, django_assert_max_num_queries):
    many = [(BLOCK[0] + n * 86400, BLOCK[1] + n * 86400) for n in range(400)]
    with django_assert_max_num_queries(19):
        sync(busy_calendar, good(*many))
    with django_assert_max_num_queries(19):
        sync(busy_calendar, good(BLOCK))


def test_deletion_of_a_calendar_changes_the_revision_once(busy_calendar):
    sync(busy_calendar, good(*[(BLOCK[0] + n * 86400, BLOCK[1] + n * 86400) for n in range(20)]))
    before = revision(busy_calendar)
    busy_calendar.delete()
    assert (BusyBlock.objects.count(), revision(busy_calendar)) == (0, before + 1)


def test_blocks_of_one_calendar_leave_those_of_another(busy_calendar):
    other = make_busy_calendar(busy_calendar.supervisor, name="Other")
    make_busy_block(busy_calendar.supervisor, NOW, NOW + timedelta(hours=1), other)
    sync(busy_calendar, good())
    assert (blocks(busy_calendar), other.blocks.count()) == ([BLOCK], 1)
