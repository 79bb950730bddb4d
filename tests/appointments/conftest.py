from collections.abc import Iterator

import pytest
import time_machine

from tests.appointments.factories import NOW


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still on a Friday evening; ``clock.move_to`` and ``clock.shift`` move it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
