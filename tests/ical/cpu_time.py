"""CPU time in tests, which must pass on slow and busy machines, too: what is read doesn't depend on it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from wagtail_tyonohjaus.ical.reading import expansion, reader

#: A guard against files that never end, not a measure: many times what the product allows.
GUARD_SECONDS = 20.0
AMPLE_SECONDS = 120.0


@contextmanager
def guarded_cpu_time() -> Iterator[None]:
    """Fails if the product's own limits did not end what is built to take long."""
    before = time.process_time()
    yield
    assert time.process_time() - before < GUARD_SECONDS


@contextmanager
def ample_cpu_time() -> Iterator[None]:
    """For files that are read whole: the product's limits would refuse them on a slow machine."""
    with (
        patch.object(reader, "CPU_SECONDS", AMPLE_SECONDS),
        patch.object(expansion, "SERIES_CPU_SECONDS", AMPLE_SECONDS),
    ):
        yield
