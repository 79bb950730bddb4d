"""Errors of the database's constraints that no deleted record or repeated submission explains.

They occur while two versions of the code run beside each other: the older one does not fill a new column.
"""

import logging
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError
from django.utils import timezone
from time_machine import travel

from tests.appointments.factories import ATTENDEE, hold, make_first_request
from tests.contact.helpers import filled, post
from tests.factories import make_practice
from tests.faults.helpers import counts, once_at, retry_fields
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.contact.form import outage
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.rate_limits import counters
from wagtail_tyonohjaus.messages import failpoints, outbox
from wagtail_tyonohjaus.messages.models import Delivery


def violate_constraint() -> None:
    ContactRequest.objects.update(name=None)


@pytest.mark.django_db(transaction=True)
def test_request_that_violates_an_unknown_constraint_is_returned_with_503_and_logged(caplog):
    make_practice()
    failpoints.handlers["request stored"] = violate_constraint
    try:
        first = post(filled(message="My message"))
    finally:
        del failpoints.handlers["request stored"]
    assert (first.status_code, counts()) == (503, (0, 0))
    assert "My message" in BeautifulSoup(first.content, "html.parser").text
    errors = [record.getMessage() for record in caplog.records if record.name == outage.logger.name]
    assert (len(errors), "IntegrityError" in errors[0], caplog.records[0].levelno) == (1, True, logging.ERROR)
    assert (post(dict(retry_fields(first))).status_code, counts()) == (303, (1, 2))


@pytest.mark.django_db(transaction=True)
def test_request_that_violates_a_constraint_once_is_stored(caplog):
    make_practice()
    once_at("request stored", violate_constraint)
    assert (post(filled()).status_code, counts(), caplog.messages) == (303, (1, 2), [])


@pytest.mark.django_db
def test_unknown_constraint_of_a_claim_is_not_reported_as_an_unavailable_time(monkeypatch):
    slot_request = make_first_request()
    monkeypatch.setattr(Session, "time_units", lambda self: [None])
    with travel(slot_request.start - timedelta(days=2), tick=False), pytest.raises(IntegrityError):
        hold(slot_request, ATTENDEE)


@pytest.mark.django_db
def test_unknown_constraint_of_a_delivery_is_not_reported_as_a_repetition():
    with pytest.raises(IntegrityError):
        outbox._store_once(Delivery(key="key", address=None))


@pytest.mark.django_db
def test_unknown_constraint_of_a_counter_is_not_counted_as_a_concurrent_event(monkeypatch):
    monkeypatch.setattr(counters, "bucket_key", lambda name, now: None)
    with pytest.raises(IntegrityError):
        counters.count_event("event", timezone.now())
