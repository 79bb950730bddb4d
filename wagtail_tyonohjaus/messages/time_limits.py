"""When a loop has to end, so that other work has its turn and the process ends in time."""

import math
import time
from collections.abc import Callable

ShouldStop = Callable[[], bool]


def never() -> bool:
    """For loops that nobody stops."""
    return False


class TimeLimit:
    """Is over after ``seconds``, or as soon as ``should_stop`` returns True: when the process is told to end."""

    def __init__(self, seconds: float = math.inf, should_stop: ShouldStop = never) -> None:
        self.ends_at = time.monotonic() + seconds
        self.should_stop = should_stop

    def is_over(self) -> bool:
        return time.monotonic() >= self.ends_at or self.should_stop()
