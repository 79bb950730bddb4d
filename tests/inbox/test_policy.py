import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from wagtail.permissions import policy_registry

from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.people import (
    make_call,
    make_coordinator,
    make_delivery,
    make_manager,
    make_request,
    make_supervisor_user,
    make_user,
)
from wagtail_tyonohjaus.contact.models import ContactRequest, ReplyTemplate
from wagtail_tyonohjaus.contact.policy import calls_for, deliveries_for, policy, request_policy, requests_for
from wagtail_tyonohjaus.inbox.filters import workers

pytestmark = pytest.mark.django_db


def seen(user, action: str = "view") -> set[ContactRequest]:
    return set(requests_for(user, action))


def test_policy_is_registered_for_requests():
    assert policy_registry.get_by_type(ContactRequest) is request_policy


def test_coordinator_sees_the_requests_of_own_offices():
    helsinki, turku = make_office(), make_office(city="Turku")
    ours, theirs, nowhere = make_request(helsinki), make_request(turku), make_request()
    coordinator = make_coordinator(helsinki)
    assert seen(coordinator) == {ours}
    assert seen(coordinator, "change") == {ours}
    assert seen(coordinator, "delete") == set()
    assert [
        policy().user_has_permission_for_instance(coordinator, "change", one) for one in (ours, theirs, nowhere)
    ] == [
        True,
        False,
        False,
    ]


def test_receiver_sees_a_request_without_an_office_once():
    coordinator = make_coordinator(make_office())
    told = make_request(recipients=[coordinator, make_user(), make_user()])
    make_request(recipients=[make_user()])
    assert list(requests_for(coordinator)) == [told]


def test_supervisor_sees_what_is_meant_for_or_given_to_or_routed_to_them():
    office = make_office()
    user = make_supervisor_user([office])
    other = make_supervisor(name="Somebody Else")
    meant = make_request(office, supervisor=user.supervisor)
    given = make_request(office, supervisor=other, assignee=user)
    routed = make_request(office, recipients=[user])
    make_request(office, supervisor=other)
    make_request(office)
    assert seen(user) == {meant, given, routed}


def test_manager_sees_every_site_and_a_sites_manager_that_one():
    site, other = make_site(), make_site("other.example")
    make_practice(site), make_practice(other)
    here, there = make_request(site=site), make_request(site=other)
    assert seen(make_manager()) == {here, there}
    assert seen(make_manager(), "delete") == {here, there}
    assert seen(make_manager(other)) == {there}
    assert seen(make_manager(other), "delete") == {there}
    assert seen(make_manager(other, ["change_contactrequest"]), "delete") == set()


def test_view_permission_alone_changes_nothing():
    reader, request = make_user("", "view_contactrequest"), make_request()
    assert seen(reader) == {request}
    assert seen(reader, "change") == set()


@pytest.mark.parametrize("kind", ["editor", "anonymous", "inactive"])
def test_others_see_nothing(kind):
    make_request()
    users = {
        "editor": lambda: make_user(),
        "anonymous": AnonymousUser,
        "inactive": lambda: make_user(is_active=False, is_superuser=True),
    }
    user = users[kind]()
    assert seen(user) == set()
    assert not policy().user_has_any_permission(user, ["view", "change", "delete", "add"])


def test_calls_and_messages_follow_their_request():
    helsinki, turku = make_office(), make_office(city="Turku")
    ours, theirs = make_request(helsinki), make_request(turku)
    call, delivery = make_call(ours), make_delivery(ours)
    make_call(theirs), make_delivery(theirs)
    coordinator = make_coordinator(helsinki)
    assert list(calls_for(coordinator)) == [call]
    assert list(deliveries_for(coordinator)) == [delivery]


def test_workers_are_those_of_the_site():
    site, other = make_site(), make_site("other.example")
    make_practice(site), make_practice(other)
    coordinator = make_coordinator(make_office(site=site))
    supervisor = make_supervisor_user(site=site)
    manager, elsewhere = make_manager(), make_coordinator(make_office(site=other, city="Oulu"))
    make_user()
    assert set(policy().workers(site)) == {coordinator, supervisor, manager}
    assert set(policy().workers(other)) == {elsewhere, manager}
    assert set(policy().users_with_any_permission(["change"])) == {coordinator, supervisor, manager, elsewhere}


def test_users_places_are_read_once(django_assert_num_queries):
    user = make_coordinator(make_office())
    list(requests_for(user))
    with django_assert_num_queries(2):
        list(requests_for(user))


def test_receiver_of_many_sees_them_all(monkeypatch):
    user = make_user()
    told = {make_request(recipients=[user]) for _ in range(3)}
    make_request()
    monkeypatch.setattr("wagtail_tyonohjaus.practice.policy.MOST_NAMED", 2)
    assert seen(user) == told
    assert policy().user_has_any_permission(make_user(), ["view"]) is False


def test_staff_of_other_practices_is_offered_to_nobody_here():
    here, elsewhere = make_office(), make_office(site=make_site("other"))
    mine, foreign = make_coordinator(here), make_coordinator(elsewhere)
    request = RequestFactory().get("/")
    request.user = mine
    assert list(workers(request)) == [mine]
    request.user = make_manager()
    assert {mine, foreign} <= set(workers(request))


def test_reply_templates_have_no_chooser():
    with pytest.raises(NoReverseMatch):
        reverse(ReplyTemplate.snippet_viewset.chooser_viewset.get_url_name("choose"))
