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
from wagtail_tyonohjaus.practice.models import Office

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
    requested = make_request(office, supervisor=user.tyonohjaus_supervisor)
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


@pytest.fixture
def two_sites():
    """The sites of two practices with an office in Helsinki and one in Oulu."""
    site, other = make_site(), make_site("other.example")
    make_practice(site), make_practice(other)
    return make_office(site=site).site, make_office(site=other, city="Oulu").site


def office_of(site) -> Office:
    return Office.objects.get(site=site)


def test_managed_sites_are_those_with_a_right_over_all_of_their_records(two_sites):
    here, there = two_sites
    for user, change, delete in (
        (make_manager(), {here, there}, {here, there}),
        (make_manager(there), {there}, {there}),
        (make_manager(there, ["view_contactrequest"]), set(), set()),
        (make_manager(there, ["change_contactrequest"]), {there}, set()),
        # The right over another model.
        (make_manager(there, ["change_session"]), set(), set()),
        (make_coordinator(office_of(here)), set(), set()),
        (AnonymousUser(), set(), set()),
    ):
        assert set(policy().managed_sites(user)) == change
        assert set(policy().managed_sites(user, ["delete"])) == delete
        assert {site for site in two_sites if policy().manages_site(user, site.pk)} == change
        assert {site for site in two_sites if policy().manages_site(user, site.pk, ["delete"])} == delete
        assert (policy().can_manage(user), policy().can_manage(user, ["delete"])) == (bool(change), bool(delete))
        assert policy().can_manage_all(user) is (len(change) == 2)


def test_inactive_users_have_no_rights(two_sites):
    user = make_manager(two_sites[0])
    office_of(two_sites[0]).coordinators.add(user)
    make_request(recipients=[user])
    user.is_active = False
    user.save()
    assert not policy().user_has_any_permission(user, ["view", "change", "delete"])
    assert not policy().managed_sites(user).exists()
    assert not policy().manages_site(user, two_sites[0].pk)
    assert not policy().visible_sites(user).exists()
    assert not policy().visible_offices(user).exists()
    assert not policy().users_with_any_permission(["view"]).exists()
    assert not policy().assignable_users(two_sites[0]).exists()


def test_visible_sites_and_offices_are_those_of_the_role(two_sites):
    here, there = two_sites
    make_supervisor(name="Somebody Else", site=here)
    for user, sites, offices in (
        (make_manager(), {here, there}, {here, there}),
        (make_user("", "view_contactrequest"), {here, there}, {here, there}),
        (make_manager(there), {there}, {there}),
        (make_manager(there, ["view_contactrequest"]), {there}, {there}),
        (make_coordinator(office_of(there)), {there}, {there}),
        # Supervisors see their own requests, not those of an office.
        (make_supervisor_user(site=there), {there}, set()),
        (make_user(), set(), set()),
        (AnonymousUser(), set(), set()),
    ):
        assert set(policy().visible_sites(user)) == sites
        assert {office.site for office in policy().visible_offices(user)} == offices


def test_permission_for_a_request_is_that_of_the_role(two_sites):
    here, there = (make_request(office_of(site)) for site in two_sites)
    for user, expected in (
        (make_manager(), [True, True, True, True]),
        (make_manager(two_sites[1]), [False, True, False, True]),
        (make_coordinator(office_of(two_sites[1])), [False, True, False, False]),
        (make_user(), [False, False, False, False]),
        (AnonymousUser(), [False, False, False, False]),
    ):
        assert [
            policy().user_has_permission_for_instance(user, action, request)
            for action in ("change", "delete")
            for request in (here, there)
        ] == expected


def test_permission_of_a_role_depends_on_the_action(two_sites):
    office, received = office_of(two_sites[0]), make_user()
    make_request(office, recipients=[received])
    for user, expected in (
        (make_manager(), ["view", "change", "delete"]),
        (make_manager(two_sites[0], ["change_contactrequest"]), ["view", "change"]),
        (make_user("", "view_contactrequest"), ["view"]),
        (make_coordinator(office), ["view", "change"]),
        (make_supervisor_user(), ["view", "change"]),
        (received, ["view", "change"]),
        (make_user(), []),
    ):
        actions = ["view", "change", "delete", "add"]
        assert [action for action in actions if policy().user_has_permission(user, action)] == expected


def test_staff_with_a_right_are_managers_for_deleting_and_everybody_with_a_role_for_viewing(two_sites):
    manager, site_manager = make_manager(), make_manager(two_sites[0])
    reader = make_user("", "view_contactrequest")
    coordinator, supervisor = make_coordinator(office_of(two_sites[1])), make_supervisor_user(site=two_sites[0])
    make_user()
    make_supervisor(name="Without an account")
    assert set(policy().users_with_any_permission(["delete"])) == {manager, site_manager}
    staff = {manager, site_manager, coordinator, supervisor}
    assert set(policy().users_with_any_permission(["change"])) == staff
    assert set(policy().users_with_any_permission(["view"])) == staff | {reader}
    assert set(policy().assignable_users(two_sites[1])) == {manager, coordinator}


def test_scope_of_a_user_is_loaded_once(django_assert_num_queries):
    user = make_coordinator(make_office())
    list(requests_for(user))
    with django_assert_num_queries(2):
        list(requests_for(user))


def test_recipient_of_many_requests_sees_all_of_them(monkeypatch):
    user = make_user()
    received = {make_request(recipients=[user]) for _ in range(3)}
    make_request()
    monkeypatch.setattr("wagtail_tyonohjaus.practice.access.policy.MAX_LISTED_PKS", 2)
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
