import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from wagtail.permissions import policy_registry

from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.factories import (
    make_callback,
    make_coordinator,
    make_delivery,
    make_manager,
    make_request,
    make_supervisor_user,
    make_user,
)
from wagtail_tyonohjaus.contact.message_types import ContactRequestSubject
from wagtail_tyonohjaus.contact.models import ContactRequest, ReplyTemplate
from wagtail_tyonohjaus.contact.policy import callbacks_for, policy, request_policy, requests_for
from wagtail_tyonohjaus.inbox.filters import assignable_users
from wagtail_tyonohjaus.messages.models import Delivery

pytestmark = pytest.mark.django_db


def visible_requests(user, action: str = "view") -> set[ContactRequest]:
    return set(requests_for(user, action))


def test_policy_is_registered_for_requests():
    assert policy_registry.get_by_type(ContactRequest) is request_policy


def test_coordinator_sees_requests_of_own_offices():
    helsinki, turku = make_office(), make_office(city="Turku")
    ours, theirs, nowhere = make_request(helsinki), make_request(turku), make_request()
    coordinator = make_coordinator(helsinki)
    assert visible_requests(coordinator) == {ours}
    assert visible_requests(coordinator, "change") == {ours}
    assert visible_requests(coordinator, "delete") == set()
    assert [
        policy().user_has_permission_for_instance(coordinator, "change", one) for one in (ours, theirs, nowhere)
    ] == [
        True,
        False,
        False,
    ]


def test_recipient_sees_a_request_without_an_office_once():
    coordinator = make_coordinator(make_office())
    received = make_request(recipients=[coordinator, make_user(), make_user()])
    make_request(recipients=[make_user()])
    assert list(requests_for(coordinator)) == [received]


def test_supervisor_sees_requested_assigned_and_routed_requests():
    office = make_office()
    user = make_supervisor_user([office])
    other = make_supervisor(name="Somebody Else")
    requested = make_request(office, supervisor=user.supervisor)
    assigned = make_request(office, supervisor=other, assignee=user)
    routed = make_request(office, recipients=[user])
    make_request(office, supervisor=other)
    make_request(office)
    assert visible_requests(user) == {requested, assigned, routed}


def test_manager_sees_all_sites_and_site_manager_only_one():
    site, other = make_site(), make_site("other.example")
    make_practice(site), make_practice(other)
    here, there = make_request(site=site), make_request(site=other)
    assert visible_requests(make_manager()) == {here, there}
    assert visible_requests(make_manager(), "delete") == {here, there}
    assert visible_requests(make_manager(other)) == {there}
    assert visible_requests(make_manager(other), "delete") == {there}
    assert visible_requests(make_manager(other, ["change_contactrequest"]), "delete") == set()


def test_view_permission_does_not_allow_changes():
    reader, request = make_user("", "view_contactrequest"), make_request()
    assert visible_requests(reader) == {request}
    assert visible_requests(reader, "change") == set()


@pytest.mark.parametrize("kind", ["editor", "anonymous", "inactive"])
def test_users_without_a_role_see_no_requests(kind):
    make_request()
    users = {
        "editor": lambda: make_user(),
        "anonymous": AnonymousUser,
        "inactive": lambda: make_user(is_active=False, is_superuser=True),
    }
    user = users[kind]()
    assert visible_requests(user) == set()
    assert not policy().user_has_any_permission(user, ["view", "change", "delete", "add"])


def test_callbacks_and_deliveries_are_visible_with_their_request():
    helsinki, turku = make_office(), make_office(city="Turku")
    ours, theirs = make_request(helsinki), make_request(turku)
    call, delivery = make_callback(ours), make_delivery(ours)
    make_callback(theirs), make_delivery(theirs)
    coordinator = make_coordinator(helsinki)
    assert list(callbacks_for(coordinator)) == [call]
    references = ContactRequestSubject().readable_references(coordinator)
    assert list(Delivery.objects.filter(about__in=references)) == [delivery]


def test_staff_is_limited_to_the_site():
    site, other = make_site(), make_site("other.example")
    make_practice(site), make_practice(other)
    coordinator = make_coordinator(make_office(site=site))
    supervisor = make_supervisor_user(site=site)
    manager, elsewhere = make_manager(), make_coordinator(make_office(site=other, city="Oulu"))
    make_user()
    assert set(policy().assignable_users(site)) == {coordinator, supervisor, manager}
    assert set(policy().assignable_users(other)) == {elsewhere, manager}
    assert set(policy().users_with_any_permission(["change"])) == {coordinator, supervisor, manager, elsewhere}


def test_scope_of_a_user_is_loaded_once(django_assert_num_queries):
    user = make_coordinator(make_office())
    list(requests_for(user))
    with django_assert_num_queries(2):
        list(requests_for(user))


def test_recipient_of_many_requests_sees_all_of_them(monkeypatch):
    user = make_user()
    received = {make_request(recipients=[user]) for _ in range(3)}
    make_request()
    monkeypatch.setattr("wagtail_tyonohjaus.practice.policy.MAX_LISTED_PKS", 2)
    assert visible_requests(user) == received
    assert policy().user_has_any_permission(make_user(), ["view"]) is False


def test_staff_of_other_practices_cannot_be_assigned():
    here, elsewhere = make_office(), make_office(site=make_site("other"))
    mine, foreign = make_coordinator(here), make_coordinator(elsewhere)
    request = RequestFactory().get("/")
    request.user = mine
    assert list(assignable_users(request)) == [mine]
    request.user = make_manager()
    assert {mine, foreign} <= set(assignable_users(request))


def test_reply_templates_have_no_chooser():
    with pytest.raises(NoReverseMatch):
        reverse(ReplyTemplate.snippet_viewset.chooser_viewset.get_url_name("choose"))
