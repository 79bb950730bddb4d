"""The open requests of people who leave: told when a supervisor is turned off, and found by filters of the inbox."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.factories import (
    client_for,
    make_coordinator,
    make_manager,
    make_request,
    make_supervisor_user,
    make_user,
    response_text,
)
from tests.inbox.test_list import INDEX, listed_names
from tests.overview.test_dashboard import lines
from tests.permissions.test_people import edit_url, form_data
from wagtail_tyonohjaus.contact.models import OPEN_STATUSES
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = pytest.mark.django_db
RIGHTS = ("change_contactrequest", "change_supervisor")


def turn_off(actor, supervisor):
    """Saves the form of the supervisor without the tick; returns the list that follows."""
    client = client_for(actor)
    form = client.get(edit_url(supervisor)).context["form"]
    changes = {name: value for name, value in form_data(form).items() if name != "active"}
    return client, client.post(edit_url(supervisor), changes, follow=True)


def choices(user, name, **query):
    """The primary keys that a filter of the inbox offers."""
    form = client_for(user).get(INDEX, query).context["filters"].form
    return set(form.fields[name].queryset.values_list("pk", flat=True))


def test_requests_are_listed_by_supervisor_and_assignee():
    office = make_office()
    aino, eino = make_supervisor([office], name="Aino"), make_supervisor([office], name="Eino")
    user, colleague = make_coordinator(office), make_user()
    make_request(office, name="one", supervisor=aino)
    make_request(office, name="two", supervisor=eino, assignee=colleague, status="in_progress")
    make_request(office, name="closed", supervisor=aino, status="closed")
    assert listed_names(user, supervisor=aino.pk) == ["one"]
    assert listed_names(user, supervisor=aino.pk, queue="all", status=list(OPEN_STATUSES)) == ["one"]
    assert set(listed_names(user, supervisor=aino.pk, queue="all")) == {"one", "closed"}
    assert listed_names(user, assignee=colleague.pk) == ["two"]
    assert listed_names(user, supervisor=aino.pk, assignee=colleague.pk) == []


def test_filters_offer_people_with_open_requests_only():
    office = make_office()
    busy, left = make_supervisor([office], name="Aino"), make_supervisor([office], name="Eino", active=False)
    idle = make_supervisor([office], name="Veikko")
    user, former, unassigned = make_coordinator(office), make_user(is_active=False), make_user()
    make_request(office, supervisor=busy, assignee=former, status="in_progress")
    make_request(office, supervisor=left)
    make_request(office, supervisor=idle, assignee=unassigned, status="closed")
    assert choices(user, "supervisor") == {busy.pk, left.pk}
    assert choices(user, "assignee") == {former.pk}
    assert choices(user, "supervisor", supervisor=idle.pk) == {busy.pk, left.pk, idle.pk}
    assert choices(user, "assignee", assignee=unassigned.pk) == {former.pk, unassigned.pk}


@pytest.mark.parametrize("name", ["supervisor", "assignee"])
def test_filters_name_nobody_of_other_offices(name):
    helsinki, turku = make_office(), make_office(city="Turku")
    user = make_coordinator(helsinki)
    foreign_practice = make_practice(make_site("second.example"))
    foreign = make_office(city="Oulu", site=foreign_practice.site)
    for office in (turku, foreign):
        hidden_user = make_supervisor_user([office], site=office.site)
        hidden = Supervisor.objects.get(user=hidden_user)
        make_request(office, supervisor=hidden, assignee=hidden_user, status="in_progress")
        pk = hidden.pk if name == "supervisor" else hidden_user.pk
        manager_sees = choices(make_manager(helsinki.site), name, **{name: pk})
        assert (pk in manager_sees) is (office == turku)
        if name == "supervisor" or office == foreign:
            assert choices(user, name, **{name: pk}) == set()
            assert listed_names(user, **{name: pk}) == []


def test_supervisor_of_the_practice_without_a_request_lists_nothing_for_a_manager():
    office = make_office()
    supervisor = make_supervisor([office])
    make_request(office)
    response = client_for(make_manager(office.site)).get(INDEX, {"supervisor": supervisor.pk})
    assert response.context["filters"].is_valid()
    assert list(response.context["object_list"]) == []


def measured(client):
    """The number of queries of the inbox, and the number of options in it."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        content = client.get(INDEX).content.decode()
    return len(queries), content.count("<option")


