"""The lines of the dashboard: what waits for each role, why, and where to solve it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import GroupPagePermission

from tests.factories import make_busy_calendar, make_office, make_practice, make_service, make_site, make_supervisor
from tests.inbox.factories import (
    client_for,
    get_permission,
    make_callback,
    make_coordinator,
    make_delivery,
    make_manager,
    make_request,
    make_supervisor_user,
    make_user,
    response_text,
)
from tests.pages.factories import make_home, make_page, make_translation
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.availability.models import BusyCalendar
from wagtail_tyonohjaus.overview.dashboard import health_problems, waiting_lines
from wagtail_tyonohjaus.overview.limited_counts import count_limited
from wagtail_tyonohjaus.overview.problems import Problem
from wagtail_tyonohjaus.practice.models import Office, Supervisor

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def fresh(user: Any) -> Any:
    """The user as another request has it, without what was loaded for the last one."""
    return type(user).objects.get(pk=user.pk)


def lines(user: Any) -> dict[str, Problem]:
    return {line.code: line for line in waiting_lines(fresh(user))}


def make_editor(page: Any) -> Any:
    group = Group.objects.create(name=f"Editors of {page.pk}")
    for codename in ("change_page", "publish_page"):
        permission = get_permission(codename)
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    editor = make_user()
    editor.groups.add(group)
    return editor


def make_session(supervisor: Supervisor, office: Office, **kwargs: Any) -> Session:
    start = timezone.now() + 3 * HOUR
    service = make_service(site=supervisor.site)
    values = {"start": start, "end": start + HOUR, "time_zone": "Europe/Helsinki", "hold_until": start, **kwargs}
    return Session.objects.create(supervisor=supervisor, service=service, office=office, **values)


# Requests, calls and sessions


def test_overdue_requests_and_calls_have_cause_remedy_and_link():
    office = make_office()
    request = make_request(office, due_at=timezone.now() - HOUR)
    make_callback(request, hours=-1)
    found = lines(make_coordinator(office))
    assert list(found) == ["calls_overdue", "requests_overdue"]
    line = found["requests_overdue"]
    assert (line.text, line.cause) == ("1 request is overdue.", "No work has begun within the response time.")
    assert line.advice == "Answer them, or assign them to somebody who can."
    assert [link.url for link in line.links] == [reverse("tyonohjaus_inbox:index") + "?queue=overdue"]


def test_open_work_of_people_who_left_is_linked():
    office, leaver = make_office(), make_user(is_active=False)
    request = make_request(office, assignee=leaver, assignee_name="Leaver", status="in_progress")
    line = lines(make_coordinator(office))["requests_of_former"]
    assert line.text == "1 open request belongs to somebody who has left."
    assert [link.url for link in line.links] == [reverse("tyonohjaus_inbox:detail", args=[request.pk])]
    assert request.reference in line.links[0].label


def test_sessions_of_a_supervisor_who_left_are_linked():
    office = make_office()
    session = make_session(make_supervisor([office], active=False), office, status="confirmed", hold_until=None)
    line = lines(make_coordinator(office))["sessions_of_former"]
    assert [link.url for link in line.links] == [reverse("tyonohjaus_session:detail", args=[session.pk])]


@pytest.mark.parametrize(("hours", "announced"), [(5, True), (30, False), (-1, False)])
def test_hold_is_announced_on_its_last_day(hours, announced):
    office = make_office()
    user = make_supervisor_user([office])
    make_session(Supervisor.objects.get(user=user), office, hold_until=timezone.now() + hours * HOUR)
    assert ("holds_expiring" in lines(user)) is announced
    assert ("holds_expiring" in lines(make_coordinator(office))) is announced


def test_lines_are_of_the_users_practice_and_office_only():
    other = make_office(site=make_site("other.example"))
    make_practice(other.site)
    supervisor = make_supervisor([other], site=other.site, name="Canary")
    make_busy_calendar(supervisor, error="status", error_detail="404")
    request = make_request(other, due_at=timezone.now() - HOUR)
    make_delivery(request, state="failed", last_response="550 unknown")
    make_session(supervisor, other)
    office = make_office()
    make_practice(office.site)
    for user in (make_coordinator(office), make_supervisor_user([office]), make_manager(office.site)):
        assert lines(user) == {}
    assert len(lines(make_coordinator(other))) == 4


def test_more_rows_than_the_limit_are_not_counted():
    office = make_office()
    make_request(office, due_at=timezone.now() - HOUR)
    first = office._meta.apps.get_model("wagtail_tyonohjaus.ContactRequest").objects.get()
    copies = []
    for number in range(120):
        copy = type(first).objects.get(pk=first.pk)
        copy.pk, copy._state.adding = None, True
        copy.reference, copy.submission_key = f"TO-{number}", f"copy-{number}"
        copy.receipt_key, copy.receipt_hash = f"receipt-{number}", None
        copies.append(copy)
    type(first).objects.bulk_create(copies)
    user = make_coordinator(office)
    assert count_limited(user, {"all": type(first).objects.all(), "none": type(first).objects.none()}) == {
        "all": 100,
        "none": 0,
    }
    assert lines(user)["requests_overdue"].text == "More than 99 requests are overdue."
    assert "99+" in response_text(client_for(user).get(reverse("wagtailadmin_home")))


# Calendars and messages


def test_supervisor_sees_the_own_failing_calendar_with_the_remedy():
    user = make_supervisor_user()
    supervisor = Supervisor.objects.get(user=user)
    make_busy_calendar(supervisor, name="Work", error="status", error_detail="404", stale="close")
    line = lines(user)["calendar_failing"]
    assert line.text == "Your calendar “Work” can't be fetched."
    assert "status 404" in line.cause and "no free times are offered" in line.cause
    assert [link.url for link in line.links] == [reverse("tyonohjaus_busy_calendars", args=[supervisor.pk])]


def test_coordinator_sees_the_failing_calendars_of_the_office():
    office = make_office()
    make_busy_calendar(make_supervisor([office], name="Aino"), name="Home", error="timeout")
    make_busy_calendar(make_supervisor([make_office(city="Turku")], name="Canary"), error="timeout")
    make_busy_calendar(make_supervisor([office], name="Gone", active=False), error="timeout")
    found = [line.text for line in waiting_lines(make_coordinator(office)) if line.code == "calendar_failing"]
    assert found == ["The calendar “Home” of Aino can't be fetched."]


def test_failed_messages_have_the_reason_in_plain_words():
    office = make_office()
    request = make_request(office)
    make_delivery(request, state="failed", last_response="550 5.1.1 <canary@example.org> unknown")
    coordinator = make_coordinator(office)
    line = lines(coordinator)["messages_failed"]
    assert line.cause == ("The recipient's mail server knows no such address, or does not accept mail for it (550).")
    manager = make_manager(office.site)
    (problem,) = [each for each in health_problems(manager) if each.code == "undelivered"]
    assert (problem.cause, problem.links[0].url) == (line.cause, reverse("tyonohjaus_log:index") + "?state=failed")
    assert "canary" not in line.cause + line.text


# Health problems


def test_every_problem_of_a_manager_says_what_to_do_and_links_lead_somewhere():
    office = make_office()
    make_practice(office.site, email="")
    request = make_request(office, due_at=timezone.now() - HOUR)
    make_delivery(request, state="failed")
    manager = make_manager(office.site)
    client = client_for(manager)
    problems = health_problems(manager)
    assert {problem.code for problem in problems} >= {"no_recipient", "undelivered", "worker"}
    for problem in [*problems, *waiting_lines(manager)]:
        assert problem.advice
        for link in problem.links:
            assert client.get(link.url).status_code == 200, link


def test_link_to_the_settings_is_for_those_who_may_change_them():
    site = make_practice(email="").site
    allowed = make_user("", "change_contactrequest", "change_practicesettings")
    (problem,) = [each for each in health_problems(allowed) if each.code == "no_recipient"]
    assert [link.url for link in problem.links] == [
        reverse("wagtailsettings:edit", args=["wagtail_tyonohjaus", "practicesettings", site.pk])
    ]
    (problem,) = [each for each in health_problems(make_manager()) if each.code == "no_recipient"]
    assert problem.links == ()


# Editors


def test_editor_sees_notices_that_end_begin_or_never_end():
    home = make_home()
    index = make_page("CrisisNoticeIndexPage", home, slug="notices")
    now = timezone.now()
    make_page("CrisisNoticePage", index, slug="a", title="Ends", valid_until=now + 24 * HOUR)
    make_page(
        "CrisisNoticePage", index, slug="b", title="Begins", valid_from=now + 24 * HOUR, valid_until=now + 300 * HOUR
    )
    make_page("CrisisNoticePage", index, slug="c", title="Endless")
    make_page("CrisisNoticePage", index, slug="d", title="Later", valid_until=now + 300 * HOUR)
    found = {line.code: line.text for line in waiting_lines(make_editor(home))}
    assert found["notice_ending"].startswith("The crisis notice “Ends” ends ")
    assert found["notice_scheduled"].startswith("The crisis notice “Begins” begins ")
    assert found["notice_endless"] == "The crisis notice “Endless” has no end."
    assert "Later" not in str(found)


def test_editor_sees_pages_to_look_at_and_their_list():
    home = make_home()
    index = make_page("SupervisorIndexPage", home, slug="people")
    gone = make_supervisor(name="Gone", active=False)
    idle = make_supervisor(name="Idle")
    make_page("SupervisorPage", index, slug="gone", title="Page of Gone", supervisor=gone)
    make_page("SupervisorPage", index, slug="idle", title="Page of Idle", supervisor=idle)
    draft = make_page("StandardPage", home, slug="draft", title="Draft")
    draft.title = "Changed"
    draft.save_revision()
    editor = make_editor(home)
    assert set(lines(editor)) == {"pages_former", "pages_no_hours", "pages_draft"}
    client = client_for(editor)
    content = response_text(client.get(reverse("tyonohjaus_pages_to_check") + "?kind=former"))
    assert "Page of Gone" in content and "Page of Idle" not in content
    assert "Changed" in response_text(client.get(reverse("tyonohjaus_pages_to_check")))
    assert client.get(reverse("tyonohjaus_pages_to_check") + "?kind=unknown").status_code == 404
    assert lines(make_editor(draft)).keys() == {"pages_draft"}


def test_pages_lead_nowhere_without_number_address_and_contact_page():
    home = make_home()
    make_page("StandardPage", home, slug="page")
    editor = make_editor(home)
    assert "pages_no_contact" not in lines(editor)
    make_practice(phone="", email="")
    assert lines(editor)["pages_no_contact"].text == "On 2 pages, visitors find no way to contact the practice."
    make_page("ContactPage", home, slug="contact")
    assert "pages_no_contact" not in lines(editor)


def test_missing_translations_of_pages_and_records_are_counted():
    home = make_home()
    service = make_service(name="Supervision")
    page = make_page("StandardPage", home, slug="page")
    editor = make_editor(home)
    editor.user_permissions.add(get_permission("change_service"))
    assert lines(editor) == {}
    make_translation(home, "sv")
    assert set(lines(editor)) == {"pages_missing_language", "records_missing_language"}
    make_translation(page, "sv")
    service.translations.create(language="sv", name="Handledning")
    service.save()
    assert lines(editor) == {}


def test_pages_that_refer_to_deleted_records_are_counted(django_capture_on_commit_callbacks):
    home, service = make_home(), make_service()
    body = [{"type": "services", "value": {"heading": "", "services": [service.pk]}}]
    make_page("StandardPage", home, slug="page", body=body)
    editor = make_editor(home)
    with django_capture_on_commit_callbacks(execute=True):
        service.delete()
    assert "pages_deleted" in lines(editor)


@pytest.mark.parametrize(("language", "text"), [("fi", "1 pyyntö on myöhässä."), ("sv", "1 förfrågan är försenad.")])
def test_lines_are_translated(language, text):
    office = make_office()
    make_request(office, due_at=timezone.now() - HOUR)
    user = make_coordinator(office)
    with translation.override(language):
        assert lines(user)["requests_overdue"].text == text


# Queries


def fill(office: Office, home: Any, index: Any, notices: Any, number: int) -> None:
    """One more row of everything that the dashboard lists."""
    user = make_user(is_active=False)
    request = make_request(office, due_at=timezone.now() - HOUR)
    make_callback(request, hours=-1)
    make_delivery(request, state="failed", last_response="550 unknown")
    make_request(office, held_for_review=True)
    make_request(office, assignee=user, assignee_name="Leaver", status="in_progress")
    supervisor = make_supervisor([office], name=f"Person {number}")
    make_session(supervisor, office)
    make_session(make_supervisor([office], active=False), office, status="confirmed")
    make_busy_calendar(supervisor, error="timeout")
    make_page("SupervisorPage", index, slug=f"person-{number}", supervisor=supervisor)
    make_page("CrisisNoticePage", notices, slug=f"notice-{number}", valid_until=timezone.now() + 24 * HOUR)
    page = make_page("StandardPage", home, slug=f"page-{number}")
    page.save_revision()


def test_queries_do_not_grow_with_the_rows():
    home, office = make_home(), make_office()
    index = make_page("SupervisorIndexPage", home, slug="people")
    notices = make_page("CrisisNoticeIndexPage", home, slug="notices")
    editor = make_editor(home)
    users = [editor, make_coordinator(office), make_manager(office.site)]
    clients = [client_for(user) for user in users]
    counts: list[list[int]] = []
    for number in range(30):
        fill(office, home, index, notices, number)
        if number in (0, 29):
            counts.append([_count(client) for client in clients])
    # A single request is linked by itself, which takes one query more than the link to a list.
    assert all(many <= one for one, many in zip(*counts, strict=True))


def _count(client: Any) -> int:
    url = reverse("wagtailadmin_home")
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_failing_calendars_beyond_the_first_are_summed_up():
    office = make_office()
    for number in range(5):
        make_busy_calendar(make_supervisor([office], name=f"Person {number}"), error="timeout")
    texts = [line.text for line in waiting_lines(make_coordinator(office)) if line.code == "calendar_failing"]
    assert (len(texts), texts[-1]) == (4, "The calendars of further supervisors can't be fetched.")
    assert BusyCalendar.objects.count() == 5
