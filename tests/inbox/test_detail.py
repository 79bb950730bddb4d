from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from tests.appointments.factories import STAFF, supervisor, wanted
from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.factories import (
    body,
    logged_in,
    make_call,
    make_coordinator,
    make_delivery,
    make_manager,
    make_request,
    make_supervisor_user,
    make_user,
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
    return logged_in(coordinator)


@pytest.fixture
def request_(office):
    return make_request(office, name="Maija Virtanen", email="maija@example.org")


def url(name: str, *args) -> str:
    return reverse(f"tyonohjaus_inbox:{name}", args=args)


def events(request) -> list[tuple[str, str]]:
    return list(RequestEvent.objects.filter(request=request).values_list("kind", "text"))


def act(client, name: str, request, *args, **data):
    response = client.post(url(name, request.pk, *args), data)
    request.refresh_from_db()
    return response


def test_detail_shows_what_is_known(client, request_, coordinator):
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
    page = body(client.get(url("detail", request_.pk)))
    for text in (
        "Maija Virtanen",
        f'href="tel:{request_.phone.as_e164}"',
        "mailto:maija@example.org",
        "We are &lt;b&gt;seven&lt;/b&gt;",
        "A friend",
        "Katri Koskinen",
        "E-mail and Text message",
        "Rule “Teams”",
        "Somebody who is no longer here",
        "No rule matched: the supervisor that was asked for",
        "did not fit: How urgent is it? and Time of day",
        "I agree.",
        "abc123",
    ):
        assert text in page


def test_detail_is_kept_by_nobody_on_the_way(client, request_):
    assert "no-store" in client.get(url("detail", request_.pk))["Cache-Control"]


def test_taking_assigns_and_moves_on(client, request_, coordinator):
    act(client, "take", request_)
    assert (request_.status, request_.assignee, request_.assignee_name) == (
        "in_progress",
        coordinator,
        "Katri Koskinen",
    )
    assert request_.work_started_at is not None


def test_assigning_gives_and_takes_back(client, request_, office):
    colleague = make_supervisor_user([office])
    act(client, "assign", request_, assignee=colleague.pk)
    assert request_.assignee == colleague
    act(client, "assign", request_, assignee="")
    assert (request_.assignee, request_.assignee_name) == (None, "")
    assert [kind for kind, text in events(request_)] == ["created", "assigned", "assigned"]


def test_nobody_from_outside_can_be_assigned(client, request_):
    response = act(client, "assign", request_, assignee=make_user().pk)
    assert request_.assignee is None
    assert "assignee" in response.context["assign_form"].errors


@pytest.mark.parametrize("old", Status.values)
@pytest.mark.parametrize("new", Status.values)
def test_status_goes_only_where_the_workflow_leads(client, office, old, new):
    request = make_request(office, status=old)
    act(client, "status", request, status=new, note="Because")
    allowed = new in workflow.TRANSITIONS[old]
    assert request.status == (new if allowed else old)
    assert events(request)[1:] == ([("status", "Because")] if allowed else [])


def test_status_that_somebody_changed_meanwhile_stays(request_, coordinator, office):
    first, second = (type(request_).objects.get(pk=request_.pk) for _ in range(2))
    workflow.set_status(first, Status.IN_PROGRESS, coordinator)
    with pytest.raises(workflow.ValidationError, match="meanwhile"):
        workflow.set_status(second, Status.CLOSED, coordinator)


def test_note_is_kept_and_a_blank_one_is_shown_again(client, request_):
    act(client, "note", request_, text="Called the employer")
    assert events(request_)[-1] == ("note", "Called the employer")
    response = act(client, "note", request_, text=" ")
    assert response.status_code == 200
    assert "This field is required." in body(response)
    assert len(events(request_)) == 2


def test_reply_leaves_with_the_reference_and_moves_on(
    client, request_, coordinator, django_capture_on_commit_callbacks
):
    act(client, "reply", request_, subject="Hello", text="Would Monday do?")
    deliver_due()
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["maija@example.org"], f"Hello [{request_.reference}]")
    ]
    assert "Would Monday do?" in mail.outbox[0].body
    assert (request_.status, request_.assignee) == ("in_contact", coordinator)
    assert request_.answered_at is not None
    assert ("reply", "Would Monday do?") in events(request_)


def test_reply_that_is_not_ready_keeps_what_was_typed(client, request_):
    response = act(client, "reply", request_, subject="", text="Half a sent")
    assert "Half a sent" in body(response)
    assert Delivery.objects.count() == 0


def test_reply_starts_from_a_text_in_the_visitors_language(client, request_):
    ReplyTemplate.objects.create(
        site=request_.site, name="Aika", language="fi", subject="Aika {reference}", text="Hei {name}"
    )
    ReplyTemplate.objects.create(site=request_.site, name="Tid", language="sv", subject="Tid", text="Hej")
    request_.visitor_language = "fi"
    request_.save()
    page = client.get(url("detail", request_.pk))
    own = [reply for reply in page.context["replies"] if reply.key.startswith("own-")]
    assert [reply.name for reply in own] == ["Aika"]
    chosen = client.get(url("detail", request_.pk), {"reply": own[0].key}).context["reply_form"].initial
    assert chosen == {"subject": f"Aika {request_.reference}", "text": "Hei Maija Virtanen"}


