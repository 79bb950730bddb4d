"""The page of a contact request."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_supervisor
from tests.inbox.factories import (
    make_callback,
    make_delivery,
    make_request,
    make_user,
    response_text,
)
from wagtail_tyonohjaus.contact import workflow
from wagtail_tyonohjaus.contact.choices import Status
from wagtail_tyonohjaus.contact.models import ReplyTemplate
from wagtail_tyonohjaus.practice.models import PracticeSettings

from .helpers import inbox_url

pytestmark = pytest.mark.django_db


def make_request_with_history(office, number: int):
    request = make_request(office, supervisor=make_supervisor(name=f"S{office.pk}{number}"))
    for position in range(number):
        make_callback(request, done_at=timezone.now(), done_by=make_user())
        make_delivery(request)
        workflow.add_note(request, f"Note {position}", make_user())
    request.decision = {
        "notifications": [{"to": f"user:{make_user().pk}", "channel": "mail", "reason": "R"} for _ in range(number)],
        "evaluations": [],
    }
    request.save()
    return request


def test_detail_shows_the_request(staff_client, contact_request, coordinator):
    contact_request.decision = {
        "notifications": [
            {"to": f"user:{coordinator.pk}", "channel": "mail", "reason": "Teams"},
            {"to": f"user:{coordinator.pk}", "channel": "sms", "reason": "Teams"},
            {"to": "supervisor:999", "channel": "mail", "reason": "supervisor"},
            {"to": "fallback:0", "channel": "mail", "reason": "fallback"},
        ],
        "evaluations": [{"rule": "At night", "pk": 1, "matched": False, "unmet_conditions": ["urgency", "time"]}],
    }
    contact_request.consent_text, contact_request.consent_version = "I agree.", "abc123"
    contact_request.consent_at = timezone.now()
    contact_request.message = "We are <b>seven</b>"
    contact_request.answers = [{"key": "a", "label": "From?", "value": "A friend"}]
    contact_request.save()
    page = response_text(staff_client.get(inbox_url("detail", contact_request.pk)))
    for text in (
        "Maija Virtanen",
        f'href="tel:{contact_request.phone.as_e164}"',
        "mailto:maija@example.org",
        "We are &lt;b&gt;seven&lt;/b&gt;",
        "A friend",
        "Katri Koskinen",
        "E-mail and Text message",
        "Rule “Teams”",
        "A deleted account or record",
        "No rule matched: the requested supervisor",
        "conditions not met: How urgent is it? and Time of day",
        "I agree.",
        "abc123",
    ):
        assert text in page


def test_detail_is_not_cached(staff_client, contact_request):
    assert "no-store" in staff_client.get(inbox_url("detail", contact_request.pk))["Cache-Control"]


def test_concurrent_status_change_is_rejected(contact_request, coordinator, office):
    first, second = (type(contact_request).objects.get(pk=contact_request.pk) for _ in range(2))
    workflow.set_status(first, Status.IN_PROGRESS, coordinator)
    with pytest.raises(workflow.ValidationError, match="Somebody else"):
        workflow.set_status(second, Status.CLOSED, coordinator)


def test_reply_templates_are_in_the_visitors_language(staff_client, contact_request):
    ReplyTemplate.objects.create(
        site=contact_request.site, name="Aika", language="fi", subject="Aika {reference}", text="Hei {name}"
    )
    ReplyTemplate.objects.create(site=contact_request.site, name="Tid", language="sv", subject="Tid", text="Hej")
    contact_request.visitor_language = "fi"
    contact_request.save()
    page = staff_client.get(inbox_url("detail", contact_request.pk))
    own = [reply for reply in page.context["replies"] if reply.key.startswith("own-")]
    assert [reply.name for reply in own] == ["Aika"]
    initial = (
        staff_client.get(inbox_url("detail", contact_request.pk), {"reply": own[0].key}).context["reply_form"].initial
    )
    assert initial == {"subject": f"Aika {contact_request.reference}", "text": "Hei Maija Virtanen"}


def test_greeting_without_a_name(staff_client, office):
    request = make_request(office, name="")
    text = (
        staff_client.get(inbox_url("detail", request.pk), {"reply": "offer_times"})
        .context["reply_form"]
        .initial["text"]
    )
    assert text.startswith("Hello,\n")


def test_reply_without_a_visitor_language_uses_the_sites_language(staff_client, contact_request, settings):
    settings.LANGUAGE_CODE = "fi"
    contact_request.visitor_language = ""
    contact_request.save()
    subject = staff_client.get(inbox_url("detail", contact_request.pk)).context["reply_form"].initial["subject"]
    assert subject == "Pyyntösi"


def test_detail_shows_message_types(staff_client, contact_request):
    make_delivery(contact_request, message_type="receipt")
    assert "Receipt to the visitor" in response_text(staff_client.get(inbox_url("detail", contact_request.pk)))


def test_query_count_of_the_detail_page_does_not_grow(
    staff_client, office, django_assert_num_queries, django_assert_max_num_queries
):
    short, long = make_request_with_history(office, 1), make_request_with_history(office, 30)
    staff_client.get(inbox_url("detail", short.pk))
    with django_assert_max_num_queries(40) as counted:
        staff_client.get(inbox_url("detail", short.pk))
    with django_assert_num_queries(len(counted)):
        staff_client.get(inbox_url("detail", long.pk))


def test_detail_reads_the_practice_once_however_many_replies_it_suggests(staff_client, contact_request):
    for number in range(5):
        ReplyTemplate.objects.create(site=contact_request.site, name=f"Own {number}", subject="{practice}", text="x")
    with CaptureQueriesContext(connection) as queries:
        page = staff_client.get(inbox_url("detail", contact_request.pk))
    assert len(page.context["replies"]) == 8
    assert sum(PracticeSettings._meta.db_table in query["sql"].partition("WHERE")[0] for query in queries) == 1
