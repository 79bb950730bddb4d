"""Who may see, book and change which sessions. tests/inbox/test_access_policy.py tries the policy of all records."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.appointments.factories import (
    ATTENDEE,
    STAFF,
    book,
    make_first_request,
    make_slot_request,
    make_working_supervisor,
)
from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.factories import make_coordinator, make_manager, make_user
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.policy import can_view_all_sessions, sessions_for, supervisors_for
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def make_session_manager(site=None, *, permission="change_session"):
    return make_manager(site, [permission])


@pytest.fixture
def session():
    """At the office of Aino, who works there only."""
    return book(make_first_request(), ATTENDEE, actor=STAFF)


def make_remote_session(supervisor: Supervisor) -> Session:
    later = make_slot_request(supervisor, "2026-01-13 09:00", mode="remote", office=None)
    return book(later, ATTENDEE, actor=STAFF)


def test_coordinator_may_change_sessions_of_the_office_and_those_outside_any(session):
    remote, turku = make_remote_session(session.supervisor), make_office(city="Turku")
    coordinator, elsewhere = make_coordinator(session.office), make_coordinator(turku)
    assert list(sessions_for(coordinator).order_by("start")) == [session, remote]
    assert list(sessions_for(coordinator, "change").order_by("start")) == [session, remote]
    assert list(sessions_for(coordinator, "delete")) == []
    assert list(sessions_for(elsewhere)) == []


def test_coordinator_who_is_a_supervisor_also_sees_own_sessions_elsewhere(session):
    account = make_coordinator(session.office)
    turku = make_office(city="Turku")
    own = make_working_supervisor(session.service, name="Bo Berg", user=account)
    own.offices = [turku]
    own.save()
    in_turku = book(make_slot_request(own, service=session.service, office=turku), ATTENDEE, actor=STAFF)
    assert set(sessions_for(account)) == {session, in_turku}


def test_sessions_belong_to_the_site_of_their_supervisor(session):
    elsewhere = make_practice(make_site("other.example")).site
    for account, expected in (
        (make_session_manager(), [session]),
        (make_session_manager(session.supervisor.site), [session]),
        (make_session_manager(elsewhere), []),
        (make_user(), []),
        (AnonymousUser(), []),
    ):
        assert list(sessions_for(account)) == expected
        assert list(sessions_for(account, "change")) == expected


def test_supervisors_whose_sessions_can_be_booked_depend_on_the_role(session):
    aino = session.supervisor
    bo = make_supervisor(name="Bo Berg", offices=[make_office(city="Turku")], user=make_user())
    cia = make_supervisor(name="Cia Ceder", site=make_practice(make_site("other.example")).site)
    assert list(supervisors_for(make_session_manager())) == [aino, bo, cia]
    assert list(supervisors_for(make_session_manager(aino.site))) == [aino, bo]
    assert list(supervisors_for(make_coordinator(session.office))) == [aino]
    assert list(supervisors_for(bo.user)) == [bo]
    assert list(supervisors_for(make_user())) == []


def test_all_sessions_of_a_supervisor_are_visible_to_that_supervisor_and_to_managers(session):
    aino, account = session.supervisor, make_user()
    other = make_supervisor(name="Bo Berg", user=make_user())
    Supervisor.objects.filter(pk=aino.pk).update(user=account)
    aino.refresh_from_db()
    inactive = make_user(is_active=False, is_superuser=True)
    visible = {
        "own": can_view_all_sessions(account, aino),
        "another's": can_view_all_sessions(account, other),
        "manager": can_view_all_sessions(make_session_manager(), aino),
        "reader": can_view_all_sessions(make_session_manager(permission="view_session"), aino),
        "site manager": can_view_all_sessions(make_session_manager(aino.site), aino),
        "coordinator": can_view_all_sessions(make_coordinator(session.office), aino),
        "anonymous": can_view_all_sessions(AnonymousUser(), aino),
        "inactive": can_view_all_sessions(inactive, aino),
    }
    assert [name for name, is_visible in visible.items() if is_visible] == ["own", "manager", "reader", "site manager"]
