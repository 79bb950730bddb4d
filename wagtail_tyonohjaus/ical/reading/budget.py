"""Limits on CPU time, for input that takes too long."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class _BudgetExceeded(BaseException):
    """Not an ``Exception``, so that no library catches it."""


@contextmanager
def cpu_budget(seconds: float, error: Exception, *, is_outer: bool = False) -> Iterator[None]:
    """Raises ``error`` after this much CPU time.

    An outer budget has a timer of its own, so that it may contain others. Where such timers are not available (Windows,
    threads), the process's own limit applies.
    """
    exceeded = _BudgetExceeded()
    try:
        number, timer = _timer(is_outer)
        previous = signal.signal(number, _handler(exceeded))
    except (ValueError, AttributeError):
        yield
        return
    # It repeats, since an exception that is raised in a finaliser or callback is ignored.
    signal.setitimer(timer, seconds, seconds / 5)
    try:
        yield
    except _BudgetExceeded as raised:
        if raised is not exceeded:
            raise
        raise error from None
    finally:
        signal.setitimer(timer, 0)
        signal.signal(number, previous)


def _timer(is_outer: bool) -> tuple[signal.Signals, int]:
    if is_outer:
        return signal.SIGPROF, signal.ITIMER_PROF
    return signal.SIGVTALRM, signal.ITIMER_VIRTUAL


def _handler(exceeded: _BudgetExceeded) -> Callable[[int, FrameType | None], None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise exceeded

    return stop
