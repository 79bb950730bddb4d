from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from tests.appointments.factories import STAFF, supervisor, wanted
from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.factories import (
    client_for,
    make_callback,
    make_coordinator,
    make_delivery,
    make_manager,
    make_request,
    make_supervisor_user,
    make_user,
    response_text,
)
from wagtail_tyonohjaus.appointments.holds import book
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.types import Attendee
from wagtail_tyonohjaus.contact import workflow
from wagtail_tyonohjaus.contact.choices import Status
from wagtail_tyonohjaus.contact.models import Callback, ReplyTemplate, RequestEvent
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    make_practice()
    return make_office()


@pytest.fixture
def coordinator(office):
    return make_coordinator(office, first_name="Katri", last_name="Koskinen")


@pytest.fixture
def client(coordinator):
    return client_for(coordinator)


@pytest.fixture
def request_(office):
    return make_request(office, name="Maija Virtanen", email="maija@example.org")


def url(name: str, *args) -> str:
    return reverse(f"tyonohjaus_inbox:{name}", args=args)


def events(request) -> list[tuple[str, str]]:
    return list(RequestEvent.objects.filter(request=request).values_list("kind", "text"))


def post_action(client, name: str, request, *args, **data):
    response = client.post(url(name, request.pk, *args), data)
    request.refresh_from_db()
    return response


def test_detail_shows_the_request(client, request_, coordinator):
    request_.decision = {
        "notifications": [
            {"to": f"user:{coordinator.pk}", "channel": "mail", "reason": "Teams"},
            {"to": f"user:{coordinator.pk}", "channel": "sms", "reason": "Teams"},
            {"to": "supervisor:999", "channel": "mail", "reason": "supervisor"},
            {"to": "fallback:0", "channel": "mail", "reason": "fallback"},
        ],
        "evaluations": [{"rule": "At night", "pk": 1, "matched": False, "unmet_conditions": ["urgency", "time"]}],
    }
    request_.consent_text, request_.consent_at, request_.consent_version = "I agree.", timezone.now(), "abc123"
    request_.message, request_.answers = "We are <b>seven</b>", [{"key": "a", "label": "From?", "value": "A friend"}]
    request_.save()
    page = response_text(client.get(url("detail", request_.pk)))
    for text in (
        "Maija Virtanen",
        f'href="tel:{request_.phone.as_e164}"',
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


def test_detail_is_not_cached(client, request_):
    assert "no-store" in client.get(url("detail", request_.pk))["Cache-Control"]


def test_assign_to_me_assigns_and_starts_work(client, request_, coordinator):
    post_action(client, "assign_to_me", request_)
    assert (request_.status, request_.assignee, request_.assignee_name) == (
        "in_progress",
        coordinator,
        "Katri Koskinen",
    )
    assert request_.work_started_at is not None


def test_assign_sets_and_clears_the_assignee(client, request_, office):
    colleague = make_supervisor_user([office])
    post_action(client, "assign", request_, assignee=colleague.pk)
    assert request_.assignee == colleague
    post_action(client, "assign", request_, assignee="")
    assert (request_.assignee, request_.assignee_name) == (None, "")
    assert [kind for kind, text in events(request_)] == ["created", "assigned", "assigned"]


def test_only_staff_can_be_assigned(client, request_):
    response = post_action(client, "assign", request_, assignee=make_user().pk)
    assert request_.assignee is None
    assert "assignee" in response.context["assign_form"].errors


@pytest.mark.parametrize("old", Status.values)
@pytest.mark.parametrize("new", Status.values)
def test_status_changes_only_along_the_workflow(client, office, old, new):
    request = make_request(office, status=old)
    post_action(client, "change_status", request, status=new, note="Because")
    allowed = new in workflow.TRANSITIONS[old]
    assert request.status == (new if allowed else old)
    assert events(request)[1:] == ([("status", "Because")] if allowed else [])


def test_concurrent_status_change_is_rejected(request_, coordinator, office):
    first, second = (type(request_).objects.get(pk=request_.pk) for _ in range(2))
    workflow.set_status(first, Status.IN_PROGRESS, coordinator)
    with pytest.raises(workflow.ValidationError, match="meanwhile"):
        workflow.set_status(second, Status.CLOSED, coordinator)


def test_note_is_saved_and_a_blank_note_is_rejected(client, request_):
    post_action(client, "add_note", request_, text="Called the employer")
    assert events(request_)[-1] == ("note", "Called the employer")
    response = post_action(client, "add_note", request_, text=" ")
    assert response.status_code == 200
    assert "This field is required." in response_text(response)
    assert len(events(request_)) == 2


def test_reply_is_sent_with_the_reference_and_changes_the_status(
    client, request_, coordinator, django_capture_on_commit_callbacks
):
    post_action(client, "reply", request_, subject="Hello", text="Would Monday do?")
    deliver_due()
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["maija@example.org"], f"Hello [{request_.reference}]")
    ]
    assert "Would Monday do?" in mail.outbox[0].body
    assert (request_.status, request_.assignee) == ("in_contact", coordinator)
    assert request_.answered_at is not None
    assert ("reply", "Would Monday do?") in events(request_)


