import pytest

from tests.factories import make_practice


@pytest.fixture
def practice(db):
    return make_practice()
