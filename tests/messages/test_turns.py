"""Turns of periodic tasks: one process at a time, limited in time and rows, recorded with their outcome."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from wagtail_tyonohjaus.messages import periodic
from wagtail_tyonohjaus.messages.models import Heartbeat
from wagtail_tyonohjaus.messages.periodic import PeriodicTask, register_periodic_task, run_each, take_turn
from wagtail_tyonohjaus.messages.turns import LEASE, claim_turn, recorded_run
from wagtail_tyonohjaus.messages.worker import run_round

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TASK = "test-task"


@pytest.fixture
def register():
    """Registers a task for the test."""
    names = []

    def register_for_test(name, task, **options):
        names.append(name)
        register_periodic_task(name, task, **options)

    yield register_for_test
    for name in names:
        del periodic._registered[name]


def row() -> Heartbeat:
    return Heartbeat.objects.get(name=TASK)


def test_second_process_gets_no_turn_until_the_first_one_ends_it():
    turn = claim_turn(TASK, now=NOW)
    assert claim_turn(TASK, now=NOW) is None
    turn.complete()
    assert claim_turn(TASK, now=NOW) is not None


def test_turn_of_a_killed_process_is_taken_after_its_lease():
    claim_turn(TASK, now=NOW)
    assert claim_turn(TASK, now=NOW + LEASE - timedelta(seconds=1)) is None
    assert claim_turn(TASK, now=NOW + LEASE) is not None


def test_turn_claimed_by_a_fast_clock_is_taken_after_it_is_set_back():
    claim_turn(TASK, now=NOW + timedelta(days=400))
    assert claim_turn(TASK, now=NOW) is not None


def test_process_that_lost_its_turn_stores_no_outcome():
    late = claim_turn(TASK, now=NOW)
    claim_turn(TASK, now=NOW + LEASE)
    assert late.renew(NOW + LEASE) is False
    late.complete()
    assert (row().at, row().claimed_at) == (None, NOW + LEASE)


def test_renewed_turn_is_not_taken():
    turn = claim_turn(TASK, now=NOW)
    assert turn.renew(NOW + LEASE / 2)
    assert claim_turn(TASK, now=NOW + LEASE) is None


def test_task_runs_again_only_after_its_interval():
    started = []
    task = PeriodicTask(TASK, started.append, every=timedelta(hours=24))
    moments = [NOW, NOW + timedelta(hours=23), NOW + timedelta(hours=24)]
    for moment in moments:
        take_turn(task, moment)
    assert started == [moments[0], moments[2]]


def test_turn_ends_after_so_many_pieces_and_the_next_one_goes_on(settings):
    settings.WAGTAIL_TYONOHJAUS = {"PERIODIC_ROWS": 2, "PERIODIC_SECONDS": 60}
    left = list(range(5))
    task = PeriodicTask(TASK, lambda now: (left.pop() for _ in range(len(left))), every=timedelta(hours=24))
    assert [(take_turn(task, NOW), len(left), row().at) for _ in range(3)] == [
        (True, 3, None),
        (True, 1, None),
        (False, 0, NOW),
    ]


def test_turn_ends_after_its_time_or_when_the_process_is_told_to_stop(settings):
    settings.WAGTAIL_TYONOHJAUS = {"PERIODIC_SECONDS": 0}
    task = PeriodicTask(TASK, lambda now: iter(range(9)))
    assert take_turn(task, NOW)
    settings.WAGTAIL_TYONOHJAUS = {"PERIODIC_SECONDS": 60}
    assert take_turn(task, NOW, should_stop=lambda: True)
    assert row().claimed_at is None


def test_failure_is_recorded_without_its_text_and_cleared_by_the_next_good_run(caplog):
    address = "maija@example.org"

    def fail(now):
        yield
        raise ValueError(address)

    for _ in range(2):
        assert take_turn(PeriodicTask(TASK, fail), NOW) is False
    assert (row().failures, row().error, row().at, row().claimed_at) == (2, "ValueError", None, None)
    assert "maija" not in caplog.text
    assert "test_turns.py" in caplog.text
    take_turn(PeriodicTask(TASK, lambda now: None), NOW)
    assert (row().failures, row().error, row().at) == (0, "", NOW)


def test_error_in_one_part_of_a_task_does_not_stop_the_others():
    ran = []

    def fail(now):
        raise ValueError

    with pytest.raises(ValueError):
        list(run_each(NOW, ran.append, fail, ran.append, lambda now: iter([ran.append("yielded")])))
    assert ran == [NOW, NOW, "yielded"]


def test_loss_of_the_database_ends_all_parts_of_a_task():
    ran = []

    def fail(now):
        raise OperationalError

    with pytest.raises(OperationalError):
        list(run_each(NOW, fail, ran.append))
    assert ran == []


def test_urgent_tasks_have_a_turn_between_all_others(register, settings):
    settings.WAGTAIL_TYONOHJAUS = {"PERIODIC_SECONDS": 0}
    ran = []
    register("test-urgent", lambda now: ran.append("urgent"), urgent=True)
    register("test-1", lambda now: ran.append("first"))
    register("test-2", lambda now: ran.append("second"))
    run_round()
    assert ran[-6:] == ["urgent", "first", "urgent", "second", "urgent", "urgent"]


def test_run_of_a_command_is_recorded_with_its_outcome():
    with recorded_run(TASK):
        assert row().claimed_at is not None
    assert (row().claimed_at, row().failures) == (None, 0)
    with pytest.raises(ValueError), recorded_run(TASK):
        raise ValueError
    assert (row().claimed_at, row().failures, row().error) == (None, 1, "ValueError")
