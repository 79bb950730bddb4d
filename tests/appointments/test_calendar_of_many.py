"""A day with many sessions in the calendar shows the first ones, and a link to all of them."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.appointments.factories import ATTENDEE, STAFF, book, helsinki, make_first_request
from tests.appointments.test_admin import url
from tests.factories import make_supervisor
from wagtail_tyonohjaus.appointments.admin import calendar
from wagtail_tyonohjaus.appointments.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

DAY = "2026-01-12"


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> list[Session]:
    """Three on one day and one on the next, where two are shown per day."""
    monkeypatch.setattr(calendar, "MAX_ENTRIES_PER_DAY", {"week": 2, "month": 2})
    slot_request = make_first_request()
    starts = [f"{DAY} 11:00", f"{DAY} 09:00", f"{DAY} 13:00", "2026-01-13 09:00"]
    return [book(slot_request.starting_at(helsinki(start)), ATTENDEE, actor=STAFF) for start in starts]


def shown_on(response, day: str) -> tuple[list[Session], int]:
    cells = [cell for week in response.context["weeks"] for cell in week]
    [cell] = [cell for cell in cells if cell.date.isoformat() == day]
    return [entry.session for entry in cell.entries], cell.more


@pytest.mark.parametrize("view", ["week", "month"])
def test_the_first_sessions_of_a_day_are_shown_and_the_others_counted(view, admin_client, sessions):
    response = admin_client.get(url(view), {"day": DAY})
    assert shown_on(response, DAY) == ([sessions[1], sessions[0]], 1)
    assert shown_on(response, "2026-01-13") == ([sessions[3]], 0)
    links = BeautifulSoup(response.content, "html.parser").find_all("a", string="1 more session")
    assert len(links) == 1


def test_the_link_lists_all_sessions_of_the_day(admin_client, sessions):
    Session.objects.filter(pk=sessions[2].pk).update(status="completed")
    page = admin_client.get(url("week"), {"day": DAY, "supervisor": sessions[0].supervisor_id})
    [link] = BeautifulSoup(page.content, "html.parser").find_all("a", string="1 more session")
    assert link["href"].startswith(reverse("tyonohjaus_session:index"))
    listed = admin_client.get(link["href"]).context["object_list"]
    assert list(listed) == [sessions[1], sessions[0], sessions[2]]


def test_the_link_keeps_the_filter(admin_client, sessions):
    day = admin_client.get(url("week"), {"day": DAY, "office": sessions[0].office_id}).context["weeks"][0][0]
    assert f"office={sessions[0].office_id}" in day.list_url


def test_sessions_that_start_at_once_are_counted_in_one_row(admin_client, sessions):
    copies = [copy_of(sessions[1]) for _number in range(20)]
    counts = []
    for _again in range(2):
        with CaptureQueriesContext(connection) as captured:
            response = admin_client.get(url("month"), {"day": DAY})
        counts.append(len(captured))
        assert len([query for query in captured if "GROUP BY" in query["sql"]]) == 1
        copies += [copy_of(sessions[0]) for _number in range(20)]
    assert counts[0] == counts[1]
    assert shown_on(response, DAY) == ([sessions[1], copies[0]], 41)


def copy_of(session: Session) -> Session:
    fields = {name: getattr(session, name) for name in ("service", "office", "start", "end", "time_zone", "status")}
    return Session.objects.create(supervisor=make_supervisor(), seat=0, name="Copy", **fields)
