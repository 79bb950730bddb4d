"""Evidence cases 5, 7 and 8 with real threads and a database that commits."""

import threading
from collections.abc import Callable
from copy import copy
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.contact.helpers import filled, make_token, post, send
from tests.factories import make_practice, make_site, make_supervisor
from wagtail_tyonohjaus.appointments.locking import run_with_retries
from wagtail_tyonohjaus.contact.alerting.steps import advance
from wagtail_tyonohjaus.contact.alerts.acknowledgement import Way, acknowledge
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.models import ContactRequest, RoutingRule
from wagtail_tyonohjaus.duty.models import Alert
from wagtail_tyonohjaus.messages import dispatch, failpoints
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quiet(settings):
    settings.WAGTAIL_TYONOHJAUS = {"SEND_FROM_PROCESS": False}
    make_practice()


def at_once(count: int, work: Callable[[], object]) -> list[object]:
    results, barrier = [], threading.Barrier(count)

    def run() -> None:
        barrier.wait()
        try:
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_concurrent_submissions_of_one_form_store_one_request():
    data = filled()
    places = at_once(6, lambda: post(data, Client())["Location"])
    assert (len(places), len(set(places)), ContactRequest.objects.count()) == (6, 1, 1)
    assert Delivery.objects.count() == 2


def test_many_workers_send_each_message_once(mailoutbox):
    for number in range(4):
        send(name=f"Visitor {number}", email=f"v{number}@example.org")
    at_once(4, deliver_due)
    assert sorted(message.to[0] for message in mailoutbox) == sorted(
        [f"v{number}@example.org" for number in range(4)] + ["practice@example.com"] * 4
    )


def test_one_of_several_who_acknowledge_at_once_has_the_request():
    names = [f"Person {number}" for number in range(4)]
    rule = RoutingRule.objects.create(site=make_site(), name="Crisis", urgencies=["crisis"])
    rule.to_supervisors.set(make_supervisor(name=name, email=f"p{name[-1]}@example.com") for name in names)
    send(make_token(FormConfig(requirements={"urgency": "optional"})), urgency="crisis")
    alerts = list(Alert.objects.select_related("request__site", "user"))
    results = at_once(4, lambda: acknowledge(alerts.pop(), Way.LINK, timezone.now()))
    events = ContactRequest.objects.get().events.filter(kind="acknowledged")
    assert (sorted(results), events.count()) == ([False, False, False, True], 1)


def test_workers_send_each_step_of_an_escalation_once():
    send(make_token(FormConfig(requirements={"urgency": "optional"})), urgency="crisis")
    request = ContactRequest.objects.select_related("site", "office").get()
    later = request.created_at + timedelta(hours=1)
    at_once(4, lambda: run_with_retries(lambda: advance(copy(request), later)))
    assert [event.data["step"] for event in request.events.filter(kind="alerted")] == ["duty", "fallback"]
    assert Delivery.objects.filter(message_type="alert").count() == Alert.objects.count() == 2


@pytest.mark.parametrize("place", ["request stored", "deliveries stored"])
def test_crash_inside_the_transaction_stores_nothing(place):
    class Crash(BaseException):
        pass

    def crash() -> None:
        raise Crash

    data = filled()
    failpoints.handlers[place] = crash
    with pytest.raises(Crash):
        post(data)
    failpoints.handlers.clear()
    assert (ContactRequest.objects.count(), Delivery.objects.count()) == (0, 0)
    assert post(data).status_code == 303
    assert (ContactRequest.objects.count(), Delivery.objects.count()) == (1, 2)


def test_request_is_open_without_a_confirmation_link(settings, mailoutbox):
    settings.WAGTAIL_TYONOHJAUS = {"SEND_DELAY": 0}
    stored = send()
    dispatch.background_sender.join(10)
    assert ContactRequest.objects.open().get() == stored
    assert len(mailoutbox) == 2
