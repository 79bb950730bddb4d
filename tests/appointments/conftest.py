from collections.abc import Iterator

import pytest
import time_machine

from tests.appointments.factories import NOW


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock stopped on a Friday evening; ``clock.move_to`` and ``clock.shift`` change it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
