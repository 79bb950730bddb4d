"""Channels, messages, text messages, spam checks and busy sources of the project."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from harbour.busy import add_leave
from harbour.models import Pager

from tests.appointments.factories import helsinki, make_first_request
from tests.contact.helpers import make_token, send
from tests.inbox.factories import client_for, make_manager, make_user
from wagtail_tyonohjaus.availability.free import epoch_seconds, free_slots
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.routing.ruleset import load_rule_set
from wagtail_tyonohjaus.contact.rule_models import RoutingRule
from wagtail_tyonohjaus.inbox.event_texts import spam_reason_text
from wagtail_tyonohjaus.inbox.links import detail_url
from wagtail_tyonohjaus.messages.channels import (
    DeliveryChannel,
    addressing_channels,
    register_channel,
    unregister_channel,
)
from wagtail_tyonohjaus.messages.message_types import message_type_label
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.practice.models import Supervisor

CRISIS = FormConfig(requirements={"urgency": "optional"})


class Provider(BaseHTTPRequestHandler):
    status = 200
    bodies: list[bytes] = []

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    Provider.bodies, Provider.status = [], 200
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.django_db(transaction=True)
def test_crisis_request_is_sent_by_the_channel_of_the_project(practice, settings, provider):
    settings.PAGER_URL = provider
    request = send(make_token(CRISIS), urgency="crisis")
    deliver_due()
    row = Delivery.objects.get(channel="pager")
    [body] = map(json.loads, Provider.bodies)
    text = f"Harbour Supervision: crisis request {request.reference}\n"
    assert (row.state, row.about) == ("sent", request.reference)
    assert body == {"pager": "4711", "text": text, "id": row.message_id}
    assert message_type_label("crisis_page") == "Page to the person on duty"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("status", "state"), [(400, "failed"), (None, "pending")])
def test_failure_of_the_channel_is_handled_like_others(practice, settings, provider, status, state):
    settings.PAGER_URL = provider if status else "http://127.0.0.1:1/"
    Provider.status = status
    row = enqueue(Message("crisis_page", practice.site), Recipient("4711", channel="pager"))
    deliver_due()
    row.refresh_from_db()
    assert (row.state, row.fallbacks.count()) == (state, int(state == "failed"))


@pytest.mark.django_db(transaction=True)
def test_delivery_by_a_channel_that_was_removed_goes_to_the_fallback_recipients(practice):
    row = enqueue(Message("crisis_page", practice.site), Recipient("4711", channel="gone"))
    deliver_due()
    row.refresh_from_db()
    assert (row.state, row.fallbacks.get().channel) == ("failed", "mail")


def test_channel_that_can_not_be_reached_does_not_stop_others(practice, settings):
    settings.PAGER_URL = "http://127.0.0.1:1/"
    for number in range(5):
        enqueue(Message("crisis_page", practice.site), Recipient(str(number), channel="pager"))
    enqueue(Message("crisis_page", practice.site), Recipient("aino@example.com"))
    deliver_due()
    assert [message.to for message in mail.outbox] == [["aino@example.com"]]
    assert Delivery.objects.filter(channel="pager", attempts=1).count() == 3


@pytest.mark.parametrize("name", ["pigeon_post", "Pager", ""])
def test_channel_with_an_invalid_name_is_refused(name):
    with pytest.raises(ImproperlyConfigured):
        register_channel(DeliveryChannel(name, lambda delivery: None))
    unregister_channel(name)


@pytest.fixture
def pager_rule(practice):
    """A rule with the channel of the project, for one user who has a pager and one who has none."""
    with_pager, without = make_user(), make_user("bo")
    Pager.objects.create(user=with_pager, number="0815")
    rule = RoutingRule.objects.create(site=practice.site, name="Page", channels=["pager"])
    rule.to_users.set([with_pager, without])
    return rule


def notices() -> set[tuple[str, str]]:
    return set(Delivery.objects.filter(message_type="staff_notice").values_list("channel", "address"))


@pytest.mark.django_db(transaction=True)
def test_rule_notifies_by_the_channel_of_the_project(practice, settings, provider, pager_rule):
    settings.PAGER_URL = provider
    request = send()
    assert notices() == {("pager", "0815"), ("mail", "bo@staff.example")}
    deliver_due()
    [body] = map(json.loads, Provider.bodies)
    assert (body["pager"], request.reference in body["text"]) == ("0815", True)


def test_channel_of_the_project_is_named_in_the_admin(practice, pager_rule):
    client = client_for(make_manager())
    request = send()
    preview = client.get(reverse("tyonohjaus_routing:routing_preview"), {"language": "fi"}).content.decode()
    detail = client.get(detail_url(request)).content.decode()
    log = client.get(reverse("tyonohjaus_log:index"), {"channel": "pager"})
    assert ("Pager, 0815" in preview, detail.count("Pager") >= 2) == (True, True)
    assert [row.address for row in log.context["object_list"]] == ["0815"]


def test_queries_for_addresses_do_not_grow_with_recipients(practice, pager_rule, django_assert_num_queries):
    counts = []
    for number in (0, 30):
        users = [make_user() for each in range(number)]
        Pager.objects.bulk_create(Pager(user=user, number=str(user.pk)) for user in users)
        pager_rule.to_users.add(*users)
        with CaptureQueriesContext(connection) as queries:
            load_rule_set(practice, timezone.now())
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "addresses", [lambda recipients: 1 / 0, lambda recipients: dict.fromkeys(recipients, "9" * 255)]
)
def test_recipients_whose_address_is_not_known_get_an_email(practice, pager_rule, addresses, caplog):
    registered = {channel.name: channel for channel in addressing_channels()}["pager"]
    register_channel(replace(registered, addresses=addresses))
    try:
        send()
    finally:
        register_channel(registered)
    assert {channel for channel, _address in notices()} == {"mail"}
    assert "The addresses of the channel pager failed" in caplog.text


def test_rule_with_a_channel_that_was_removed_notifies_by_email_and_says_so(practice, pager_rule):
    registered = {channel.name: channel for channel in addressing_channels()}["pager"]
    unregister_channel("pager")
    try:
        pager_rule.save()
        send()
        edit = reverse(pager_rule.snippet_viewset.get_url_name("edit"), args=[pager_rule.pk])
        client = client_for(make_manager())
        form = client.get(edit).context["form"]
        errors = client.post(edit, {"name": "Page", "channels": ["pager"]}).context["form"].errors["channels"]
    finally:
        register_channel(registered)
    pager_rule.refresh_from_db()
    assert (pager_rule.channels, {channel for channel, _address in notices()}) == (["pager"], {"mail"})
    assert ("pager", "pager (no longer available)") in form.fields["channels"].choices
    assert errors == ["Select a valid choice. pager is not one of the available choices."]


def test_receipt_has_the_subject_of_the_project(practice):
    request = send()
    deliver_due()
    receipt = next(message for message in mail.outbox if message.to == ["maija@example.org"])
    assert receipt.subject == f"Welcome aboard: your request {request.reference}"


def test_text_message_is_sent_by_the_back_end_of_the_project(practice, settings, provider):
    settings.WAGTAIL_TYONOHJAUS = {"SMS": {"BACKEND": "harbour.sms.CarrierBackend", "OPTIONS": {"url": provider}}}
    context = {"reference": "TO-7K3M-9QXD", "link": "https://example.com/r"}
    enqueue(Message("staff_notice", practice.site, context=context), Recipient("+358401234567", channel="sms"))
    deliver_due()
    [fields] = (parse_qs(body.decode()) for body in Provider.bodies)
    assert (fields["msisdn"], "TO-7K3M-9QXD" in fields["body"][0]) == (["+358401234567"], True)


def test_spam_check_of_the_project_holds_a_request(practice):
    request = send(message="http://a http://b http://c")
    assert (request.held_for_review, request.spam_reasons) == (True, ["links"])
    assert spam_reason_text(["links"]) == "it has more than two links"


def test_leave_of_the_project_is_busy_time(db, clock):
    supervisor = make_first_request().supervisor
    monday = {
        "since": epoch_seconds(helsinki("2026-01-12 00:00")),
        "until": epoch_seconds(helsinki("2026-01-13 00:00")),
    }
    first = [free_slots([supervisor.pk], **monday)[supervisor.pk][0].start]
    add_leave(supervisor, helsinki("2026-01-12 09:00"), helsinki("2026-01-12 12:00"))
    first.append(free_slots([supervisor.pk], **monday)[supervisor.pk][0].start)
    assert first == [epoch_seconds(helsinki("2026-01-12 09:00")), epoch_seconds(helsinki("2026-01-12 12:00"))]
    assert Supervisor.objects.get().revision > supervisor.revision
