"""A limit on the CPU time of a block of code: what is built to take long must not."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: That of the process which fetches calendars. Python's development mode, in which ``make test`` runs, is slower.
CPU_SECONDS = 8.0 if sys.flags.dev_mode else 2.0


@contextmanager
def limited_cpu_time(seconds: float = CPU_SECONDS) -> Iterator[None]:
    before = time.process_time()
    yield
    assert time.process_time() - before < seconds
