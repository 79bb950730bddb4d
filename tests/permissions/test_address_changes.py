"""A change of where messages go is reported to the old address."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_office, make_practice, make_supervisor
from tests.inbox.factories import make_request, make_user
from wagtail_tyonohjaus.contact.models import RoutingRule
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


def change_in_user_admin(admin_client, user):
    data = {
        "username": user.username,
        "email": "new@example.org",
        "first_name": "A",
        "last_name": "B",
        "is_active": "on",
    }
    response = admin_client.post(reverse("wagtailusers_users:edit", args=[user.pk]), data)
    assert response.status_code == 302


def change_on_account_page(admin_client, user):
    client = Client()
    client.force_login(user)
    page = BeautifulSoup(client.get(reverse("wagtailadmin_account")).content, "html.parser")
    data = {field["name"]: field.get("value", "") for field in page.select("main input[name]")}
    data |= {name: "new@example.org" for name in data if name.endswith("-email")}
    data |= {name: "Aino" for name in data if name.endswith(("-first_name", "-last_name"))}
    for field in page.select("main select[name]"):
        data[field["name"]] = next((option["value"] for option in field.select("option[selected]")), "")
    assert client.post(reverse("wagtailadmin_account"), data).status_code == 302


@pytest.mark.parametrize("change", [change_in_user_admin, change_on_account_page])
@pytest.mark.parametrize("role", ["supervisor", "coordinator", "recipient of a rule", "assignee"])
def test_change_of_an_accounts_address_is_told_to_the_old_one(practice, admin_client, change, role):
    user = make_user("aino")
    if role == "supervisor":
        make_supervisor(user=user, email="")
    elif role == "coordinator":
        office = make_office()
        office.coordinators = [user]
        office.save()
    elif role == "assignee":
        make_request(assignee=user)
    else:
        RoutingRule.objects.create(name="Rule", site=practice.site).to_users.add(user)
    change(admin_client, user)
    user.refresh_from_db()
    assert user.email == "new@example.org"
    assert notified() == [("mail", "aino@staff.example")]


def test_one_message_names_everything_that_the_account_gets_messages_about(practice):
    user = make_user("aino")
    make_supervisor(user=user, name="Aino Laine", email="")
    for city in ("Kotka", "Pori"):
        office = make_office(city=city)
        office.coordinators = [user]
        office.save()
    user.email = "new@example.org"
    user.save()
    assert render(Delivery.objects.get()).subject == "Messages to Aino Laine, Kotka, Pori now go elsewhere"


@pytest.mark.parametrize("case", ["no part", "own addresses", "spelling", "new account", "other field", "inactive"])
def test_account_whose_messages_do_not_move_is_not_notified(practice, case):
    user = make_user("aino")
    if case == "own addresses":
        office = make_office(email="office@example.org")
        office.coordinators = [user]
        office.save()
        make_supervisor(user=user, email="aino@practice.example")
    elif case != "no part":
        make_supervisor(user=user, email="")
    if case == "inactive":
        type(user).objects.filter(pk=user.pk).update(is_active=False)
        user.refresh_from_db()
    user.email = {"spelling": "AINO@staff.example", "other field": user.email}.get(case, "new@example.org")
    if case == "new account":
        make_user("other")
    else:
        user.save()
    assert notified() == []


def test_log_in_of_an_account_costs_no_query(practice, django_assert_num_queries):
    user = make_user("aino")
    user.last_login = timezone.now()
    with django_assert_num_queries(1):
        user.save(update_fields=["last_login"])
