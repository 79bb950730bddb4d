"""Fixtures of the inbox: an office, its coordinator and one of its contact requests."""

import pytest

from tests.factories import make_office, make_practice

from .factories import client_for, make_coordinator, make_request


@pytest.fixture
def office():
    make_practice()
    return make_office()


@pytest.fixture
def coordinator(office):
    return make_coordinator(office, first_name="Katri", last_name="Koskinen")


@pytest.fixture
def staff_client(coordinator):
    return client_for(coordinator)


@pytest.fixture
def contact_request(office):
    return make_request(office, name="Maija Virtanen", email="maija@example.org")
