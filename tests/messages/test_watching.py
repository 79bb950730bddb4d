"""A command with --watch starts a round early if urgent work has come in, and not otherwise."""

import pytest

from wagtail_tyonohjaus.management import watching


class StopAfter:
    """Notes how long the command waits each time, and stops it after so many waits."""

    def __init__(self, waits: int) -> None:
        self.waits, self.seconds = waits, []

    def is_set(self) -> bool:
        return len(self.seconds) >= self.waits

    def wait(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture(autouse=True)
def connections_stay_open(monkeypatch):
    monkeypatch.setattr(watching, "close_old_connections", lambda: None)


@pytest.fixture
def rounds():
    return []


def run(rounds, *answers, waits):
    """Watches with rounds every 20 seconds; ``answers`` tell whether urgent work is due, one after each wait."""
    remaining = iter(answers)
    stop = StopAfter(waits)
    watching.watch(lambda: rounds.append("round"), 20, stop, lambda: next(remaining))
    return stop.seconds


def test_urgent_work_starts_a_round_after_half_a_second(rounds):
    assert (run(rounds, False, True, False, waits=3), rounds) == ([0.5, 0.5, 0.5], ["round", "round"])


def test_round_is_not_started_without_urgent_work(rounds):
    run(rounds, False, False, False, waits=3)
    assert rounds == ["round"]


def test_database_that_is_down_is_no_urgent_work(rounds):
    def fail():
        raise RuntimeError

    watching.watch(lambda: rounds.append("round"), 20, StopAfter(2), fail)
    assert rounds == ["round"]


def test_command_without_urgent_work_waits_for_the_whole_time(rounds):
    stop = StopAfter(1)
    watching.watch(lambda: rounds.append("round"), 20, stop)
    assert (stop.seconds, rounds) == ([20], ["round"])