def test_invalid_reply_keeps_the_entered_text(client, request_):
    response = post_action(client, "reply", request_, subject="", text="Half a sent")
    assert "Half a sent" in response_text(response)
    assert Delivery.objects.count() == 0


def test_reply_templates_are_in_the_visitors_language(client, request_):
    ReplyTemplate.objects.create(
        site=request_.site, name="Aika", language="fi", subject="Aika {reference}", text="Hei {name}"
    )
    ReplyTemplate.objects.create(site=request_.site, name="Tid", language="sv", subject="Tid", text="Hej")
    request_.visitor_language = "fi"
    request_.save()
    page = client.get(url("detail", request_.pk))
    own = [reply for reply in page.context["replies"] if reply.key.startswith("own-")]
    assert [reply.name for reply in own] == ["Aika"]
    initial = client.get(url("detail", request_.pk), {"reply": own[0].key}).context["reply_form"].initial
    assert initial == {"subject": f"Aika {request_.reference}", "text": "Hei Maija Virtanen"}


def test_greeting_without_a_name(client, office):
    request = make_request(office, name="")
    text = client.get(url("detail", request.pk), {"reply": "offer_times"}).context["reply_form"].initial["text"]
    assert text.startswith("Hello,\n")


def test_release_hold_notifies_the_recipients(client, office, coordinator):
    request = make_request(office, held_for_review=True, spam_reasons=["fast"])
    page = response_text(client.get(url("detail", request.pk)))
    assert "the form was sent faster than anybody can type" in page
    post_action(client, "release_hold", request)
    assert not request.held_for_review
    assert [kind for kind, text in events(request)] == ["created", "released"]
    assert sorted(Delivery.objects.values_list("message_type", "about")) == [
        ("receipt", request.reference),
        ("staff_notice", request.reference),
    ]
    post_action(client, "release_hold", request)
    assert Delivery.objects.count() == 2


def test_hold_with_any_spam_reason_can_be_released(client, office):
    held = make_request(office, held_for_review=True, spam_reasons=[""])
    release = url("release_hold", held.pk)
    assert release in response_text(client.get(url("detail", held.pk)))
    post_action(client, "change_status", held, status="spam")
    page = response_text(client.get(url("detail", held.pk)))
    assert (release in page, "Mark as spam" in page) == (True, False)


def test_reply_without_a_visitor_language_uses_the_sites_language(client, request_, settings):
    settings.LANGUAGE_CODE = "fi"
    request_.visitor_language = ""
    request_.save()
    subject = client.get(url("detail", request_.pk)).context["reply_form"].initial["subject"]
    assert subject == "Pyyntösi"


def test_detail_shows_message_types(client, request_):
    make_delivery(request_, message_type="receipt")
    assert "Receipt to the visitor" in response_text(client.get(url("detail", request_.pk)))


