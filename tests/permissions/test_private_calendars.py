"""Who may have a private calendar of a supervisor's sessions, and for how long."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.factories import client_for, get_permission, make_coordinator, make_manager, make_user
from wagtail_tyonohjaus.feeds import tokens
from wagtail_tyonohjaus.feeds.models import FeedToken
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.rendering import render
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = pytest.mark.django_db
SESSION_PERMISSIONS = ("change_session",)


@pytest.fixture
def aino():
    make_practice()
    return make_supervisor([make_office()], name="Aino", email="aino@example.org", user=make_user("aino"))


ROLES = {
    "the supervisor": (lambda aino: aino.user, True),
    "manager of all sessions": (lambda aino: make_manager(permissions=SESSION_PERMISSIONS), True),
    "manager of the site's sessions": (lambda aino: make_manager(aino.site, SESSION_PERMISSIONS), True),
    "manager of another site's sessions": (
        lambda aino: make_manager(make_site("b.example"), SESSION_PERMISSIONS),
        False,
    ),
    "superuser": (lambda aino: make_user(is_superuser=True), True),
    "editor of supervisors": (lambda aino: make_user("", "change_supervisor", "delete_supervisor"), False),
    "coordinator of the office": (lambda aino: make_coordinator(aino.offices.get()), False),
    "manager of requests only": (lambda aino: make_manager(), False),
    "user without rights": (lambda aino: make_user(), False),
}


@pytest.mark.parametrize("role", ROLES)
def test_private_calendar_is_for_those_who_may_see_all_sessions(aino, role):
    make_role, permitted = ROLES[role]
    client = client_for(make_role(aino))
    page = client.get(reverse("tyonohjaus_feed_tokens", args=[aino.pk]))
    created = client.post(reverse("tyonohjaus_create_feed_token", args=[aino.pk]), {"label": "Phone"})
    assert (page.status_code == 200, created.status_code == 200) == (permitted, permitted)
    assert FeedToken.objects.exists() == permitted


def test_supervisor_is_notified_of_a_new_link(aino):
    manager = make_manager(aino.site, SESSION_PERMISSIONS)
    client_for(manager).post(reverse("tyonohjaus_create_feed_token", args=[aino.pk]), {"label": "Outlook"})
    deliveries = Delivery.objects.filter(message_type="private_calendar")
    assert {delivery.address for delivery in deliveries} == {"aino@example.org", "aino@staff.example"}
    text = render(deliveries[0]).text
    assert manager.username in text and "Outlook" in text
    assert reverse("tyonohjaus_feed_tokens", args=[aino.pk]) in text
    assert "/calendar/private/" not in text


def test_practice_is_notified_of_a_new_link_if_the_supervisor_has_no_address(aino):
    Supervisor.objects.filter(pk=aino.pk).update(email="", user=None)
    tokens.create_token(Supervisor.objects.get(pk=aino.pk), user=make_manager(permissions=SESSION_PERMISSIONS))
    assert Delivery.objects.get().address == "practice@example.com"


def deactivate_creator(aino, user, group):
    type(user).objects.filter(pk=user.pk).update(is_active=False)


def delete_creator(aino, user, group):
    user.delete()


def deactivate_supervisor(aino, user, group):
    Supervisor.objects.filter(pk=aino.pk).update(active=False)


def remove_permission(aino, user, group):
    group.permissions.clear()


def leave_group(aino, user, group):
    user.groups.clear()


CHANGES = [deactivate_creator, delete_creator, deactivate_supervisor, remove_permission, leave_group]


@pytest.fixture
def managers_url(aino):
    """A manager, the manager's group, and the URL of the private calendar that the manager created."""
    group, user = Group.objects.create(name="Managers"), make_user("manager")
    group.permissions.add(get_permission("change_session"))
    user.groups.add(group)
    _feed_token, token = tokens.create_token(aino, user=user)
    return user, group, f"/calendar/private/{token}/sessions.ics"


@pytest.mark.parametrize("change", CHANGES)
def test_private_calendar_ends_with_account_record_and_right(client, aino, managers_url, change):
    user, group, url = managers_url
    assert client.get(url).status_code == 200
    change(aino, user, group)
    assert client.get(url).status_code == 404
    assert FeedToken.objects.get().revoked_at is not None


@pytest.mark.parametrize("change", CHANGES)
def test_worker_revokes_private_calendars_whose_right_has_ended(aino, managers_url, change):
    user, group, _url = managers_url
    tokens.revoke_lapsed_tokens()
    assert FeedToken.objects.get().revoked_at is None
    change(aino, user, group)
    tokens.revoke_lapsed_tokens()
    assert FeedToken.objects.get().revoked_at is not None


@pytest.mark.parametrize("successor", [None, "bo"])
def test_supervisors_own_private_calendar_ends_with_the_account_on_the_record(client, aino, successor):
    _feed_token, token = tokens.create_token(aino, user=aino.user)
    url = f"/calendar/private/{token}/sessions.ics"
    assert client.get(url).status_code == 200
    Supervisor.objects.filter(pk=aino.pk).update(user=make_user(successor) if successor else None)
    assert client.get(url).status_code == 404


def test_inactive_supervisor_gets_no_new_link(aino):
    Supervisor.objects.filter(pk=aino.pk).update(active=False)
    response = client_for(aino.user).post(reverse("tyonohjaus_create_feed_token", args=[aino.pk]), follow=True)
    assert "links would not work" in response.content.decode()
    assert not FeedToken.objects.exists()


def test_editors_list_of_supervisors_has_no_link_to_private_calendars(aino):
    listing = client_for(make_user("", "change_supervisor")).get(
        reverse("wagtailsnippets_wagtail_tyonohjaus_supervisor:list")
    )
    assert "Aino" in listing.content.decode()
    assert reverse("tyonohjaus_feed_tokens", args=[aino.pk]) not in listing.content.decode()
