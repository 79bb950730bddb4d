"""Drafts that can't be published any more, because a record in them was deleted, stay drafts."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from time_machine import travel
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from tests.factories import make_practice, make_service, make_supervisor
from tests.inbox.factories import make_user
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.rendering import render

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    home = make_home()
    make_practice(email="practice@example.com")
    return home


def schedule(page, user=None, **changes):
    """A revision that is to be published in an hour."""
    page.save_revision().publish()
    page.refresh_from_db()
    page.go_live_at = timezone.now() + timedelta(hours=1)
    for name, value in changes.items():
        setattr(page, name, value)
    revision = page.save_revision(user=user)
    revision.publish(user=user, skip_permission_checks=True)
    return revision


def schedule_with_deleted_supervisor(home, user=None):
    existing, deleted = make_supervisor(name="Aino"), make_supervisor(name="Deleted")
    page = make_page("SupervisorPage", home, supervisor=existing, title="Our supervisor")
    revision = schedule(page, user, supervisor=deleted)
    deleted.delete()
    return type(page).objects.get(pk=page.pk), revision


def publish_scheduled():
    with travel(timezone.now() + timedelta(hours=2), tick=False):
        call_command("publish_scheduled")


def notified():
    rows = Delivery.objects.filter(message_type="not_published").order_by("address")
    return [row.address for row in rows]


def test_scheduled_draft_of_a_deleted_record_does_not_keep_others_from_being_published(home):
    page, revision = schedule_with_deleted_supervisor(home)
    other = make_page("ServicePage", home, service=make_service(), title="Before", slug="other")
    schedule(other, title="After")
    publish_scheduled()
    other.refresh_from_db()
    page.refresh_from_db()
    assert (other.title, other.live) == ("After", True)
    assert (page.supervisor.name, page.live, page.has_unpublished_changes) == ("Aino", True, True)
    assert page.get_latest_revision() == revision


def test_scheduled_draft_that_could_not_be_published_is_tried_once_and_reported(home, admin_client):
    page, revision = schedule_with_deleted_supervisor(home, make_user("editor"))
    for _ in range(2):
        publish_scheduled()
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None
    assert notified() == ["editor@staff.example"]
    message = render(Delivery.objects.get(message_type="not_published"))
    edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert message.subject == "Not published: Our supervisor"
    assert edit_url in message.text and edit_url in message.html
    assert "Supervisor: This field cannot be blank." in message.text
    history = admin_client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "The draft was not published. Supervisor: This field cannot be blank." in history
    assert admin_client.get(edit_url).status_code == 200


@pytest.mark.parametrize("state", ["nobody", "deactivated"])
def test_practice_is_notified_if_the_editor_of_the_draft_has_left(home, state):
    user = make_user("editor") if state == "deactivated" else None
    schedule_with_deleted_supervisor(home, user)
    if user:
        user.is_active = False
        user.save()
    publish_scheduled()
    assert notified() == ["practice@example.com"]


@pytest.mark.parametrize("selection", ["page", "parent"])
def test_bulk_action_refuses_a_draft_of_a_deleted_record(home, admin_client, selection):
    page, _revision = schedule_with_deleted_supervisor(home)
    page.unpublish()
    other = make_page("ServicePage", home, service=make_service(), title="Before", slug="other", live=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    pk = page.pk if selection == "page" else home.pk
    data = {"include_descendants": "on"} if selection == "parent" else {}
    response = admin_client.post(f"{url}?id={pk}&next=/admin/", data, follow=True)
    page.refresh_from_db()
    other.refresh_from_db()
    assert (page.live, other.live) == (False, False)
    assert "Nothing was published, because these drafts are not complete: Our supervisor." in response.content.decode()


def test_approval_of_a_draft_of_a_deleted_record_keeps_and_reports_the_draft(home, admin_client, admin_user):
    existing, deleted = make_supervisor(name="Aino"), make_supervisor(name="Deleted")
    page = make_page("SupervisorPage", home, supervisor=existing, title="Our supervisor")
    workflow, task = Workflow.objects.create(name="W"), GroupApprovalTask.objects.create(name="T")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    page.supervisor = deleted
    page.save_revision(user=make_user("editor"))
    state = workflow.start(page, admin_user)
    deleted.delete()
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk])
    assert admin_client.post(url, {"comment": ""}, follow=True).status_code == 200
    page = type(page).objects.get(pk=page.pk)
    assert (page.supervisor.name, page.has_unpublished_changes) == ("Aino", True)
    assert notified() == ["editor@staff.example"]
