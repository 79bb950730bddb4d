"""The link of an alert: opening it changes nothing, a button acknowledges, and one browser shows the visitor."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from tests.contact.helpers import make_token, send
from tests.factories import make_office, make_supervisor
from wagtail_tyonohjaus.contact.alerts.acknowledgement import Way, acknowledge
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.models import ContactRequest, RoutingRule
from wagtail_tyonohjaus.contact.privacy.data_subjects import DataSubject, erase
from wagtail_tyonohjaus.contact.workflow import assign_to_self, set_status
from wagtail_tyonohjaus.duty.alerts import alert_url
from wagtail_tyonohjaus.duty.models import Alert, DutyTurn, Rota
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.outbox import Message, enqueue, resend
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.rendering import render
from wagtail_tyonohjaus.practice.models import Supervisor

NOON = "2026-11-20T12:00:00Z"
VISITOR = ("Maija Virtanen", "040 7654321", "maija@example.org", "Help us")


@pytest.fixture(autouse=True)
def clock():
    with travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def request_(practice, settings):
    """Of a visitor in Turku; Aino is on duty and has no account, Bea is named by the rule and has one."""
    settings.WAGTAIL_TYONOHJAUS = {
        "SMS": {"BACKEND": "wagtail_tyonohjaus.messages.sms.MemoryBackend"},
        "SEND_FROM_PROCESS": False,
    }
    practice.fallback_recipients = "fallback@example.com"
    practice.save()
    rota = Rota.objects.create(site=practice.site, name="Crisis phone")
    aino = make_supervisor(name="Aino", email="aino@example.com", phone="+358401000000")
    now = timezone.now()
    DutyTurn.objects.create(rota=rota, supervisor=aino, start=now - timedelta(hours=1), end=now + timedelta(days=2))
    rule = RoutingRule.objects.create(site=practice.site, name="Crisis", urgencies=["crisis"], to_rota=rota)
    rule.to_supervisors.add(make_supervisor(name="Bea", email="bea@example.com"))
    config = FormConfig(requirements={"urgency": "optional"})
    return send(
        make_token(config),
        urgency="crisis",
        phone="040 7654321",
        message="Help us",
        office=make_office(city="Turku").pk,
    )


@pytest.fixture
def bea(request_, django_user_model):
    user = django_user_model.objects.create_user("bea", "bea@example.com", first_name="Bea")
    Supervisor.objects.filter(name="Bea").update(user=user)
    Alert.objects.filter(name="Bea").update(user=user)
    return user


def link(name: str, channel: str = "mail") -> str:
    return alert_url(Alert.objects.get(name=name, channel=channel, step="duty")).removeprefix("http://localhost")


def press(client: Client, url: str, action: str = "acknowledge"):
    response = client.post(url, {"action": action})
    assert (response.status_code, response.headers.get("Location")) in [(303, url), (404, None), (410, None)]
    return response


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def shows_visitor(client: Client, url: str) -> bool:
    text = text_of(client, url)
    return VISITOR[0] in text and 'href="tel:+358407654321"' in text


def test_message_holds_the_reference_office_deadline_and_link_and_nothing_of_the_visitor(request_):
    for delivery in Delivery.objects.filter(message_type="alert", recipient_name="Aino"):
        rendered = render(delivery)
        text = f"{rendered.subject} {rendered.text} {rendered.html}"
        assert [part for part in (request_.reference, "Turku", "14:30") if part not in text] == []
        assert f"http://localhost{link('Aino', delivery.channel)}" in text
        assert [part for part in VISITOR if part in text] == []


def test_stored_messages_and_alerts_contain_no_token(request_):
    token = link("Aino").rstrip("/").rsplit("/", 1)[-1]
    assert len(token) == 43  # 256 bits
    stored = [str(row) for model in (Delivery, Alert) for row in model.objects.values()]
    assert [row for row in stored if token in row] == []


def test_other_copies_of_the_message_have_no_link(request_):
    delivery = Delivery.objects.get(message_type="alert", address="aino@example.com")
    message = Message("alert", request_.site, context=delivery.context)
    to_fallback = enqueue(message, Recipient("fallback@example.com"), key="fallback", fallback_of=delivery)
    copies = [resend(delivery), to_fallback]
    assert ["/contact/alert/" in render(copy).text for copy in [delivery, *copies]] == [True, False, False]
    assert "/contact/alert/" not in render(delivery, for_staff=True).text


def test_opening_the_link_changes_nothing_and_shows_nothing_of_the_visitor(request_):
    client = Client()
    for method in (client.get, client.head, client.options):
        method(link("Aino"))
    text = text_of(client, link("Aino"))
    assert [part for part in (request_.reference, "Turku", "14:30") if part not in text] == []
    assert [part for part in VISITOR if part in text] == []
    request_.refresh_from_db()
    assert (request_.status, request_.events.filter(kind="acknowledged").count()) == ("new", 0)


def test_pages_do_not_offer_the_visitors_telephone_number(request_, practice):
    practice.phone = "+358 9 123 4567"
    practice.save()
    for url in (link("Aino"), "/contact/alert/unknown/"):
        assert "tyo-contact-bar" not in text_of(Client(), url)


def test_responses_are_not_stored_indexed_or_sent_on_as_a_referrer(request_):
    client, url = Client(), link("Aino")
    for response in (client.get(url), client.post(url, {"action": "acknowledge"}), client.get("/contact/alert/x/")):
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_acknowledging_browser_shows_name_and_number_for_thirty_minutes(request_, clock):
    client, url = Client(), link("Aino")
    press(client, url)
    assert shows_visitor(client, url)
    assert not shows_visitor(Client(), url)
    clock.shift(timedelta(minutes=29))
    assert shows_visitor(client, url)
    clock.shift(timedelta(minutes=2))
    text = text_of(client, url)
    assert (VISITOR[0] in text, "You take care of this request" in text, "Log in" in text) == (False, True, True)


def test_second_browser_of_the_same_person_does_not_show_the_visitor(request_, clock):
    press(Client(), link("Aino"))
    clock.shift(timedelta(minutes=1))
    for url in (link("Aino"), link("Aino", "sms")):
        other = Client()
        for action in ("acknowledge", "reveal"):
            press(other, url, action)
        assert not shows_visitor(other, url)


@pytest.mark.parametrize("action", ["acknowledge", "reveal"])
def test_link_whose_response_was_lost_shows_the_visitor_again_within_a_minute(request_, clock, action):
    press(Client(), link("Aino"))
    clock.shift(timedelta(seconds=59))
    client, other = Client(), Client()
    assert "Show the name and number" in text_of(client, link("Aino"))
    press(client, link("Aino"), action)
    press(other, link("Aino", "sms"), action)
    assert (shows_visitor(client, link("Aino")), shows_visitor(other, link("Aino", "sms"))) == (True, False)
    clock.shift(timedelta(seconds=1))
    late = Client()
    press(late, link("Aino"), action)
    assert not shows_visitor(late, link("Aino"))


def test_person_who_acknowledged_by_text_message_can_see_the_visitor_in_one_browser(request_):
    alert = Alert.objects.get(name="Aino", channel="sms")
    assert acknowledge(alert, Way.SMS, timezone.now())
    client, url = Client(), link("Aino")
    assert "Show the name and number" in text_of(client, url)
    press(client, url, "reveal")
    assert shows_visitor(client, url)
    other = Client()
    press(other, link("Aino", "sms"), "reveal")
    assert not shows_visitor(other, link("Aino", "sms"))


def test_cookie_of_another_alert_shows_nothing(request_):
    client = Client()
    press(client, link("Aino"))
    cookie = client.cookies["tyonohjaus_alert"].value
    other = Client()
    other.cookies["tyonohjaus_alert"] = cookie
    assert not shows_visitor(other, link("Bea"))


def test_page_names_who_has_acknowledged(request_, bea):
    press(Client(), link("Aino"))
    client = Client()
    press(client, link("Bea"))
    assert "Aino takes care of this request." in text_of(client, link("Bea"))
    assert not shows_visitor(client, link("Bea"))
    assert [event.data["name"] for event in request_.events.filter(kind="acknowledged")] == ["Aino"]


def test_page_names_who_has_taken_the_request_in_the_inbox(request_, admin_user):
    admin_user.first_name = "Olli"
    admin_user.save()
    assign_to_self(request_, admin_user)
    assert "Olli takes care of this request." in text_of(Client(), link("Aino"))


def test_request_is_assigned_to_the_account_of_who_acknowledges(request_, bea):
    press(Client(), link("Bea"))
    request_.refresh_from_db()
    assert (request_.assignee, request_.status) == (bea, "in_progress")
    assert list(request_.events.values_list("kind", "actor_name")) == [
        ("created", ""),
        ("alerted", ""),
        ("acknowledged", "Bea"),
        ("assigned", "Bea"),
        ("status", "Bea"),
    ]


def test_reaching_the_visitor_is_recorded_once_by_the_person_who_acknowledged(request_, bea):
    press(Client(), link("Aino"))
    press(Client(), link("Bea"), "called")
    request_.refresh_from_db()
    assert request_.status == "in_progress"
    for _time in range(2):
        press(Client(), link("Aino", "sms"), "called")
    request_.refresh_from_db()
    assert (request_.status, request_.answered_at) == ("in_contact", timezone.now())
    assert request_.events.filter(kind="call").count() == 1


def test_a_call_without_an_answer_is_recorded_once_and_the_next_one_watched(request_, clock):
    client, url = Client(), link("Aino")
    press(client, url)
    clock.shift(timedelta(minutes=5))
    called_at = timezone.now()
    for _time in range(2):
        client.post(url, {"action": "not-reached", "attempt": "0"})
    request_.refresh_from_db()
    assert (request_.status, request_.answered_at) == ("in_progress", None)
    calls = request_.callbacks.order_by("number").values_list("number", "outcome", "done_at", "due_until")
    retry_at = called_at + timedelta(minutes=15)
    assert [(number, outcome, done_at) for number, outcome, done_at, _due in calls] == [
        (1, "no_answer", called_at),
        (2, "", None),
    ]
    assert (calls[1][3], request_.escalation_due_at) == (retry_at, retry_at)
    text = client.get(url).content.decode()
    assert "Last call without an answer" in text and 'name="attempt" value="1"' in text
    client.post(url, {"action": "not-reached", "attempt": "1"})
    assert request_.callbacks.filter(outcome="no_answer").count() == 2
    press(client, url, "called")
    request_.refresh_from_db()
    assert request_.status == "in_contact"


def test_a_call_that_nobody_planned_is_recorded_too(request_):
    client, url = Client(), link("Aino")
    press(client, url)
    request_.callbacks.all().delete()
    client.post(url, {"action": "not-reached", "attempt": "0"})
    assert list(request_.callbacks.order_by("number").values_list("number", "outcome")) == [(1, "no_answer"), (2, "")]


@pytest.mark.parametrize("attempt", ["", "-1", "x", "9" * 30])
def test_a_call_is_recorded_if_its_count_cannot_be_read(request_, attempt):
    client, url = Client(), link("Aino")
    press(client, url)
    response = client.post(url, {"action": "not-reached", "attempt": attempt})
    assert (response.status_code, request_.callbacks.filter(outcome="no_answer").count()) == (303, 1)


def close(request: ContactRequest) -> None:
    set_status(request, "closed")


def leave_the_rota(request: ContactRequest) -> None:
    DutyTurn.objects.all().delete()


def leave_the_practice(request: ContactRequest) -> None:
    Supervisor.objects.filter(name="Aino").update(active=False)


def be_deleted(request: ContactRequest) -> None:
    Supervisor.objects.get(name="Aino").delete()


def be_held(request: ContactRequest) -> None:
    ContactRequest.objects.update(held_for_review=True)


def age(request: ContactRequest) -> None:
    Alert.objects.update(created_at=timezone.now() - timedelta(hours=24))


@pytest.mark.parametrize("end", [close, leave_the_rota, leave_the_practice, be_deleted, be_held, age])
@pytest.mark.parametrize("is_acknowledged", [False, True])
def test_link_is_void(request_, end, is_acknowledged):
    client, url = Client(), link("Aino")
    if is_acknowledged:
        press(client, url)
        request_.refresh_from_db()
    status = ContactRequest.objects.get().status
    end(request_)
    closed = ContactRequest.objects.get().status
    response = client.get(url)
    press(client, url)
    assert (response.status_code, request_.reference in response.content.decode()) == (410, False)
    assert [part for part in VISITOR if part in response.content.decode()] == []
    assert ContactRequest.objects.get().status == (closed if end is close else status)


@pytest.mark.parametrize("is_acknowledged", [False, True])
def test_link_works_after_the_turn_has_ended(request_, clock, is_acknowledged):
    client, url = Client(), link("Aino")
    DutyTurn.objects.update(end=timezone.now() + timedelta(minutes=2))
    if is_acknowledged:
        press(client, url)
    clock.shift(timedelta(minutes=5))
    if not is_acknowledged:
        press(client, url)
    assert shows_visitor(client, url)
    press(client, url, "called")
    request_.refresh_from_db()
    assert request_.status == "in_contact"


def test_link_of_an_erased_request_is_a_plain_page(request_):
    url = link("Aino")
    erase(DataSubject(reference=request_.reference))
    unknown = Client().get("/contact/alert/unknown/")
    for response in (Client().get(url), Client().post(url, {"action": "acknowledge"})):
        assert response.status_code == 404
        assert _without_urls(response) == _without_urls(unknown)


def _without_urls(response) -> str:
    return re.sub(r'(href|value|content)="[^"]*"', "", response.content.decode())


def test_page_is_in_the_language_of_the_recipient(request_):
    Alert.objects.update(language="fi")
    assert "Kuittaa" in text_of(Client(), link("Aino"))
