"""A limit of the project narrows access to requests everywhere, and never grants any."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Q
from django.urls import reverse

from tests.factories import make_office, make_supervisor
from tests.inbox.factories import client_for, make_coordinator, make_manager, make_request, make_user
from wagtail_tyonohjaus.access_limits import AccessLimit, register_access_limit, unregister_access_limit
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.policy import can_view_all_sessions
from wagtail_tyonohjaus.contact.crisis import is_crisis
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.policy import policy, requests_for
from wagtail_tyonohjaus.messages.admin.views import changeable_deliveries, readable_deliveries
from wagtail_tyonohjaus.messages.models import Delivery

pytestmark = pytest.mark.usefixtures("practice")
REQUEST = "wagtail_tyonohjaus.ContactRequest"
ACTIONS = ("view", "change", "delete")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def requests(office) -> list[ContactRequest]:
    return [make_request(office, urgency=urgency, name=urgency) for urgency in ("normal", "crisis")]


@pytest.fixture
def grant_everything() -> Iterator[None]:
    """A limit that tries to grant everything."""
    register_access_limit(AccessLimit("everything", REQUEST, lambda user, actions: Q() | Q(pk__isnull=False)))
    yield
    unregister_access_limit("everything")


def as_trainee(user):
    user.groups.add(Group.objects.get_or_create(name="Trainees")[0])
    return user


def users(office):
    everybody = [make_coordinator(office), make_manager(), make_manager(office.site), make_coordinator(make_office())]
    return [*everybody, make_user(is_superuser=True), make_user(), make_user(is_active=False), AnonymousUser()]


def visible(user, action="view") -> list[str]:
    return sorted(requests_for(user, action).values_list("urgency", flat=True))


def test_limit_hides_rows_from_those_whom_it_concerns(requests, office):
    for user in users(office)[:3]:
        assert visible(user) == ["crisis", "normal"]
        assert visible(as_trainee(user)) == ["normal"]


def test_limit_can_not_grant_anything(requests, office, grant_everything):
    limited = {user: [visible(user, action) for action in ACTIONS] for user in users(office)}
    unregister_access_limit("everything")
    assert limited == {user: [visible(user, action) for action in ACTIONS] for user in limited}
    assert [visible(user) for user in limited][3:] == [[], ["crisis", "normal"], [], [], []]


@pytest.mark.parametrize("make", [lambda: make_manager(), lambda: make_user(is_superuser=True)])
def test_hidden_request_is_nowhere_in_the_admin(requests, make):
    normal, crisis = requests
    client = client_for(as_trainee(make()))
    for row in requests:
        Delivery.objects.create(message_type="receipt", about=row.reference, address="a@b.fi", site=row.site)
    pages = [
        client.get(reverse(f"tyonohjaus_inbox:{name}"), {"queue": "all", "export": export})
        for name, export in (("index", ""), ("index", "csv"), ("report", ""))
    ]
    pages.append(client.get(reverse("tyonohjaus_log:index")))
    texts = [b"".join(page.streaming_content) if page.streaming else page.content for page in pages]
    assert [page.status_code for page in pages] == [200] * 4
    assert [crisis.reference.encode() in text for text in texts] == [False] * 4
    assert normal.reference.encode() in texts[0]
    assert normal.reference.encode() in texts[3]
    statuses = [client.get(reverse("tyonohjaus_inbox:detail", args=[row.pk])).status_code for row in requests]
    assert statuses == [200, 404]
    assert client.get(reverse("tyonohjaus_inbox:personal_data")).status_code == 302


def test_single_request_is_checked_without_the_shortcut_for_managers(requests, office):
    manager = as_trainee(make_manager())
    allowed = [policy().user_has_permission_for_instance(manager, "change", row) for row in requests]
    assert allowed == [True, False]


def test_limit_on_changes_applies_to_messages_of_the_practice(requests):
    for row in requests:
        Delivery.objects.create(message_type="receipt", about=row.reference, address="a@b.fi", site=row.site)
    read_only = AccessLimit("read_only", REQUEST, lambda user, actions: None if "view" in actions else ~is_crisis())
    register_access_limit(read_only)
    try:
        for manager in (make_manager(), make_user(is_superuser=True)):
            assert readable_deliveries(manager).count() == 2
            assert [row.about for row in changeable_deliveries(manager)] == [requests[0].reference]
    finally:
        unregister_access_limit("read_only")


def test_personal_data_is_open_to_those_from_whom_nothing_is_hidden(requests):
    assert client_for(make_manager()).get(reverse("tyonohjaus_inbox:personal_data")).status_code == 200


def test_row_is_returned_once_with_a_condition_by_a_join(requests):
    manager = make_manager()
    for row in requests:
        row.recipients.set([manager, make_user()])
    register_access_limit(AccessLimit("join", REQUEST, lambda user, actions: Q(recipients__is_active=True)))
    try:
        assert visible(manager) == ["crisis", "normal"]
    finally:
        unregister_access_limit("join")


def test_private_calendar_of_all_sessions_is_closed_with_a_limit_on_sessions(office):
    supervisor, manager = make_supervisor(), make_user(is_superuser=True)
    assert can_view_all_sessions(manager, supervisor)
    register_access_limit(AccessLimit("own", Session._meta.label, lambda user, actions: None))
    try:
        assert not can_view_all_sessions(manager, supervisor)
    finally:
        unregister_access_limit("own")


def test_limit_for_an_unknown_model_is_refused():
    with pytest.raises(LookupError):
        register_access_limit(AccessLimit("gone", "wagtail_tyonohjaus.Gone", lambda user, actions: None))
