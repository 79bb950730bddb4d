"""Who has booked a session reads the messages about it, also at an office that is not theirs."""

import pytest
from django.urls import reverse

from tests.appointments.factories import make_session
from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor
from tests.inbox.factories import client_for, make_coordinator, make_user, response_text
from wagtail_tyonohjaus.appointments.models import SessionEvent
from wagtail_tyonohjaus.messages.models import Delivery

INDEX = reverse("tyonohjaus_log:index")
pytestmark = pytest.mark.django_db


@pytest.fixture
def offices():
    make_practice()
    return [make_office(), make_office(city="Tampere")]


@pytest.fixture
def coordinator(offices):
    return make_coordinator(offices[0])


@pytest.fixture
def supervisor(offices):
    return make_supervisor(offices=offices, services=[make_service()])


def failed_invitation(supervisor, office, user=None, kind="confirmed", role="staff"):
    """Of a session whose history names the user."""
    session = make_session(supervisor, office)
    SessionEvent.objects.create(session=session, kind=kind, actor_role=role, user=user)
    return Delivery.objects.create(
        site=supervisor.site,
        about=session.reference,
        message_type="session_confirmed",
        address="guest@example.org",
        state="failed",
        message_id="<1@example.org>",
    )


def listed(client, **query):
    return list(client.get(INDEX, query).context["object_list"])


@pytest.mark.parametrize("kind", ["confirmed", "proposed", "moved", "cancelled"])
def test_who_has_changed_a_session_reads_its_messages(coordinator, supervisor, offices, kind):
    delivery = failed_invitation(supervisor, offices[1], coordinator, kind)
    client = client_for(coordinator)
    assert listed(client) == [delivery]
    assert listed(client, q="guest") == [delivery]
    assert listed(client, q=delivery.about) == [delivery]
    page = client.get(reverse("tyonohjaus_log:detail", args=[delivery.pk]))
    assert page.status_code == 200
    # The session itself belongs to another office, so there is no link to a page that does not exist for her.
    assert page.context["subject_url"] == ""
    assert (page.context["can_resend"], page.context["can_acknowledge"]) == (False, False)


def test_messages_of_sessions_that_others_have_booked_stay_hidden(coordinator, supervisor, offices):
    colleague = make_coordinator(offices[1])
    others = [failed_invitation(supervisor, offices[1], colleague), failed_invitation(supervisor, offices[1])]
    client = client_for(coordinator)
    assert listed(client) == []
    assert listed(client, q="guest") == []
    for delivery in others:
        assert client.get(reverse("tyonohjaus_log:detail", args=[delivery.pk])).status_code == 404
    assert set(listed(client_for(colleague))) == set(others)


def test_message_of_a_booked_session_is_not_sent_again(coordinator, supervisor, offices):
    delivery = failed_invitation(supervisor, offices[1], coordinator)
    client = client_for(coordinator)
    for action in ("", "acknowledge"):
        response = client.post(reverse("tyonohjaus_log:resend", args=[delivery.pk]), {"action": action})
        assert response.status_code == 404
    assert Delivery.objects.count() == 1
    delivery.refresh_from_db()
    assert delivery.acknowledged_at is None


def test_session_of_the_own_office_has_a_link(coordinator, supervisor, offices):
    delivery = failed_invitation(supervisor, offices[0], coordinator)
    page = client_for(coordinator).get(reverse("tyonohjaus_log:detail", args=[delivery.pk]))
    assert page.context["subject_url"] in response_text(page)
    assert page.context["subject_url"]


def test_practice_for_which_the_user_no_longer_works_stays_hidden(coordinator):
    site = make_practice(site=make_site("elsewhere")).site
    office = make_office(site=site, city="Turku")
    supervisor = make_supervisor(site=site, offices=[office], services=[make_service(site=site)])
    delivery = failed_invitation(supervisor, office, coordinator)
    assert listed(client_for(coordinator)) == []
    assert client_for(coordinator).get(reverse("tyonohjaus_log:detail", args=[delivery.pk])).status_code == 404


def test_user_without_any_part_in_the_practice_reads_nothing(supervisor, offices):
    user = make_user()
    failed_invitation(supervisor, offices[1], user)
    assert client_for(user).get(INDEX).status_code in (302, 403)


def test_queries_do_not_grow_with_booked_sessions(
    coordinator, supervisor, offices, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_for(coordinator)
    failed_invitation(supervisor, offices[1], coordinator)
    listed(client)
    with django_assert_max_num_queries(24) as counted:
        listed(client)
    for _number in range(29):
        failed_invitation(supervisor, offices[1], coordinator)
    with django_assert_num_queries(len(counted)):
        assert len(listed(client)) == 30