def test_unsuccessful_callback_is_planned_again(client, request_):
    call = make_callback(request_)
    post_action(client, "record_callback", request_, call.pk, outcome="no_answer", note="Voicemail full")
    next_callback = Callback.objects.open().get()
    assert next_callback.number == 2
    assert ("call", "Voicemail full") in events(request_)
    post_action(client, "record_callback", request_, next_callback.pk, outcome="reached")
    assert Callback.objects.open().count() == 0
    assert request_.status == "in_contact"
    assert request_.answered_at is not None


def test_outcome_of_a_callback_is_recorded_once(client, request_):
    call = make_callback(request_)
    for _ in range(2):
        post_action(client, "record_callback", request_, call.pk, outcome="no_answer")
    assert Callback.objects.count() == 2


def test_callback_of_another_request_returns_404(client, request_, office):
    other = make_callback(make_request(make_office(city="Turku")))
    assert post_action(client, "record_callback", request_, other.pk, outcome="reached").status_code == 404


def test_callback_redirects_to_the_page_of_the_form(client, request_):
    call = make_callback(request_)
    response = post_action(client, "record_callback", request_, call.pk, outcome="reached", next=url("callbacks"))
    assert response["Location"] == url("callbacks")
    other = make_callback(request_)
    response = post_action(
        client, "record_callback", request_, other.pk, outcome="reached", next="https://evil.example/"
    )
    assert response["Location"].startswith("/admin/")


def test_callback_can_be_planned(client, request_):
    post_action(client, "plan_callback", request_)
    assert list(request_.callbacks.values_list("number", "done_at")) == [(1, None)]


def test_callbacks_are_listed_by_their_window(client, office):
    now = timezone.now()
    spans = {"second": 5, "first": 1, "third": 9}
    for name, hours in spans.items():
        make_callback(make_request(office, name=name), due_from=now, due_until=now + timedelta(hours=hours))
    make_callback(make_request(office, name="done"), done_at=now)
    make_callback(make_request(office, name="held", held_for_review=True))
    assert [row["visitor_name"] for row in client.get(url("callbacks")).context["callbacks"]] == [
        "first",
        "second",
        "third",
    ]


def test_resend_queues_a_new_message(client, request_):
    delivery = make_delivery(request_, state="failed")
    post_action(client, "resend", request_, delivery.pk)
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["failed", "pending"]
    assert events(request_)[-1][0] == "resent"
    waiting = Delivery.objects.get(state="pending")
    post_action(client, "resend", request_, waiting.pk)
    assert Delivery.objects.count() == 2


def test_message_of_another_request_cannot_be_resent(client, request_):
    other = make_delivery(make_request(make_office(city="Turku")))
    assert post_action(client, "resend", request_, other.pk).status_code == 404


def test_view_permission_shows_no_actions(request_):
    client = client_for(make_user("", "view_contactrequest"))
    assert 'method="post" action="/admin/contact-requests' not in response_text(client.get(url("detail", request_.pk)))
    assert post_action(client, "assign_to_me", request_).status_code == 404
    assert request_.status == "new"


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


def test_query_count_of_the_detail_page_does_not_grow(
    client, office, django_assert_num_queries, django_assert_max_num_queries
):
    short, long = make_request_with_history(office, 1), make_request_with_history(office, 30)
    client.get(url("detail", short.pk))
    with django_assert_max_num_queries(40) as counted:
        client.get(url("detail", short.pk))
    with django_assert_num_queries(len(counted)):
        client.get(url("detail", long.pk))


def test_bulk_action_changes_only_permitted_requests(client, office, request_):
    mine, theirs = make_request(office), make_request(make_office(city="Turku"))
    bulk = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", "status"])
    query = "&".join(f"id={one.pk}" for one in (request_, mine, theirs))
    assert theirs.name not in response_text(client.get(f"{bulk}?{query}"))
    client.post(f"{bulk}?{query}", {"status": "closed"})
    statuses = [type(mine).objects.get(pk=one.pk).status for one in (request_, mine, theirs)]
    assert statuses == ["closed", "closed", "new"]


