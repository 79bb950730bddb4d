"""Planning callbacks, recording their outcomes and listing them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import make_office
from tests.inbox.factories import (
    make_callback,
    make_manager,
    make_request,
    response_text,
)
from wagtail_tyonohjaus.contact.callbacks import record_callback
from wagtail_tyonohjaus.contact.models import Callback

from .helpers import history, inbox_url, post_action

pytestmark = pytest.mark.django_db


def test_unsuccessful_callback_is_planned_again(staff_client, contact_request):
    callback = make_callback(contact_request)
    post_action(
        staff_client, "record_callback", contact_request, callback.pk, outcome="no_answer", note="Voicemail full"
    )
    next_callback = Callback.objects.open().get()
    assert next_callback.number == 2
    assert ("call", "Voicemail full") in history(contact_request)
    post_action(staff_client, "record_callback", contact_request, next_callback.pk, outcome="reached")
    assert Callback.objects.open().count() == 0
    assert contact_request.status == "in_contact"
    assert contact_request.answered_at is not None


def test_outcome_of_a_callback_is_recorded_once(staff_client, contact_request):
    callback = make_callback(contact_request)
    for _ in range(2):
        post_action(staff_client, "record_callback", contact_request, callback.pk, outcome="no_answer")
    assert Callback.objects.count() == 2


def test_callback_that_is_planned_already_does_not_keep_an_outcome_from_being_recorded(staff_client, contact_request):
    callback = make_callback(contact_request)
    post_action(staff_client, "plan_callback", contact_request)
    post_action(staff_client, "record_callback", contact_request, callback.pk, outcome="no_answer")
    assert sorted(Callback.objects.values_list("number", "outcome")) == [(1, "no_answer"), (2, ""), (3, "")]


def test_callback_of_a_deleted_user_says_so(staff_client, contact_request):
    callback = make_callback(contact_request)
    user = make_manager()
    record_callback(callback, "reached", user)
    url = inbox_url("detail", contact_request.pk)
    assert "Former user" not in response_text(staff_client.get(url))
    user.delete()
    assert "Former user" in response_text(staff_client.get(url))


def test_callback_of_another_request_returns_404(staff_client, contact_request, office):
    other = make_callback(make_request(make_office(city="Turku")))
    assert post_action(staff_client, "record_callback", contact_request, other.pk, outcome="reached").status_code == 404


def test_callback_redirects_to_the_page_of_the_form(staff_client, contact_request):
    callback = make_callback(contact_request)
    response = post_action(
        staff_client, "record_callback", contact_request, callback.pk, outcome="reached", next=inbox_url("callbacks")
    )
    assert response["Location"] == inbox_url("callbacks")
    other = make_callback(contact_request)
    response = post_action(
        staff_client, "record_callback", contact_request, other.pk, outcome="reached", next="https://evil.example/"
    )
    assert response["Location"].startswith("/admin/")


def test_callback_can_be_planned(staff_client, contact_request):
    post_action(staff_client, "plan_callback", contact_request)
    assert list(contact_request.callbacks.values_list("number", "done_at")) == [(1, None)]


def test_callbacks_are_listed_by_their_window(staff_client, office):
    now = timezone.now()
    spans = {"second": 5, "first": 1, "third": 9}
    for name, hours in spans.items():
        make_callback(make_request(office, name=name), due_from=now, due_until=now + timedelta(hours=hours))
    make_callback(make_request(office, name="done"), done_at=now)
    make_callback(make_request(office, name="held", held_for_review=True))
    assert [row["visitor_name"] for row in staff_client.get(inbox_url("callbacks")).context["callbacks"]] == [
        "first",
        "second",
        "third",
    ]


def test_note_that_is_too_long_is_an_error_and_stays_in_the_field(staff_client, contact_request):
    note = "x" * 2001
    callback = make_callback(contact_request)
    response = post_action(staff_client, "record_callback", contact_request, callback.pk, outcome="reached", note=note)
    html = response.content.decode()
    assert (response.status_code, note in html, "at most 2000 characters" in html) == (200, True, True)
    callback.refresh_from_db()
    assert callback.done_at is None