def test_text_greets_nobody_without_a_name(client, office):
    request = make_request(office, name="")
    text = client.get(url("detail", request.pk), {"reply": "offer_times"}).context["reply_form"].initial["text"]
    assert text.startswith("Hello,\n")


def test_release_tells_those_whom_routing_chooses(client, office, coordinator):
    request = make_request(office, held_for_review=True, spam_reasons=["fast"])
    page = body(client.get(url("detail", request.pk)))
    assert "it was sent faster than anybody types" in page
    act(client, "release", request)
    assert not request.held_for_review
    assert [kind for kind, text in events(request)] == ["created", "released"]
    assert sorted(Delivery.objects.values_list("message_type", "about")) == [
        ("receipt", request.reference),
        ("staff_notice", request.reference),
    ]
    act(client, "release", request)
    assert Delivery.objects.count() == 2


def test_held_request_can_be_released_whatever_held_it(client, office):
    held = make_request(office, held_for_review=True, spam_reasons=[""])
    release = url("release", held.pk)
    assert release in body(client.get(url("detail", held.pk)))
    act(client, "status", held, status="spam")
    page = body(client.get(url("detail", held.pk)))
    assert (release in page, "It is spam" in page) == (True, False)


def test_reply_to_a_visitor_of_no_known_language_is_in_the_sites(client, request_, settings):
    settings.LANGUAGE_CODE = "fi"
    request_.visitor_language = ""
    request_.save()
    subject = client.get(url("detail", request_.pk)).context["reply_form"].initial["subject"]
    assert subject == "Pyyntösi"


def test_detail_names_each_message(client, request_):
    make_delivery(request_, message_type="receipt")
    assert "Receipt to the visitor" in body(client.get(url("detail", request_.pk)))


def test_call_in_vain_comes_back_and_a_call_that_reached_does_not(client, request_):
    call = make_call(request_)
    act(client, "call", request_, call.pk, outcome="no_answer", note="Voicemail full")
    again = Callback.objects.open().get()
    assert again.number == 2
    assert ("call", "Voicemail full") in events(request_)
    act(client, "call", request_, again.pk, outcome="reached")
    assert Callback.objects.open().count() == 0
    assert request_.status == "in_contact"
    assert request_.answered_at is not None


def test_call_is_ticked_off_once(client, request_):
    call = make_call(request_)
    for _ in range(2):
        act(client, "call", request_, call.pk, outcome="no_answer")
    assert Callback.objects.count() == 2


def test_call_of_another_request_is_none_of_this_one(client, request_, office):
    other = make_call(make_request(make_office(city="Turku")))
    assert act(client, "call", request_, other.pk, outcome="reached").status_code == 404


def test_call_goes_back_to_the_list_it_was_ticked_off_in(client, request_):
    call = make_call(request_)
    response = act(client, "call", request_, call.pk, outcome="reached", next=url("calls"))
    assert response["Location"] == url("calls")
    other = make_call(request_)
    response = act(client, "call", request_, other.pk, outcome="reached", next="https://evil.example/")
    assert response["Location"].startswith("/admin/")


def test_call_can_be_planned(client, request_):
    act(client, "plan_callback", request_)
    assert list(request_.callbacks.values_list("number", "done_at")) == [(1, None)]


def test_calls_are_listed_by_their_window(client, office):
    now = timezone.now()
    spans = {"second": 5, "first": 1, "third": 9}
    for name, hours in spans.items():
        make_call(make_request(office, name=name), due_from=now, due_until=now + timedelta(hours=hours))
    make_call(make_request(office, name="done"), done_at=now)
    make_call(make_request(office, name="held", held_for_review=True))
    assert [row["who"] for row in client.get(url("calls")).context["calls"]] == ["first", "second", "third"]


def test_message_is_sent_again_as_a_new_one(client, request_):
    delivery = make_delivery(request_, state="failed")
    act(client, "resend", request_, delivery.pk)
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["failed", "pending"]
    assert events(request_)[-1][0] == "resent"
    waiting = Delivery.objects.get(state="pending")
    act(client, "resend", request_, waiting.pk)
    assert Delivery.objects.count() == 2


def test_message_of_another_request_is_not_sent(client, request_):
    other = make_delivery(make_request(make_office(city="Turku")))
    assert act(client, "resend", request_, other.pk).status_code == 404


def test_reader_may_look_and_nothing_else(request_):
    client = logged_in(make_user("", "view_contactrequest"))
    assert 'method="post" action="/admin/contact-requests' not in body(client.get(url("detail", request_.pk)))
    assert act(client, "take", request_).status_code == 404
    assert request_.status == "new"


