"""Bulk actions of the inbox."""

import pytest
from django.urls import reverse

from tests.factories import make_office
from tests.inbox.factories import (
    client_for,
    make_request,
    make_user,
    response_text,
)
from wagtail_tyonohjaus.contact import workflow

pytestmark = pytest.mark.django_db


def test_bulk_action_changes_only_permitted_requests(staff_client, office, contact_request):
    mine, theirs = make_request(office), make_request(make_office(city="Turku"))
    bulk = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", "status"])
    query = "&".join(f"id={one.pk}" for one in (contact_request, mine, theirs))
    assert theirs.name not in response_text(staff_client.get(f"{bulk}?{query}"))
    staff_client.post(f"{bulk}?{query}", {"status": "closed"})
    statuses = [type(mine).objects.get(pk=one.pk).status for one in (contact_request, mine, theirs)]
    assert statuses == ["closed", "closed", "new"]


def test_bulk_action_on_all_applies_the_search(staff_client, office, coordinator):
    matching, other = make_request(office, name="Matching"), make_request(office, name="Other")
    bulk = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", "assign"])
    staff_client.post(f"{bulk}?id=all&q=matching", {"assignee": coordinator.pk})
    matching.refresh_from_db(), other.refresh_from_db()
    assert (matching.assignee, other.assignee) == (coordinator, None)


def test_bulk_assignment_to_nobody_makes_requests_in_progress_new_again(staff_client, office, coordinator):
    taken, agreed = make_request(office), make_request(office, status="agreed")
    workflow.assign_to_self(taken, coordinator)
    bulk = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", "assign"])
    staff_client.post(f"{bulk}?id={taken.pk}&id={agreed.pk}", {"assignee": ""})
    taken.refresh_from_db(), agreed.refresh_from_db()
    assert (taken.status, taken.assignee, agreed.status) == ("new", None, "agreed")


def test_bulk_spam_reports_requests_that_could_not_be_changed(staff_client, office):
    new, agreed = make_request(office), make_request(office, status="agreed")
    bulk = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", "spam"])
    response = staff_client.post(f"{bulk}?id={new.pk}&id={agreed.pk}&id=rubbish&id=²", follow=True)
    new.refresh_from_db(), agreed.refresh_from_db()
    assert (new.status, agreed.status) == ("spam", "agreed")
    assert agreed.reference in response_text(response)


def test_bulk_action_requires_permission(contact_request):
    bulk = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "contactrequest", "spam"])
    client_for(make_user()).post(f"{bulk}?id={contact_request.pk}")
    contact_request.refresh_from_db()
    assert contact_request.status == "new"
