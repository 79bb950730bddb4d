"""What should run by itself and does not is reported, with what to do about it."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import travel

from tests.factories import make_busy_calendar, make_practice, make_site, make_supervisor
from tests.messages.task_backend import RecordingBackend
from wagtail_tyonohjaus.background_tasks import task_backends
from wagtail_tyonohjaus.messages.models import Delivery, Heartbeat
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.periodic import register_periodic_task
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.worker import run_round
from wagtail_tyonohjaus.overview.advice import ADVICE
from wagtail_tyonohjaus.overview.checks import IDS
from wagtail_tyonohjaus.overview.health import find_problems

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def practice():
    return make_practice(fallback_recipients="fallback@example.com")


@pytest.fixture
def task_backend():
    usual = task_backends["default"]
    task_backends["default"] = backend = RecordingBackend("default", {})
    backend.noted = []
    yield backend
    task_backends["default"] = usual


def problems(**kwargs) -> dict[str, str]:
    return {problem.code: problem.text for problem in find_problems(**kwargs)}


def test_every_kind_of_problem_has_advice_and_a_system_check():
    assert sorted(ADVICE) == sorted(IDS)
    assert len(set(IDS.values())) == len(IDS)


# Calendars


@pytest.mark.parametrize("age", [None, timedelta(hours=2), timedelta(days=3)])
def test_calendar_sync_that_does_not_run_is_reported(age):
    make_busy_calendar(make_supervisor())
    if age:
        Heartbeat.objects.create(name="sync_calendars", at=timezone.now() - age)
    assert problems() == {"calendar_sync": "Supervisors' calendars have not been fetched for an hour."}


def test_calendar_sync_that_runs_is_not_reported():
    make_busy_calendar(make_supervisor(active=False))
    assert problems() == {}
    make_busy_calendar(make_supervisor(), attempted_at=timezone.now())
    call_command("tyonohjaus_sync_calendars", verbosity=0)
    assert problems() == {}


def test_calendar_that_the_sync_does_not_reach_is_reported():
    make_busy_calendar(make_supervisor(), attempted_at=timezone.now() - 3 * HOUR)
    Heartbeat.objects.create(name="sync_calendars", at=timezone.now())
    assert problems() == {"late_calendars": "1 calendar is more than an hour overdue to be fetched."}


def test_calendars_of_another_practice_are_not_reported(practice):
    other = make_site("other")
    make_busy_calendar(make_supervisor(site=other))
    make_practice(other)
    assert (problems(sites=[practice.site]), list(problems(sites=[other]))) == ({}, ["calendar_sync"])


# Periodic tasks


def test_task_that_fails_again_and_again_is_reported():
    def fail(now):
        raise RuntimeError("maija@example.org")

    register_periodic_task("test-fails", fail, label="Test of failures")
    try:
        run_round()
        run_round()
        assert problems() == {}
        run_round()
        assert problems() == {"failing_tasks": "Failing again and again: Test of failures (RuntimeError)."}
        register_periodic_task("test-fails", lambda now: None)
        run_round()
        assert problems() == {}
    finally:
        unregister("test-fails")


def test_task_that_is_not_complete_is_reported_while_the_worker_runs():
    run_round()
    Heartbeat.objects.filter(name="requests").update(at=timezone.now() - 2 * HOUR)
    assert problems() == {"late_tasks": "Not complete for more than an hour: Reminders and escalation of requests."}
    Heartbeat.objects.update(at=timezone.now() - 2 * HOUR)
    assert problems() == {"worker": "“manage.py tyonohjaus_deliver” has not run for an hour."}


@pytest.mark.parametrize(("age", "late"), [(timedelta(minutes=59), False), (timedelta(minutes=61), True)])
def test_task_that_was_never_complete_is_reported(age, late):
    def go_on(now):
        while True:
            yield

    register_periodic_task("test-long", go_on, label="Test of endless work")
    try:
        run_round()
        Heartbeat.objects.filter(name="test-long").update(created_at=timezone.now() - age)
        text = "Not complete for more than an hour: Test of endless work."
        assert problems() == ({"late_tasks": text} if late else {})
    finally:
        unregister("test-long")


def test_task_that_never_had_a_turn_is_reported():
    """As if the worker were killed in every round before its turn."""
    run_round()
    Heartbeat.objects.filter(name="requests").delete()
    assert problems() == {}
    Heartbeat.objects.filter(name="deliver").update(created_at=timezone.now() - 2 * HOUR)
    assert problems() == {"late_tasks": "Not complete for more than an hour: Reminders and escalation of requests."}


def unregister(name: str) -> None:
    from wagtail_tyonohjaus.messages import periodic

    del periodic._registered[name]


# Messages


def store(**kwargs) -> Delivery:
    return enqueue(Message("receipt", site=None, context={"reference": "R"}, **kwargs), Recipient("p@example.com"))


def test_message_that_nobody_sends_is_reported():
    store()
    with travel(timezone.now() + timedelta(minutes=9), tick=False):
        assert problems() == {}
    with travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert problems() == {"unsent": "1 message should have been sent more than 10 minutes ago."}


def test_message_that_waits_for_its_next_attempt_is_not_reported():
    store()
    Delivery.objects.update(attempts=3, next_attempt_at=timezone.now() + HOUR)
    with travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert problems() == {}


def test_unsent_message_about_a_crisis_is_reported_after_minutes():
    store(priority=10)
    Delivery.objects.update(attempts=3, next_attempt_at=timezone.now() + HOUR)
    with travel(timezone.now() + timedelta(minutes=6), tick=False):
        assert problems() == {"crisis_messages": "1 message about a crisis has not been sent for 5 minutes."}


# The task queue


def test_task_worker_that_starts_no_task_is_reported_though_no_message_is_sent(task_backend):
    run_round()
    assert ([name for name, *_ in task_backend.noted], problems()) == (["deliver_task"], {})
    with travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert list(problems()) == ["task_worker"]
        for _ in range(3):
            run_round()
        assert (len(task_backend.noted), list(problems())) == (2, ["task_worker"])


def test_health_command_writes_advice_and_the_last_runs_of_tasks(capsys):
    make_busy_calendar(make_supervisor())
    with travel("2026-11-27T10:00:00Z", tick=False), pytest.raises(CommandError):
        run_round()
        call_command("tyonohjaus_health", tasks=True)
    written = capsys.readouterr().out.splitlines()
    assert written[0].startswith("Supervisors' calendars have not been fetched for an hour. Run “manage.py tyonohjaus_")
    assert "requests: last complete 2026-11-27 10:00:00+0000, 0.0 s" in written


def test_health_takes_a_constant_number_of_queries():
    counts = []
    for number in range(30):
        make_busy_calendar(make_supervisor(name=f"Aino {number}"), attempted_at=timezone.now())
        store()
        if number in (0, 29):
            with CaptureQueriesContext(connection) as queries:
                find_problems()
            counts.append(len(queries))
    assert counts[0] == counts[1]
