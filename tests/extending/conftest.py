from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings

from tests.appointments.factories import NOW
from tests.factories import make_practice

# The project of the examples is installed only under tests.settings_extending.
collect_ignore_glob = [] if "harbour" in settings.INSTALLED_APPS else ["test_*.py"]


@pytest.fixture
def practice(db):
    return make_practice()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
