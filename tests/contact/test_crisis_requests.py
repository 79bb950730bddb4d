"""Crisis requests and the brakes against abuse: staff hears of them, invented addresses get nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from tests.factories import make_office, make_service
from wagtail_tyonohjaus.contact import escalation
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.form.standard_fields import HONEYPOT
from wagtail_tyonohjaus.contact.models import ContactRequest, RoutingRule
from wagtail_tyonohjaus.contact.workflow import release, set_status
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.rendering import render

from .helpers import filled, make_token, post

CONFIG = FormConfig(requirements={"urgency": "optional"})


@pytest.fixture(autouse=True)
def own_practice(practice):
    practice.fallback_recipients = "crisis@example.com"
    practice.phone = "+358401234567"
    practice.save()
    return practice


def send_crisis(number: int, network: str = "192.0.2.7", **answers) -> ContactRequest:
    answers = {"urgency": "crisis", "email": f"victim{number}@example.org", **answers}
    data = filled(make_token(CONFIG), name=f"Visitor {number}", **answers)
    response = post(data, Client(REMOTE_ADDR=network))
    assert response.status_code == 303
    return ContactRequest.objects.latest("pk")


def sent(message_type: str) -> int:
    return Delivery.objects.filter(message_type=message_type).count()


def test_suspicious_crisis_request_is_marked_for_staff_and_sends_the_visitor_nothing():
    request = send_crisis(1, **{HONEYPOT: "filled in"})
    rendered = render(Delivery.objects.get(about=request.reference))
    assert (request.held_for_review, request.spam_reasons) == (False, ["honeypot"])
    assert "may be spam" in rendered.subject
    assert "Nothing has been sent to the visitor" in rendered.text
    assert not Delivery.objects.filter(audience="visitor").exists()
    assert "confirmation by e-mail" not in Client().get(request.receipt_url).content.decode()


@pytest.mark.parametrize("by_service", [False, True])
def test_flood_of_crisis_requests_from_one_network_is_summarised(by_service):
    service = make_service(kind="crisis").pk
    answers = {"urgency": "normal", "service": service} if by_service else {}
    for number in range(50):
        send_crisis(number, f"192.0.2.{number}", **{HONEYPOT: "filled in"}, **answers)
    assert (sent("alert"), sent("crisis_summary"), sent("receipt")) == (5, 1, 0)
    assert ContactRequest.objects.filter(held_for_review=True).count() == 45


def test_crisis_request_of_another_network_is_alerted_during_a_flood():
    for number in range(20):
        send_crisis(number, **{HONEYPOT: "filled in"})
    other = send_crisis(99, "198.51.100.1")
    assert not other.held_for_review
    messages = Delivery.objects.filter(about=other.reference).values_list("message_type", flat=True)
    assert sorted(messages) == ["alert", "receipt"]


def test_flood_from_many_networks_is_summarised_and_the_receipt_page_asks_to_call(settings):
    settings.WAGTAIL_TYONOHJAUS = {"CRISIS_ALERTS_PER_SITE": 3}
    requests = [send_crisis(number, f"10.0.{number}.1") for number in range(8)]
    assert (sent("alert"), sent("crisis_summary"), sent("receipt")) == (3, 1, 3)
    page = Client().get(requests[-1].receipt_url).content.decode()
    assert "Call us now:" in page
    assert 'href="tel:+358401234567"' in page
    assert "Call us now:" not in Client().get(requests[0].receipt_url).content.decode()


def test_suspicious_flood_from_many_networks_leaves_other_crisis_requests_alone(settings):
    settings.WAGTAIL_TYONOHJAUS = {"CRISIS_ALERTS_PER_SITE": 3}
    for number in range(8):
        send_crisis(number, f"10.0.{number}.1", **{HONEYPOT: "filled in"})
    assert not send_crisis(9, "10.1.0.1").held_for_review


def test_later_crisis_requests_are_in_the_summary_of_the_next_interval(settings):
    settings.WAGTAIL_TYONOHJAUS = {"CRISIS_ALERTS_PER_NETWORK": 1, "CRISIS_SUMMARY_MINUTES": 15}
    for number in range(4):
        send_crisis(number)
    now = timezone.now()
    escalation.run(now + timedelta(minutes=10))
    assert sent("crisis_summary") == 1
    # The first request is not held, so it has alerts of its own.
    escalation.run(now + timedelta(minutes=20))
    assert (sent("crisis_summary"), sent("review")) == (2, 0)
    escalation.run(now + timedelta(minutes=29))
    assert sent("crisis_summary") == 2
    summary = Delivery.objects.filter(message_type="crisis_summary").latest("pk")
    assert render(summary).subject == "3 crisis requests to check"


def test_crisis_requests_that_nobody_reviews_are_summarised_again_when_they_are_due(settings):
    settings.WAGTAIL_TYONOHJAUS = {"CRISIS_ALERTS_PER_NETWORK": 1}
    for number in range(2):
        send_crisis(number)
    sent_after = []
    for minutes in (31, 47, 63, 90, 91, 106, 152):
        escalation.run(timezone.now() + timedelta(minutes=minutes))
        sent_after.append(sent("crisis_summary"))
    assert sent_after == [2, 2, 2, 2, 3, 3, 4]


@pytest.mark.parametrize("status", ["spam", "closed", "in_progress"])
def test_crisis_request_on_which_somebody_has_decided_is_not_summarised_again(settings, admin_user, status):
    settings.WAGTAIL_TYONOHJAUS = {"CRISIS_ALERTS_PER_NETWORK": 1}
    for number in range(2):
        held = send_crisis(number)
    set_status(held, status, admin_user)
    escalation.run(timezone.now() + timedelta(hours=3))
    assert sent("crisis_summary") == 1


def test_each_held_crisis_request_is_summarised_for_those_who_would_be_alerted_of_it(settings, own_practice):
    settings.WAGTAIL_TYONOHJAUS = {"CRISIS_ALERTS_PER_NETWORK": 0}
    turku = make_office(city="Turku")
    rule = RoutingRule.objects.create(
        site=own_practice.site, name="Turku", restricted_fields=["offices"], to_email_addresses="turku@example.com"
    )
    rule.offices.add(turku)
    with travel(timezone.now(), tick=False) as clock:
        send_crisis(0, office=turku.pk)
        Delivery.objects.all().delete()
        ContactRequest.objects.update(reminded_at=None)
        clock.shift(timedelta(minutes=1))
        now = timezone.now()
        for number in range(1, 26):
            ContactRequest.objects.create(
                site=own_practice.site,
                urgency="crisis",
                held_for_review=True,
                submission_key=str(number),
                created_at=now,
                due_at=now + timedelta(minutes=30),
            )
        escalation.run(now)
    summaries = Delivery.objects.filter(message_type="crisis_summary")
    assert {summary.address: summary.context["count"] for summary in summaries} == {
        "crisis@example.com": 26,
        "turku@example.com": 1,
    }


def test_released_crisis_request_is_alerted_and_confirmed(settings, admin_user):
    settings.WAGTAIL_TYONOHJAUS = {"CRISIS_ALERTS_PER_NETWORK": 1}
    for number in range(2):
        held = send_crisis(number)
    release(held, admin_user)
    messages = Delivery.objects.filter(about=held.reference).values_list("message_type", flat=True)
    assert sorted(messages) == ["alert", "receipt"]
