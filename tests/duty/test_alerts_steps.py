"""The decision which step of an escalation is due, over random rotas, outages, silences and clock changes."""

from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.escalation_cases import TICK, Case, faults_of, lateness, random_case, run_case
from tests.hypothesis_profile import EXAMPLES
from wagtail_tyonohjaus.duty.alert_steps import Decision, RequestState, RotaPicture, Step, decide

NOW = datetime(2026, 11, 21, 23, tzinfo=UTC)
TEN, HALF_DAY = timedelta(minutes=10), timedelta(hours=12)
RUNS = 20 * EXAMPLES


def test_every_random_request_is_acknowledged_or_at_its_last_step_in_time():
    cases = {seed: random_case(seed) for seed in range(RUNS)}
    assert {seed: faults for seed, case in cases.items() if (faults := faults_of(case, run_case(case)))} == {}


def test_random_cases_reach_every_step_and_fault():
    cases = [random_case(seed) for seed in range(EXAMPLES)]
    runs = [run_case(case) for case in cases]
    assert {step for run in runs for _seconds, step, _people in run.steps} == set(Step) - {Step.REMINDER}
    assert {run.acknowledged is None for run in runs} == {run.called is None for run in runs} == {True, False}
    assert {bool(case.outages) for case in cases} == {bool(case.jumps) for case in cases} == {True, False}


def test_no_step_is_later_than_cron_even_after_others():
    undisturbed = [case for case in map(random_case, range(EXAMPLES)) if not case.outages and not case.jumps]
    assert len(undisturbed) > 20
    assert [case for case in undisturbed if lateness(case, run_case(case)) > TICK] == []


def silent_case(**kwargs) -> Case:
    people = ["supervisor:1", "supervisor:2", "supervisor:3"]
    first = NOW - timedelta(hours=6)
    turns = [(first + n * HALF_DAY, first + (n + 1) * HALF_DAY, person) for n, person in enumerate(people)]
    return Case(NOW, tuple(turns), frozenset(people), 10, 30, 0.0, **kwargs)


@pytest.mark.parametrize(
    ("kwargs", "minutes"),
    [
        ({}, [0, 10, 20, 30]),
        # A worker that did not run makes up for it at once.
        ({"outages": ((60, 25 * 60),)}, [0, 25, 25, 30]),
        ({"jumps": ((15 * 60, -3600.0),)}, [0, 10, 25, 35]),
        ({"jumps": ((15 * 60, 3600.0),)}, [0, 10, 15, 15]),
    ],
)
def test_steps_of_a_silent_rota(kwargs, minutes):
    run = run_case(silent_case(**kwargs))
    assert [step for _seconds, step, _people in run.steps] == [Step.DUTY, Step.NEXT, Step.EVERYBODY, Step.FALLBACK]
    assert [seconds / 60 for seconds, _step, _people in run.steps] == minutes


def state(**kwargs) -> RequestState:
    return RequestState(due_at=NOW + 3 * TEN, step=Step.DUTY, planned_at=NOW, next_at=NOW + TEN, **kwargs)


def test_step_that_would_reach_nobody_new_is_left_out():
    alone = RotaPicture(members=("supervisor:1",), alerted=frozenset({"supervisor:1"}))
    assert decide(state(), alone, NOW + TEN) == Decision(Step.FALLBACK)


def test_shortest_time_between_steps_is_a_minute():
    hurried = state(response_time=timedelta(minutes=1))
    assert hurried.interval == timedelta(minutes=1)


class Closed:
    def is_running(self, now):
        return False

    def next_time(self, planned, state):
        return planned + TEN


def test_no_step_is_due_while_the_clock_is_not_running():
    other = RequestState(due_at=NOW, is_crisis=False)
    assert decide(other, RotaPicture(), NOW + TEN, Closed()) == Decision(None, next_at=NOW)


def test_other_request_that_somebody_has_taken_needs_no_step():
    assert decide(RequestState(due_at=NOW, is_crisis=False, taken_at=NOW), RotaPicture(), NOW + TEN) == Decision(None)
