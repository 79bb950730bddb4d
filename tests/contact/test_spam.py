"""Evidence cases 14, 16 and 19: suspicion holds, drops nothing, tells no lie."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client, RequestFactory

from wagtail_tyonohjaus.contact import escalation
from wagtail_tyonohjaus.contact.callbacks import record_callback
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.form.standard_fields import HONEYPOT
from wagtail_tyonohjaus.contact.models import ContactRequest, RateBucket, RoutingRule
from wagtail_tyonohjaus.contact.rate_limits.counters import (
    bucket_key,
    count_event,
    exceeds_limit,
    purge_expired_buckets,
)
from wagtail_tyonohjaus.contact.rate_limits.networks import network_of
from wagtail_tyonohjaus.contact.workflow import release, set_status
from wagtail_tyonohjaus.inbox.event_texts import spam_reason_text
from wagtail_tyonohjaus.messages.models import Delivery

from .helpers import filled, make_token, post, send

pytestmark = pytest.mark.usefixtures("practice")
MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


class WordCheck:
    labels = {"words": "it names a casino"}

    def spam_reasons(self, given):
        return ["words"] if "casino" in given.cleaned.get("message", "") else []


class BrokenCheck:
    def spam_reasons(self, given):
        raise RuntimeError(given.cleaned["email"])


def kinds(request: ContactRequest) -> list[str]:
    return sorted(Delivery.objects.filter(about=request.reference).values_list("message_type", flat=True))


def test_filled_honeypot_holds_the_request_with_the_usual_receipt():
    request = send(**{HONEYPOT: "autofill"})
    assert (request.held_for_review, request.spam_reasons, kinds(request)) == (True, ["honeypot"], [])
    good = send(name="Other")
    page, other = (Client().get(row.receipt_url).content.decode() for row in (request, good))
    assert page.replace(request.reference, "") == other.replace(good.reference, "")


def test_form_that_is_sent_too_fast_is_held():
    assert send(make_token(age=0)).spam_reasons == ["fast"]


def test_suspicious_crisis_request_is_not_held():
    config = FormConfig(requirements={"urgency": "optional"})
    stored = send(make_token(config, age=0), urgency="crisis")
    assert (stored.held_for_review, stored.spam_reasons, kinds(stored)) == (
        False,
        ["fast"],
        ["alert"],
    )


def test_submissions_over_the_rate_limit_are_held(settings):
    settings.WAGTAIL_TYONOHJAUS = {"SUBMISSIONS_PER_HOUR": 2}
    stored = [send(name=f"Visitor {number}") for number in range(4)]
    assert [row.held_for_review for row in stored] == [False, False, True, True]


def test_failing_spam_check_of_the_site_is_ignored_and_logged_without_what_it_says(settings, caplog):
    here = "tests.contact.test_spam."
    settings.WAGTAIL_TYONOHJAUS = {"SPAM_CHECKS": [here + "BrokenCheck", here + "WordCheck"]}
    request = send(message="casino")
    assert request.spam_reasons == ["words"]
    assert send(message="supervision").spam_reasons == []
    assert [line.splitlines()[0] for line in caplog.messages] == [
        "The spam check BrokenCheck failed (RuntimeError)."
    ] * 2
    assert request.email not in caplog.text


@pytest.mark.parametrize("moment", ["2026-11-27T10:00:00.400Z", "2026-11-27T10:00:00.600Z"])
def test_no_form_is_too_fast_without_a_minimum(settings, moment):
    settings.WAGTAIL_TYONOHJAUS = {"FORM_MIN_SECONDS": 0}
    with time_machine.travel(moment, tick=False):  # tokens round to a second, up or down
        assert send(make_token(age=0)).spam_reasons == []


def test_released_request_notifies_its_recipients(admin_user):
    request = send(make_token(age=0))
    release(request, admin_user)
    request.refresh_from_db()
    assert (request.held_for_review, kinds(request)) == (False, ["receipt", "staff_notice"])
    release(request, admin_user)
    assert kinds(request) == ["receipt", "staff_notice"]


def test_released_request_is_routed_by_the_current_rules(admin_user, django_user_model):
    request = send(make_token(age=0))
    colleague = django_user_model.objects.create_user("colleague", "colleague@example.com", "x")
    rule = RoutingRule.objects.create(site=request.site, name="New rule")
    rule.to_users.add(colleague)
    release(request, admin_user)
    request.refresh_from_db()
    assert list(request.recipients.all()) == [colleague]
    assert {notification["reason"] for notification in request.decision["notifications"]} == {"New rule"}


def test_response_time_of_a_released_request_starts_again(admin_user):
    request = send(make_token(age=0))
    due = request.due_at
    with time_machine.travel(due + timedelta(days=3), tick=False):
        release(request, admin_user)
        request.refresh_from_db()
        assert (request.is_overdue, request.due_at > due + timedelta(days=3)) == (False, True)


def test_released_request_gets_a_reminder_after_a_review_request(admin_user):
    request = send(make_token(age=0))
    with time_machine.travel(MORNING, tick=False):
        escalation.run(MORNING)
        release(request, admin_user)
    escalation.run(MORNING + timedelta(days=1, minutes=1))
    deliveries = Delivery.objects.filter(message_type__in=["review", "reminder", "escalation"]).order_by("pk")
    assert [row.message_type for row in deliveries] == ["review", "reminder"]


def test_callbacks_of_released_spam_are_reopened(admin_user):
    request = send(make_token(age=0), preferred_contact="call", phone="040 1234567")
    set_status(request, "spam", admin_user)
    assert request.callbacks.open().count() == 0
    release(request, admin_user)
    assert request.callbacks.open().count() == 1


def test_completed_callback_stays_completed_on_reopening(admin_user):
    request = send(preferred_contact="call", phone="040 1234567")
    record_callback(request.callbacks.get(), "reached", admin_user)
    for status in ("closed", "in_progress"):
        set_status(request, status, admin_user)
    assert request.callbacks.open().count() == 0


def test_labels_of_a_spam_check_of_the_site_are_displayed(settings):
    settings.WAGTAIL_TYONOHJAUS = {"SPAM_CHECKS": ["tests.contact.test_spam.WordCheck"]}
    assert spam_reason_text(["words", "fast"]) == "it names a casino and the form was sent faster than anybody can type"


def test_review_is_requested_once_an_hour():
    for number in range(3):
        send(make_token(age=0), name=f"Visitor {number}")
    assert escalation.request_reviews(MORNING) == 1
    send(make_token(age=0), name="Late")
    now = Delivery.objects.get(message_type="review").created_at
    assert escalation.request_reviews(now + timedelta(minutes=30)) == 0
    assert escalation.request_reviews(now + timedelta(minutes=61)) == 1
    assert Delivery.objects.filter(message_type="review").count() == 2


# Evidence case 14


def test_receipt_quotes_nothing_and_is_sent_once_an_hour():
    first = send(name="Buy http://spam.example", message="Buy http://spam.example")
    receipt = Delivery.objects.get(message_type="receipt")
    assert "spam.example" not in str(receipt.context)
    second = send(name="Another")
    assert (kinds(first), kinds(second)) == (["receipt", "staff_notice"], ["staff_notice"])


def test_recipients_never_come_from_the_submission():
    post(filled(to="evil@example.com", to_email_addresses="evil@example.com", recipient="evil@example.com"))
    assert set(Delivery.objects.values_list("address", flat=True)) == {"maija@example.org", "practice@example.com"}


# Evidence case 19


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "network"),
    [
        (0, "192.0.2.7", "203.0.113.9", "192.0.2.0/24"),
        (1, "10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.0/24"),
        (2, "10.0.0.1", "203.0.113.9, 198.51.100.1", "203.0.113.0/24"),
        (1, "192.0.2.7", "", "192.0.2.0/24"),
        (1, "10.0.0.1", "203.0.113.9:51234", "203.0.113.0/24"),
        (1, "10.0.0.1", "[2001:db8:1:2:3::4]:51234", "2001:db8:1:2::/64"),
        (1, "10.0.0.1", "[2001:db8:1:2:3::4]", "2001:db8:1:2::/64"),
        (1, "10.0.0.1", '"[2001:db8:1:2::9]:80"', "2001:db8:1:2::/64"),
        (1, "10.0.0.1", "[::ffff:203.0.113.9]:443", "203.0.113.0/24"),
        (1, "10.0.0.1", "fe80::1%eth0", "fe80::/64"),
        (1, "10.0.0.1", "not an address", "unreadable"),
        (1, "10.0.0.1", "unknown", "unreadable"),
        (1, "10.0.0.1", "203.0.113.9:port", "unreadable"),
        (1, "10.0.0.1", "[203.0.113.9", "unreadable"),
        (1, "10.0.0.1", "203.0.113.9, ", "unreadable"),
        (0, "2001:db8:1:2:3::4", "", "2001:db8:1:2::/64"),
        (0, "::ffff:192.0.2.7", "", "192.0.2.0/24"),
        (0, "", "", "unreadable"),
    ],
)
def test_network_is_read_from_trusted_proxies_only(settings, proxies, remote, forwarded, network):
    settings.WAGTAIL_TYONOHJAUS = {"TRUSTED_PROXY_COUNT": proxies}
    request = RequestFactory().post("/", REMOTE_ADDR=remote)
    if forwarded:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    assert network_of(request) == network


def test_visitors_whose_network_is_unreadable_are_counted_together(settings):
    settings.WAGTAIL_TYONOHJAUS = {"TRUSTED_PROXY_COUNT": 1, "SUBMISSIONS_PER_HOUR": 2}
    for number, forwarded in enumerate(("garbage", "unknown", "203.0.113.9:port", "203.0.113.900")):
        headers = {"sec-fetch-site": "same-origin", "x-forwarded-for": forwarded}
        assert post(filled(name=f"Visitor {number}"), **headers).status_code == 303
    held = ContactRequest.objects.order_by("pk").values_list("held_for_review", flat=True)
    assert list(held) == [False, False, True, True]


def test_rate_bucket_is_anonymous_and_hourly():
    assert [count_event("192.0.2.0/24", MORNING) for _ in range(3)] == [1, 2, 3]
    assert count_event("192.0.2.0/24", MORNING + timedelta(hours=1)) == 1
    keys = {bucket_key("192.0.2.0/24", MORNING + timedelta(days=day)) for day in range(3)}
    assert len(keys) == 3
    assert all(len(bytes.fromhex(row.key)) == 32 for row in RateBucket.objects.all())
    assert list(purge_expired_buckets(MORNING + timedelta(days=1))) == [2]


def test_limit_counts_the_events_of_a_clock_hour():
    assert [exceeds_limit("192.0.2.0/24", 2, MORNING) for _ in range(4)] == [False, False, True, True]
    assert count_event("192.0.2.0/24", MORNING) == 5
    assert not exceeds_limit("192.0.2.0/24", 2, MORNING + timedelta(hours=1))
    assert exceeds_limit("198.51.100.0/24", 0, MORNING)


@pytest.mark.parametrize("status", ["in_progress", "in_contact", "agreed"])
def test_status_change_to_work_releases_the_hold(status, admin_user):
    request = send(make_token(age=0))
    set_status(request, status, admin_user)
    request.refresh_from_db()
    assert (request.held_for_review, request.status, kinds(request)) == (False, status, ["receipt", "staff_notice"])


def test_held_request_that_is_ended_notifies_nobody(admin_user):
    for number, status in enumerate(("closed", "spam")):
        request = send(make_token(age=0), name=f"Visitor {number}")
        set_status(request, status, admin_user)
        assert (request.status, kinds(request)) == (status, [])
