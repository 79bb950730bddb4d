import pytest

from tests.factories import make_practice

from .requests import ORIGIN


@pytest.fixture
def practice(db):
    return make_practice()


@pytest.fixture(autouse=True)
def named_origin(settings):
    settings.WAGTAIL_TYONOHJAUS = {"SEND_FROM_PROCESS": False, "HEADLESS_ORIGINS": [ORIGIN]}
