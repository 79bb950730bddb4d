"""The new and the former assignee of a request are told, in their language and without the visitor's data."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.users.models import UserProfile

from tests.factories import make_office, make_practice, make_supervisor
from tests.inbox.factories import client_for, make_coordinator, make_request, response_text
from tests.inbox.helpers import post_action
from wagtail_tyonohjaus.contact import workflow
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.rendering import render

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    make_practice()
    return make_office()


@pytest.fixture
def people(office):
    return [make_coordinator(office, first_name=name, last_name="Laine") for name in ("Aino", "Bo", "Cecilia")]


@pytest.fixture
def request_(office):
    return make_request(office, name="Maija Virtanen", email="maija@example.org", phone="+358401112223", message="Help")


def without_address(user):
    type(user).objects.filter(pk=user.pk).update(email="")
    user.refresh_from_db()


def sent():
    return list(Delivery.objects.order_by("pk").values_list("message_type", "address"))


def test_assignee_and_former_assignee_are_told(request_, people):
    aino, bo, cecilia = people
    workflow.assign(request_, bo, aino)
    workflow.assign(request_, cecilia, aino)
    assert sent() == [("assigned", bo.email), ("assigned", cecilia.email), ("unassigned", bo.email)]
    workflow.assign(request_, None, aino)
    assert sent()[3:] == [("unassigned", cecilia.email)]


def test_nobody_is_told_of_what_they_did_themselves(request_, people):
    aino, bo, _cecilia = people
    workflow.assign_to_self(request_, aino)
    assert sent() == []
    workflow.assign(request_, bo, aino)
    assert sent() == [("assigned", bo.email)]
    workflow.assign_to_self(request_, aino)
    assert sent()[1:] == [("unassigned", bo.email)]


def test_same_assignment_twice_sends_one_message(request_, people):
    aino, bo, cecilia = people
    loaded = ContactRequest.objects.get(pk=request_.pk)
    workflow.assign(request_, bo, aino)
    workflow.assign(loaded, bo, aino)
    assert sent() == [("assigned", bo.email)]
    assert request_.events.filter(kind="assigned").count() == 1
    with pytest.raises(ValidationError, match="Somebody else"):
        workflow.assign(ContactRequest(pk=request_.pk, site=request_.site), cecilia, aino)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Request {} is assigned to you"),
        ("fi", "Olet pyynnön {} käsittelijä"),
        ("sv", "Du är handläggare för förfrågan {}"),
    ],
)
def test_message_is_in_the_language_of_the_assignee_without_data_of_the_visitor(request_, people, language, subject):
    aino, bo, _cecilia = people
    profile = UserProfile.get_for_user(bo)
    profile.preferred_language = language
    profile.save()
    bo.refresh_from_db()
    workflow.assign(request_, bo, aino)
    workflow.assign(request_, None, aino)
    assigned, unassigned = (render(delivery) for delivery in Delivery.objects.order_by("pk"))
    assert assigned.subject == subject.format(request_.reference)
    assert f"/{request_.pk}/" in assigned.text
    assert "Aino Laine" in assigned.text
    for text in (*vars(assigned).values(), *vars(unassigned).values()):
        assert not any(secret in text for secret in ("Maija", "maija@", "111", "Help"))
    assert set(Delivery.objects.values_list("reply_to", flat=True)) == {""}


def test_assigner_is_told_that_the_assignee_has_no_address(request_, people):
    aino, bo, _cecilia = people
    without_address(bo)
    client = client_for(aino)
    response = post_action(client, "assign", request_, assignee=bo.pk)
    assert request_.assignee == bo
    assert sent() == []
    assert "Bo Laine has no e-mail address and has got no message" in response_text(client.get(response.url))


def test_address_of_the_supervisor_record_is_used_without_one_of_the_account(request_, people):
    aino, bo, _cecilia = people
    make_supervisor(user=bo, email="bo@practice.example")
    without_address(bo)
    workflow.assign(request_, bo, aino)
    assert sent() == [("assigned", "bo@practice.example")]