def test_bulk_action_on_all_applies_the_search(client, office, coordinator):
    wanted, other = make_request(office, name="Wanted"), make_request(office, name="Other")
    bulk = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", "assign"])
    client.post(f"{bulk}?id=all&q=wanted", {"assignee": coordinator.pk})
    wanted.refresh_from_db(), other.refresh_from_db()
    assert (wanted.assignee, other.assignee) == (coordinator, None)


def test_bulk_spam_reports_requests_that_could_not_be_changed(client, office):
    new, agreed = make_request(office), make_request(office, status="agreed")
    bulk = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", "spam"])
    response = client.post(f"{bulk}?id={new.pk}&id={agreed.pk}&id=rubbish&id=²", follow=True)
    new.refresh_from_db(), agreed.refresh_from_db()
    assert (new.status, agreed.status) == ("spam", "agreed")
    assert agreed.reference in response_text(response)


def test_bulk_action_requires_permission(request_):
    bulk = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", "spam"])
    client_for(make_user()).post(f"{bulk}?id={request_.pk}")
    request_.refresh_from_db()
    assert request_.status == "new"


def test_personal_data_is_found_exported_and_erased(request_):
    make_delivery(request_)
    client, person = client_for(make_manager()), {"email": "maija@example.org"}
    results = client.post(url("personal_data"), {**person, "operation": "find"})
    assert request_.reference in response_text(results)
    assert (
        client.post(url("personal_data"), {**person, "operation": "json"}).json()["requests"][0]["name"]
        == "Maija Virtanen"
    )
    assert "Maija Virtanen" in response_text(client.post(url("personal_data"), {**person, "operation": "text"}))
    assert "Tick this box" in response_text(client.post(url("personal_data"), {**person, "operation": "erase"}))
    assert type(request_).objects.count() == 1
    client.post(url("personal_data"), {**person, "operation": "erase", "confirm": "on"})
    assert type(request_).objects.count() == 0
    assert Delivery.objects.count() == 0


def test_personal_data_is_limited_to_the_managers_site(request_):
    there = make_request(site=make_practice(make_site("other.example")).site, email=request_.email)
    elsewhere = supervisor(site=there.site)
    make_delivery(request_), make_delivery(there)
    book(wanted(elsewhere), Attendee(name="Maija", email=request_.email), actor=STAFF)
    client, person = client_for(make_manager(request_.site)), {"email": request_.email}
    exported = client.post(url("personal_data"), {**person, "operation": "json"}).json()
    assert ([row["reference"] for row in exported["requests"]], exported["sessions"]) == ([request_.reference], [])
    assert [row["about"] for row in exported["messages"]] == [request_.reference]
    client.post(url("personal_data"), {**person, "operation": "erase", "confirm": "on"})
    assert list(type(request_).objects.all()) == [there]
    assert not Delivery.objects.filter(about=request_.reference).exists()
    assert Delivery.objects.filter(about=there.reference).count() == 1
    assert Session.objects.get().email == request_.email


def test_personal_data_requires_the_delete_permission(request_):
    client = client_for(make_manager(request_.site, ["change_contactrequest"]))
    assert client.post(url("personal_data"), {"email": request_.email, "operation": "json"}).status_code == 302
    assert url("personal_data") not in response_text(client.get(url("detail", request_.pk)))


def test_personal_data_requires_a_search_term(request_):
    response = client_for(make_manager()).post(url("personal_data"), {"operation": "erase", "confirm": "on"})
    assert "Enter an e-mail address, a telephone number or a reference." in response_text(response)
    assert type(request_).objects.count() == 1


def test_personal_data_is_not_available_to_coordinators(client, request_):
    assert client.post(url("personal_data"), {"email": "maija@example.org", "operation": "json"}).status_code == 302
