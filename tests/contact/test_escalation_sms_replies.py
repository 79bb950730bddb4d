"""An alert is acknowledged by a text message in reply, which the gateway signs."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.models.signals import pre_save
from django.test import Client
from django.utils import timezone
from time_machine import travel

from tests.contact.helpers import make_token, send
from tests.factories import make_supervisor
from wagtail_tyonohjaus.contact.alerts.sms_replies import sign
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.models import ContactRequest, RequestEvent
from wagtail_tyonohjaus.duty.models import Alert, DutyTurn, Rota
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.rendering import render
from wagtail_tyonohjaus.practice.models import Supervisor

SECRET, NUMBER = "between the gateway and us", "+358401000000"
URL = "/contact/sms-reply/"


@pytest.fixture(autouse=True)
def clock():
    with travel("2026-11-20T12:00:30Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def alert(practice, settings) -> Alert:
    settings.WAGTAIL_TYONOHJAUS = {
        "SMS": {"BACKEND": "wagtail_tyonohjaus.messages.sms.MemoryBackend"},
        "SMS_REPLY_SECRET": SECRET,
        "SEND_FROM_PROCESS": False,
    }
    supervisor = make_supervisor(name="Aino", email="aino@example.com", phone=NUMBER)
    send(make_token(FormConfig(requirements={"urgency": "optional"})), urgency="crisis", supervisor=supervisor.pk)
    return Alert.objects.get(channel="sms")


def reply(text: str, number: str = NUMBER, secret: str = SECRET, age: float = 0, body: bytes | None = None):
    body = json.dumps({"from": number, "text": text}).encode() if body is None else body
    timestamp = str(int(timezone.now().timestamp() - age))
    headers = {"X-Tyonohjaus-Timestamp": timestamp, "X-Tyonohjaus-Signature": sign(secret, timestamp, body)}
    response = Client(enforce_csrf_checks=True).post(URL, body, content_type="application/json", headers=headers)
    return response.status_code, response.json()["acknowledged"]


def test_code_from_the_own_number_acknowledges(alert):
    assert reply(f"OK {alert.code}!") == (200, True)
    request = ContactRequest.objects.get()
    event = request.events.get(kind="acknowledged")
    assert (request.status, event.data) == ("in_progress", {"name": "Aino", "way": "sms"})


def test_message_contains_the_code_only_if_replies_are_accepted(alert, settings):
    texts = []
    for secret in (SECRET, ""):
        settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "SMS_REPLY_SECRET": secret}
        texts.append(render(Delivery.objects.get(channel="sms")).text)
    assert [f"or reply {alert.code}" in text for text in texts] == [True, False]
    assert Client().post(URL).status_code == 404


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("OK", NUMBER),
        ("{code}", "+358401000001"),
        ("1{code}", NUMBER),
        ("{code}", "aino@example.com"),
        ("{mail_code}", NUMBER),
    ],
)
def test_wrong_code_or_number_acknowledges_nothing(alert, text, number):
    mail_code = Alert.objects.get(channel="mail").code
    assert reply(text.format(code=alert.code, mail_code=mail_code), number) == (200, False)
    assert ContactRequest.objects.get().status == "new"


@pytest.mark.parametrize(
    ("kwargs", "status"),
    [
        ({"secret": "other"}, 403),
        ({"age": 301}, 403),
        ({"age": -301}, 403),
        ({"body": b"no JSON"}, 400),
        ({"body": b"[]"}, 400),
        ({"body": b'{"from": 1, "text": "2"}'}, 400),
        ({"body": b"\xff"}, 400),
        ({"body": b" " * 10_001}, 413),
    ],
)
def test_unsigned_old_or_unreadable_reply_is_refused(alert, kwargs, status):
    assert reply(alert.code, **kwargs) == (status, False)
    assert ContactRequest.objects.get().status == "new"


@pytest.mark.parametrize("later", [0, 60, 290])
def test_replay_is_refused(alert, clock, later):
    body = json.dumps({"from": NUMBER, "text": alert.code}).encode()
    timestamp = str(int(timezone.now().timestamp()))
    headers = {"X-Tyonohjaus-Timestamp": timestamp, "X-Tyonohjaus-Signature": sign(SECRET, timestamp, body)}
    statuses = []
    for _time in range(2):
        statuses.append(Client().post(URL, body, content_type="application/json", headers=headers).status_code)
        clock.shift(timedelta(seconds=later))
    assert statuses == [200, 403]


def test_reply_can_be_sent_again_after_an_error(alert):
    def fail(**kwargs):
        raise DatabaseError

    client = Client(raise_request_exception=False)
    body = json.dumps({"from": NUMBER, "text": alert.code}).encode()
    timestamp = str(int(timezone.now().timestamp()))
    headers = {"X-Tyonohjaus-Timestamp": timestamp, "X-Tyonohjaus-Signature": sign(SECRET, timestamp, body)}
    statuses = []
    pre_save.connect(fail, sender=RequestEvent)
    try:
        statuses.append(client.post(URL, body, content_type="application/json", headers=headers).status_code)
    finally:
        pre_save.disconnect(fail, sender=RequestEvent)
    statuses.append(client.post(URL, body, content_type="application/json", headers=headers).status_code)
    assert (statuses, ContactRequest.objects.get().status) == ([500, 200], "in_progress")


@pytest.mark.parametrize("timestamp", ["", "abc", "-1", "1e9", "９", "9" * 400])
def test_unreadable_timestamp_is_refused(alert, timestamp):
    headers = {"X-Tyonohjaus-Timestamp": timestamp, "X-Tyonohjaus-Signature": sign(SECRET, timestamp, b"{}")}
    assert Client().post(URL, b"{}", content_type="application/json", headers=headers).status_code == 403


def remove_the_turn(rota: Rota) -> None:
    DutyTurn.objects.all().delete()


def leave_the_practice(rota: Rota) -> None:
    Supervisor.objects.all().delete()


def delete_the_rota(rota: Rota) -> None:
    rota.delete()


@pytest.mark.parametrize("end", [remove_the_turn, leave_the_practice, delete_the_rota])
def test_code_is_void_when_the_person_has_left_the_rota(alert, end):
    rota = rota_of(alert)
    end(rota)
    assert reply(alert.code) == (200, False)
    assert ContactRequest.objects.get().status == "new"


def test_code_works_after_the_turn_has_ended(alert, clock):
    rota_of(alert)
    DutyTurn.objects.update(end=timezone.now() + timedelta(minutes=2))
    clock.shift(timedelta(minutes=5))
    assert reply(alert.code) == (200, True)


def rota_of(alert: Alert) -> Rota:
    """Makes the person of the alert the one on duty, as the reason for the alert."""
    rota = Rota.objects.create(site=alert.request.site, name="Crisis phone")
    now = timezone.now()
    person = Supervisor.objects.get()
    DutyTurn.objects.create(rota=rota, supervisor=person, start=now - timedelta(hours=1), end=now + timedelta(days=2))
    Alert.objects.update(rota=rota)
    return rota


def test_code_expires_after_a_day(alert, clock):
    clock.shift(timedelta(hours=24))
    assert reply(alert.code) == (200, False)