def test_inbox_does_not_grow_with_the_practices_people():
    office = make_office()
    make_request(office, supervisor=make_supervisor([office], name="Busy"))
    client = client_for(make_manager(office.site))
    client.get(INDEX)
    before = measured(client)
    people = [make_supervisor([office], name=f"Idle {number}", user=make_user()) for number in range(30)]
    assert measured(client) == before
    for supervisor in people:
        make_request(office, supervisor=supervisor, assignee=supervisor.user, status="in_progress")
    assert measured(client)[0] == before[0]


def test_manager_who_turns_a_supervisor_off_gets_links_to_the_open_requests():
    office = make_office()
    leaver = make_user()
    supervisor = make_supervisor([office], user=leaver)
    make_request(office, name="for her", supervisor=supervisor)
    make_request(office, name="assigned", assignee=leaver, status="in_progress")
    make_request(office, name="held", supervisor=supervisor, held_for_review=True)
    make_request(office, name="closed", supervisor=supervisor, assignee=leaver, status="closed")
    make_request(office, name="other")
    client, response = turn_off(make_manager(office.site, RIGHTS), supervisor)
    text = response_text(response)
    assert f"{supervisor.name} no longer works at the practice, but has 3 open contact requests." in text
    urls = [unescape(url) for url in re.findall(rf'href="({re.escape(INDEX)}\?[^"]+)"', response.content.decode())]
    listed = [{row.name for row in client.get(url).context["object_list"]} for url in urls]
    assert listed == [{"for her", "held"}, {"assigned"}]


def test_nothing_is_said_without_open_requests_or_about_those_who_stay():
    office = make_office()
    supervisor = make_supervisor([office])
    request = make_request(office, supervisor=supervisor, status="closed")
    manager = make_manager(office.site, RIGHTS)
    _, response = turn_off(manager, supervisor)
    assert "no longer works at the practice" not in response_text(response)
    request.status = "new"
    request.save()
    client = client_for(manager)
    data = form_data(client.get(edit_url(supervisor)).context["form"])
    response = client.post(edit_url(supervisor), {**data, "active": "on"}, follow=True)
    assert "no longer works at the practice" not in response_text(response)


def test_requests_are_counted_but_not_linked_for_who_may_not_see_them():
    office = make_office()
    supervisor = make_supervisor([office])
    make_request(office, supervisor=supervisor)
    _, response = turn_off(make_manager(office.site, ("change_supervisor",)), supervisor)
    assert "has 1 open contact request." in response_text(response)
    assert INDEX not in response.content.decode()


def test_requests_of_people_who_left_are_a_filter():
    office = make_office()
    user, leaver = make_coordinator(office), make_user(is_active=False)
    left = make_supervisor([office], active=False)
    make_request(office, name="deactivated", assignee=leaver, assignee_name="Leaver", status="in_progress")
    make_request(office, name="deleted", assignee_name="Somebody", status="in_progress")
    make_request(office, name="supervisor", supervisor=left)
    make_request(office, name="closed", assignee=leaver, supervisor=left, status="closed")
    make_request(office, name="mine", assignee=user, assignee_name="Me", status="in_progress")
    assert set(listed_names(user, former="assignee", queue="all")) == {"deactivated", "deleted"}
    assert listed_names(user, former="supervisor", queue="all") == ["supervisor"]


def test_home_page_links_to_the_list_if_there_are_more_than_it_names():
    office, leaver = make_office(), make_user(is_active=False)
    user = make_coordinator(office)
    for number in range(4):
        make_request(office, name=f"Visitor {number}", assignee=leaver, assignee_name="Leaver", status="in_progress")
    line = lines(user)["requests_of_former"]
    listed = client_for(user).get(line.links[-1].url).context["object_list"]
    assert (len(line.links), len(listed)) == (4, 4)
