"""The actions on the page of a contact request."""

import pytest
from django.core import mail

from tests.factories import make_office
from tests.inbox.factories import (
    client_for,
    make_delivery,
    make_request,
    make_supervisor_user,
    make_user,
    response_text,
)
from wagtail_tyonohjaus.contact import workflow
from wagtail_tyonohjaus.contact.choices import Status
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due

from .helpers import history, inbox_url, post_action

pytestmark = pytest.mark.django_db


def test_assign_to_me_assigns_and_starts_work(staff_client, contact_request, coordinator):
    post_action(staff_client, "assign_to_me", contact_request)
    assert (contact_request.status, contact_request.assignee, contact_request.assignee_name) == (
        "in_progress",
        coordinator,
        "Katri Koskinen",
    )
    assert contact_request.work_started_at is not None


def test_assign_sets_and_clears_the_assignee(staff_client, contact_request, office):
    colleague = make_supervisor_user([office])
    post_action(staff_client, "assign", contact_request, assignee=colleague.pk)
    assert contact_request.assignee == colleague
    post_action(staff_client, "assign", contact_request, assignee="")
    assert (contact_request.assignee, contact_request.assignee_name) == (None, "")
    assert [kind for kind, text in history(contact_request)] == ["created", "assigned", "assigned"]


def test_only_staff_can_be_assigned(staff_client, contact_request):
    response = post_action(staff_client, "assign", contact_request, assignee=make_user().pk)
    assert contact_request.assignee is None
    assert "assignee" in response.context["assign_form"].errors


def test_request_in_progress_that_is_assigned_to_nobody_is_new_again(staff_client, contact_request):
    post_action(staff_client, "assign_to_me", contact_request)
    post_action(staff_client, "assign", contact_request, assignee="")
    assert (contact_request.status, contact_request.assignee) == ("new", None)
    page = response_text(staff_client.get(inbox_url("detail", contact_request.pk)))
    assert "This request is no longer assigned to anybody, and is new again." in page


@pytest.mark.parametrize("status", ["new", "in_contact", "agreed", "closed"])
def test_other_request_that_is_assigned_to_nobody_keeps_its_status(office, coordinator, status):
    request = make_request(office, status=status)
    workflow.assign(request, coordinator, coordinator)
    workflow.assign(request, None, coordinator)
    assert request.status == status


@pytest.mark.parametrize("old", Status.values)
@pytest.mark.parametrize("new", Status.values)
def test_status_changes_only_along_the_workflow(staff_client, office, old, new):
    request = make_request(office, status=old)
    post_action(staff_client, "change_status", request, status=new, note="Because")
    allowed = new in workflow.TRANSITIONS[old]
    assert request.status == (new if allowed else old)
    assert history(request)[1:] == ([("status", "Because")] if allowed else [])


def test_note_is_saved_and_a_blank_note_is_rejected(staff_client, contact_request):
    post_action(staff_client, "add_note", contact_request, text="Called the employer")
    assert history(contact_request)[-1] == ("note", "Called the employer")
    response = post_action(staff_client, "add_note", contact_request, text=" ")
    assert response.status_code == 200
    assert "This field is required." in response_text(response)
    assert len(history(contact_request)) == 2


def test_reply_is_sent_with_the_reference_and_changes_the_status(
    staff_client, contact_request, coordinator, django_capture_on_commit_callbacks
):
    post_action(staff_client, "reply", contact_request, subject="Hello", text="Would Monday do?")
    deliver_due()
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["maija@example.org"], f"Hello [{contact_request.reference}]")
    ]
    assert "Would Monday do?" in mail.outbox[0].body
    assert (contact_request.status, contact_request.assignee) == ("in_contact", coordinator)
    assert contact_request.answered_at is not None
    assert ("reply", "Would Monday do?") in history(contact_request)


def test_invalid_reply_keeps_the_entered_text(staff_client, contact_request):
    response = post_action(staff_client, "reply", contact_request, subject="", text="Half a sent")
    assert "Half a sent" in response_text(response)
    assert Delivery.objects.count() == 0


def test_release_hold_notifies_the_recipients(staff_client, office, coordinator):
    request = make_request(office, held_for_review=True, spam_reasons=["fast"])
    page = response_text(staff_client.get(inbox_url("detail", request.pk)))
    assert "the form was sent faster than anybody can type" in page
    post_action(staff_client, "release_hold", request)
    assert not request.held_for_review
    assert [kind for kind, text in history(request)] == ["created", "released"]
    assert sorted(Delivery.objects.values_list("message_type", "about")) == [
        ("receipt", request.reference),
        ("staff_notice", request.reference),
    ]
    post_action(staff_client, "release_hold", request)
    assert Delivery.objects.count() == 2


def test_hold_with_any_spam_reason_can_be_released(staff_client, office):
    held = make_request(office, held_for_review=True, spam_reasons=[""])
    release = inbox_url("release_hold", held.pk)
    assert release in response_text(staff_client.get(inbox_url("detail", held.pk)))
    post_action(staff_client, "change_status", held, status="spam")
    page = response_text(staff_client.get(inbox_url("detail", held.pk)))
    assert (release in page, "Mark as spam" in page) == (True, False)


def test_resend_queues_a_new_message(staff_client, contact_request):
    delivery = make_delivery(contact_request, state="failed")
    post_action(staff_client, "resend", contact_request, delivery.pk)
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["failed", "pending"]
    assert history(contact_request)[-1][0] == "resent"
    waiting = Delivery.objects.get(state="pending")
    post_action(staff_client, "resend", contact_request, waiting.pk)
    assert Delivery.objects.count() == 2


def test_message_of_another_request_cannot_be_resent(staff_client, contact_request):
    other = make_delivery(make_request(make_office(city="Turku")))
    assert post_action(staff_client, "resend", contact_request, other.pk).status_code == 404


def test_view_permission_shows_no_actions(contact_request):
    client = client_for(make_user("", "view_contactrequest"))
    assert 'method="post" action="/admin/contact-requests' not in response_text(
        client.get(inbox_url("detail", contact_request.pk))
    )
    assert post_action(client, "assign_to_me", contact_request).status_code == 404
    assert contact_request.status == "new"
