"""A change of where messages go is reported to the old address."""

import pytest

from tests.factories import make_office, make_practice, make_supervisor
from tests.inbox.factories import make_user
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.rendering import render

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice():
    return make_practice(email="practice@example.com")


def notified():
    deliveries = Delivery.objects.filter(message_type="address_changed").order_by("pk")
    return [(delivery.channel, delivery.address) for delivery in deliveries]


@pytest.mark.parametrize("new", ["new@example.org", ""])
def test_old_address_of_a_supervisor_is_notified(practice, new):
    supervisor = make_supervisor(email="old@example.org")
    supervisor.email = new
    supervisor.save()
    assert notified() == [("mail", "old@example.org")]
    assert Delivery.objects.get().site == supervisor.site


def test_supervisor_hears_when_the_account_no_longer_gets_the_messages(practice):
    supervisor = make_supervisor(user=make_user("aino"))
    supervisor.email = "new@example.org"
    supervisor.save()
    assert notified() == [("mail", "aino@staff.example")]


def test_old_number_of_a_supervisor_is_notified_if_text_messages_are_sent(practice, settings):
    settings.WAGTAIL_TYONOHJAUS = {"SMS": {"BACKEND": "wagtail_tyonohjaus.messages.sms.ConsoleBackend"}}
    supervisor = make_supervisor(email="old@example.org", phone="+358401111111")
    supervisor.phone = "+358402222222"
    supervisor.save()
    assert notified() == [("sms", "+358401111111")]
    assert "Aino Laine" in render(Delivery.objects.get()).text


def test_old_address_of_an_office_is_notified(practice):
    office = make_office(email="old@example.org")
    office.email = "new@example.org"
    office.save()
    assert notified() == [("mail", "old@example.org")]


@pytest.mark.parametrize("change", ["email", "removal"])
def test_coordinators_hear_when_the_offices_messages_no_longer_come_to_them(practice, change):
    office, user = make_office(), make_user("katri")
    office.coordinators = [user]
    office.save()
    office = type(office).objects.get(pk=office.pk)
    if change == "email":
        office.email = "new@example.org"
    else:
        office.coordinators = []
    office.save()
    assert notified() == [("mail", "katri@staff.example")]


def test_old_recipients_of_a_practice_are_notified(practice):
    practice.fallback_recipients = "first@example.org\nsecond@example.org"
    practice.save()
    assert notified() == [("mail", "practice@example.com")]
    practice.fallback_recipients = "SECOND@example.org\nthird@example.org"
    practice.save()
    assert notified()[1:] == [("mail", "first@example.org")]


def test_nobody_is_notified_if_the_address_remains(practice):
    supervisor, office = make_supervisor(email="old@example.org"), make_office(email="office@example.org")
    for record in (supervisor, office, practice):
        record.name = "Another name"
        record.save()
    assert notified() == []


def test_message_names_the_record_but_not_the_new_address(practice):
    supervisor = make_supervisor(name="Aino Laine", email="old@example.org")
    supervisor.email = "new@example.org"
    supervisor.save()
    message = render(Delivery.objects.get())
    assert message.subject == "Messages to Aino Laine now go elsewhere"
    assert "no longer sent to this address" in message.text and "new@example.org" not in message.text + message.html