def busy_request(office, number: int):
    request = make_request(office, supervisor=make_supervisor(name=f"S{office.pk}{number}"))
    for position in range(number):
        make_call(request, done_at=timezone.now(), done_by=make_user())
        make_delivery(request)
        workflow.add_note(request, f"Note {position}", make_user())
    request.decision = {
        "notifications": [{"to": f"user:{make_user().pk}", "channel": "mail", "reason": "R"} for _ in range(number)],
        "evaluations": [],
    }
    request.save()
    return request


def test_detail_takes_as_many_queries_for_thirty_of_all_as_for_one(
    client, office, django_assert_num_queries, django_assert_max_num_queries
):
    short, long = busy_request(office, 1), busy_request(office, 30)
    client.get(url("detail", short.pk))
    with django_assert_max_num_queries(40) as counted:
        client.get(url("detail", short.pk))
    with django_assert_num_queries(len(counted)):
        client.get(url("detail", long.pk))


def test_bulk_actions_change_what_may_be_changed_and_nothing_else(client, office, request_):
    mine, theirs = make_request(office), make_request(make_office(city="Turku"))
    bulk = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", "status"])
    query = "&".join(f"id={one.pk}" for one in (request_, mine, theirs))
    assert theirs.name not in body(client.get(f"{bulk}?{query}"))
    client.post(f"{bulk}?{query}", {"status": "closed"})
    statuses = [type(mine).objects.get(pk=one.pk).status for one in (request_, mine, theirs)]
    assert statuses == ["closed", "closed", "new"]


def test_bulk_action_on_all_keeps_to_the_list(client, office, coordinator):
    wanted, other = make_request(office, name="Wanted"), make_request(office, name="Other")
    bulk = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", "assign"])
    client.post(f"{bulk}?id=all&q=wanted", {"assignee": coordinator.pk})
    wanted.refresh_from_db(), other.refresh_from_db()
    assert (wanted.assignee, other.assignee) == (coordinator, None)


def test_bulk_spam_says_which_could_not_be_changed(client, office):
    new, agreed = make_request(office), make_request(office, status="agreed")
    bulk = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", "spam"])
    response = client.post(f"{bulk}?id={new.pk}&id={agreed.pk}&id=rubbish&id=²", follow=True)
    new.refresh_from_db(), agreed.refresh_from_db()
    assert (new.status, agreed.status) == ("spam", "agreed")
    assert agreed.reference in body(response)


def test_bulk_action_is_not_for_those_without_requests(request_):
    bulk = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", "spam"])
    logged_in(make_user()).post(f"{bulk}?id={request_.pk}")
    request_.refresh_from_db()
    assert request_.status == "new"


def test_persons_data_is_found_handed_over_and_removed(request_):
    make_delivery(request_)
    client, person = logged_in(make_manager()), {"email": "maija@example.org"}
    found = client.post(url("person"), {**person, "wish": "find"})
    assert request_.reference in body(found)
    assert client.post(url("person"), {**person, "wish": "json"}).json()["requests"][0]["name"] == "Maija Virtanen"
    assert "Maija Virtanen" in body(client.post(url("person"), {**person, "wish": "text"}))
    assert "Tick this box" in body(client.post(url("person"), {**person, "wish": "erase"}))
    assert type(request_).objects.count() == 1
    client.post(url("person"), {**person, "wish": "erase", "sure": "on"})
    assert type(request_).objects.count() == 0
    assert Delivery.objects.count() == 0


def test_persons_data_of_one_sites_manager_stops_at_that_site(request_):
    there = make_request(site=make_practice(make_site("other.example")).site, email=request_.email)
    elsewhere = supervisor(site=there.site)
    make_delivery(request_), make_delivery(there)
    book(wanted(elsewhere), Attendee(name="Maija", email=request_.email), actor=STAFF)
    client, person = logged_in(make_manager(request_.site)), {"email": request_.email}
    handed = client.post(url("person"), {**person, "wish": "json"}).json()
    assert ([row["reference"] for row in handed["requests"]], handed["sessions"]) == ([request_.reference], [])
    assert [row["about"] for row in handed["messages"]] == [request_.reference]
    client.post(url("person"), {**person, "wish": "erase", "sure": "on"})
    assert list(type(request_).objects.all()) == [there]
    assert not Delivery.objects.filter(about=request_.reference).exists()
    assert Delivery.objects.filter(about=there.reference).count() == 1
    assert Session.objects.get().email == request_.email


def test_persons_data_needs_the_right_to_remove(request_):
    client = logged_in(make_manager(request_.site, ["change_contactrequest"]))
    assert client.post(url("person"), {"email": request_.email, "wish": "json"}).status_code == 302
    assert url("person") not in body(client.get(url("detail", request_.pk)))


def test_persons_data_asks_for_something_to_go_by(request_):
    response = logged_in(make_manager()).post(url("person"), {"wish": "erase", "sure": "on"})
    assert "Give an e-mail address, a telephone number or a reference." in body(response)
    assert type(request_).objects.count() == 1


def test_persons_data_is_not_for_coordinators(client, request_):
    assert client.post(url("person"), {"email": "maija@example.org", "wish": "json"}).status_code == 302
