"""What the alert about a call that is late says to each of its readers."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from tests.contact.helpers import make_token, send
from tests.factories import make_supervisor
from wagtail_tyonohjaus.contact import escalation
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.workflow import assign_to_self
from wagtail_tyonohjaus.messages.errors import DeliveryRejected
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.rendering import render
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.practice.models import Supervisor

#: By language: to who has taken the request, to others, and to others if nobody knows who.
TEXTS = {
    "en": ("You have taken crisis request", "Aino Laine has taken crisis request", "Somebody has taken crisis request"),
    "fi": ("Otit hoitaaksesi", "Aino Laine otti hoitaakseen", "Joku otti hoitaakseen"),
    "sv": ("Du har tagit hand om", "Aino Laine har tagit hand om", "Någon har tagit hand om"),
}


@pytest.fixture(autouse=True)
def own_settings(settings, practice):
    settings.WAGTAIL_TYONOHJAUS = {
        "SMS": {"BACKEND": "wagtail_tyonohjaus.messages.sms.MemoryBackend"},
        "SEND_FROM_PROCESS": False,
    }
    practice.fallback_recipients = "fallback@example.com"
    practice.save()


@pytest.fixture
def request_in_progress(practice, django_user_model):
    """Taken by Aino, who has an account and a telephone number."""
    user = django_user_model.objects.create_user("aino", "aino@example.com", first_name="Aino", last_name="Laine")
    make_supervisor(name="Aino Laine", email="aino@example.com", phone="+358401000000", user=user)
    request = send(make_token(FormConfig(requirements={"urgency": "optional"})), urgency="crisis")
    assign_to_self(request, user)
    return request


def run_late() -> None:
    """The promised time has just passed: the step for who has taken the request."""
    escalation.run(timezone.now() + timedelta(minutes=31))


def run_very_late() -> None:
    """The step after it only."""
    run_late()
    Delivery.objects.all().delete()
    escalation.run(timezone.now() + timedelta(minutes=90))


def texts(language: str) -> dict[str, set[str]]:
    """The texts of the late alerts by address, all three of an e-mail and the one of a text message."""
    found: dict[str, set[str]] = {}
    for delivery in Delivery.objects.filter(message_type="alert_late", state="pending").order_by("pk"):
        delivery.language = language
        message = render(delivery)
        found.setdefault(delivery.address, set()).update({message.text, message.html} - {""})
    return found


def assert_texts(language: str, expected: dict[str, int]) -> None:
    """``expected`` is the index in ``TEXTS`` of what each address reads."""
    actual = texts(language)
    assert {
        address: [text in each for text in TEXTS[language]] for address, all_of in actual.items() for each in all_of
    } == {address: [number == index for number in range(3)] for address, index in expected.items()}


@pytest.mark.parametrize("language", TEXTS)
def test_who_has_taken_the_request_is_addressed(request_in_progress, language):
    run_late()
    assert_texts(language, {"aino@example.com": 0, "+358401000000": 0})
    assert all("alert" in text for of_address in texts(language).values() for text in of_address)


@pytest.mark.parametrize("language", TEXTS)
def test_fallback_recipients_read_who_has_taken_the_request(request_in_progress, language):
    run_very_late()
    assert_texts(language, {"fallback@example.com": 1})


@pytest.mark.parametrize("language", TEXTS)
def test_fallback_recipients_stand_in_for_who_can_not_be_reached(request_in_progress, language):
    get_user_model().objects.update(email="")
    Supervisor.objects.update(email="", phone="")
    run_late()
    assert_texts(language, {"fallback@example.com": 1})


@pytest.mark.parametrize("language", TEXTS)
def test_nobody_is_named_if_it_is_not_known_who_has_taken_the_request(request_in_progress, language):
    # As after an acknowledgement without an account by somebody who has left.
    ContactRequest.objects.update(assignee=None, assignee_name="")
    run_late()
    assert_texts(language, {"fallback@example.com": 2})


@pytest.mark.parametrize("language", TEXTS)
def test_copy_for_the_fallback_recipients_does_not_address_them(request_in_progress, language, settings):
    """The server has refused the message to who has taken the request."""
    settings.WAGTAIL_TYONOHJAUS |= {"SMS": {"BACKEND": "tests.contact.test_late_alerts.RefusingBackend"}}
    run_late()
    Delivery.objects.exclude(channel="sms").delete()
    deliver_due(limit=1, now=timezone.now() + timedelta(hours=3))
    assert_texts(language, {"fallback@example.com": 1})


class RefusingBackend:
    """The text message service knows no such number."""

    def send(self, number: str, text: str, message_id: str) -> None:
        raise DeliveryRejected("unknown number")


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("address", ["aino@example.com", "Aino@Example.com"])
def test_fallback_recipient_who_has_taken_the_request_is_addressed(practice, request_in_progress, language, address):
    practice.fallback_recipients = f"{address}\nfallback@example.com"
    practice.save()
    run_very_late()
    assert_texts(language, {address: 0, "fallback@example.com": 1})
