"""From a contact request to a session: booking and proposing in the admin."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests.appointments.factories import (
    ATTENDEE,
    STAFF,
    book,
    helsinki,
    hold,
    make_first_request,
    make_working_supervisor,
    session_states,
)
from tests.factories import make_busy_block, make_hours_exception, make_office, make_site
from tests.inbox.factories import client_for, make_coordinator, make_manager, make_request, response_text
from wagtail_tyonohjaus.appointments import transitions
from wagtail_tyonohjaus.appointments.exceptions import RequestHasSessions, RequestNotBookable
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.proposals import accept, propose
from wagtail_tyonohjaus.appointments.series import book_series
from wagtail_tyonohjaus.appointments.starts.request_guard import check_request
from wagtail_tyonohjaus.appointments.types import Actor
from wagtail_tyonohjaus.contact.workflow import set_status
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NAME = "tyonohjaus_session:"


class Desk:
    """A coordinator at work on one request."""

    def __init__(self, slot_request, **kwargs):
        self.slot_request, self.office = slot_request, slot_request.office
        self.user = make_coordinator(self.office)
        self.client = client_for(self.user)
        defaults = {"service": slot_request.service, "visitor_language": "en", "name": "Maija"}
        self.request = make_request(self.office, **{**defaults, **kwargs})

    def url(self, name, **query):
        values = "&".join(f"{key}={value}" for key, value in {"request": self.request.pk, **query}.items())
        return f"{reverse(NAME + name)}?{values}"

    def get(self, name, **query):
        return self.client.get(self.url(name, **query))

    def post(self, name, data, **query):
        response = self.client.post(self.url(name, **query), data)
        self.request.refresh_from_db()
        return response

    def details(self, **values):
        request = self.slot_request
        defaults = {
            "supervisor": request.supervisor.pk,
            "service": request.service.pk,
            "format": "individual",
            "mode": "premises",
            "office": self.office.pk,
            "minutes": 60,
            "name": "Maija",
            "email": "maija@visitor.example",
            "known_sessions": "",
            "submission": "one",
        }
        return {**defaults, **values}


@pytest.fixture
def desk():
    return Desk(make_first_request(holiday_country="FI"))


def hidden_values(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))


def choices(response) -> list[list[str]]:
    """The values of the radio buttons of each affected date."""
    form = response.context["form"]
    return [[value for value, _label in form.fields[name].choices] for name in form.fields]


def test_click_on_a_free_time_books_it_for_the_request(desk):
    page = desk.get("create")
    (option, value), *_others = page.context["times"]
    assert (option.day, option.hours) == (date(2026, 1, 12), "09:00–10:00")
    data = {**hidden_values(response_text(page).split("tyo-free-times")[1]), "choice": value}
    response = desk.post("create", data)
    session = Session.objects.get()
    assert response.url == reverse(f"{NAME}detail", args=[session.pk])
    assert (session.request, session.name, session.email) == (desk.request, "Maija", desk.request.email)
    assert session_states() == ["01-12 09:00 confirmed"]
    assert (desk.request.status, desk.request.assignee) == ("agreed", desk.user)
    assert desk.request.answered_at is not None


def test_offered_times_are_free_and_on_different_days(desk):
    supervisor = desk.slot_request.supervisor
    make_hours_exception(supervisor, date(2026, 1, 13))
    make_busy_block(supervisor, helsinki("2026-01-14 08:00"), helsinki("2026-01-14 11:00"))
    times = [option for option, _value in desk.get("create").context["times"]]
    assert [f"{one.day:%d}. {one.hours}" for one in times[:3]] == [
        "12. 09:00–10:00",
        "14. 11:00–12:00",
        "15. 09:00–10:00",
    ]
    assert len({one.day for one in times}) == len(times) == 6


def test_request_without_supervisor_and_service_is_offered_times_of_those_who_fit():
    slot_request = make_first_request()
    other = make_working_supervisor(slot_request.service, name="Bo Berg", languages=["sv"])
    other.offices = [slot_request.office]
    other.save()
    desk = Desk(slot_request, service=None, language="sv")
    page = desk.get("create")
    assert {option.supervisor for option, _value in page.context["times"]} == {other}
    assert page.context["form"].initial["service"] == slot_request.service
    response = desk.get("create", supervisor=slot_request.supervisor.pk)
    assert {option.supervisor for option, _value in response.context["times"]} == {slot_request.supervisor}
    assert desk.get("create", supervisor=999_999).status_code == 404


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ({}, ["12 09:00", "13 09:00", "14 09:00"]),
        ({"preferred_start": helsinki("2026-01-15 13:00")}, ["14 13:00", "15 13:00", "16 13:00"]),
        ({"call_windows": [{"weekday": 2, "from": "12:00", "to": "14:00"}]}, ["14 12:00", "21 12:00", "28 12:00"]),
        ({"call_windows": [{"weekday": "x"}, {}]}, ["12 09:00", "13 09:00", "14 09:00"]),
        ({"preferred_start": helsinki("2025-12-01 10:30")}, ["12 10:30", "13 10:30", "14 10:30"]),
    ],
)
def test_proposed_times_follow_the_wishes(wishes, expected):
    desk = Desk(make_first_request(holiday_country=""), **wishes)
    initial = desk.get("propose_times").context["form"].initial
    assert [f"{initial[name]:%d %H:%M}" for name in ("first", "second", "third")] == expected


def test_prefilled_times_can_be_proposed_as_they_are(desk):
    page = desk.get("propose_times")
    form = page.context["form"]
    data = {
        name: getattr(value, "pk", value) for name in form.fields if (value := form[name].value()) not in (None, "")
    }
    data |= {name: f"{data[name]:%Y-%m-%d %H:%M}" for name in ("first", "second", "third")}
    desk.post("propose_times", {**data, "known_sessions": "", "submission": "x"})
    assert session_states() == ["01-12 09:00 held", "01-13 09:00 held", "01-14 09:00 held"]
    sessions = Session.objects.order_by("start")
    assert {session.request for session in sessions} == {desk.request}
    assert (len({session.proposal for session in sessions}), desk.request.status) == (1, "in_contact")
    page = response_text(desk.client.get(reverse("tyonohjaus_inbox:detail", args=[desk.request.pk])))
    assert "Time proposed, 12 Jan 2026, 09:00" in page
    accept(sessions[0], sessions[0].pk)
    desk.request.refresh_from_db()
    assert desk.request.status == "agreed"


def test_fewer_free_times_are_said(desk):
    make_hours_exception(desk.slot_request.supervisor, date(2026, 1, 14), last_day=date(2026, 12, 31))
    page = desk.get("propose_times")
    assert [name for name in ("first", "second", "third") if name in page.context["form"].initial] == [
        "first",
        "second",
    ]
    assert "There are free times on only 2 days." in response_text(page)
    make_hours_exception(desk.slot_request.supervisor, date(2026, 1, 1), last_day=date(2027, 12, 31))
    Supervisor.objects.update(active=False)
    assert "There are no free times that fit this request." in response_text(desk.get("propose_times"))


def test_weekly_limit_allows_fewer_times_of_one_week(desk):
    Supervisor.objects.update(max_sessions_per_week=2)
    initial = desk.get("propose_times").context["form"].initial
    assert [f"{initial[name]:%d}" for name in ("first", "second", "third")] == ["12", "13", "19"]


def test_proposal_instead_of_a_requested_time_prefills_times_of_different_days(admin_client):
    session = hold(make_first_request(holiday_country=""), ATTENDEE)
    initial = admin_client.get(reverse(f"{NAME}propose", args=[session.pk])).context["form"].initial
    assert [f"{initial[name]:%d %H:%M}" for name in ("first", "second", "third")] == [
        "12 09:00",
        "13 09:00",
        "14 09:00",
    ]


@pytest.mark.parametrize(
    ("times", "errors"),
    [
        (("2026-01-13 09:00", "2026-01-13 09:30", ""), ["second"]),
        (("2026-01-13 09:00", "2026-01-14 09:00", "2026-01-13 08:30"), ["third"]),
        (("2026-01-13 09:00", "2026-01-13 09:00", ""), ["second"]),
        (("2026-01-13 09:00", "2026-01-13 09:30", "2026-01-13 09:45"), ["second", "third"]),
        (("2026-01-13 09:00", "2026-01-13 10:00", "2026-01-13 11:00"), []),
    ],
)
@pytest.mark.parametrize("with_request", [True, False])
def test_overlapping_proposals_are_errors_at_the_later_field(desk, admin_client, times, errors, with_request):
    data = dict(zip(("first", "second", "third"), times, strict=True))
    if with_request:
        response = desk.post("propose_times", desk.details(**data))
    else:
        session = hold(desk.slot_request, ATTENDEE)
        response = admin_client.post(reverse(f"{NAME}propose", args=[session.pk]), data)
    assert (list(response.context["form"].errors) if response.status_code == 200 else []) == errors
    assert Session.objects.filter(status="held").count() == (0 if errors else 3) + bool(errors and not with_request)


def test_proposal_needs_an_address_for_the_link(desk):
    response = desk.post("propose_times", desk.details(first="2026-01-13 09:00", email=""))
    assert list(response.context["form"].errors) == ["email"]


def test_each_date_of_a_series_needs_a_decision(desk):
    make_hours_exception(desk.slot_request.supervisor, date(2026, 1, 26))
    details = desk.details(start="2026-01-12 09:00", every_days=14, times=3)
    response = desk.post("create", details)
    assert choices(response) == [["skip", "next", "anyway"]]
    page = response_text(response)
    assert "The supervisor is away on this day." in page and "Take the next free time: Tuesday 27 January" in page
    assert not Session.objects.exists() and not Delivery.objects.exists()
    values = hidden_values(page)
    assert values["email"] == "maija@visitor.example"
    unanswered = desk.post("create", values)
    assert unanswered.context["form"].errors == {"date_0": ["Select what to do with this date."]}
    desk.post("create", {**values, "date_0": "next"})
    assert session_states() == ["01-12 09:00 confirmed", "01-27 09:00 confirmed", "02-09 09:00 confirmed"]
    assert desk.request.status == "agreed"


@pytest.mark.parametrize(("choice", "days"), [("skip", ["12", "09"]), ("anyway", ["12", "26", "09"])])
def test_date_is_skipped_or_booked_anyway(desk, choice, days):
    make_hours_exception(desk.slot_request.supervisor, date(2026, 1, 26))
    page = desk.post("create", desk.details(start="2026-01-12 09:00", every_days=14, times=3))
    desk.post("create", {**hidden_values(response_text(page)), "date_0": choice})
    assert [f"{session.local_start:%d}" for session in Session.objects.order_by("start")] == days


def test_skipping_everything_is_an_error(desk):
    for day in (12, 26):
        make_hours_exception(desk.slot_request.supervisor, date(2026, 1, day))
    page = desk.post("create", desk.details(start="2026-01-12 09:00", every_days=14, times=2))
    response = desk.post("create", {**hidden_values(response_text(page)), "date_0": "skip", "date_1": "skip"})
    assert response.context["form"].non_field_errors() == ["Select at least one date."]


def test_single_date_cannot_be_skipped(desk):
    make_hours_exception(desk.slot_request.supervisor, date(2026, 1, 12))
    page = desk.post("create", desk.details(start="2026-01-12 09:00"))
    assert choices(page) == [["next", "anyway"]]
    assert "Skip this date" not in response_text(page)
    response = desk.post("create", {**hidden_values(response_text(page)), "date_0": "skip"})
    assert list(response.context["form"].errors) == ["date_0"]


def test_overlap_with_another_session_cannot_be_decided(desk):
    book(desk.slot_request.starting_at(helsinki("2026-01-12 09:30")), ATTENDEE, actor=STAFF)
    page = desk.post("create", desk.details(start="2026-01-12 09:00"))
    assert choices(page) == [["next"]]
    response = desk.post("create", {**hidden_values(response_text(page)), "date_0": "anyway"})
    assert list(response.context["form"].errors) == ["date_0"]
    assert session_states() == ["01-12 09:30 confirmed"]


def test_changed_situation_is_asked_about_again(desk):
    make_hours_exception(desk.slot_request.supervisor, date(2026, 1, 26))
    page = desk.post("create", desk.details(start="2026-01-12 09:00", every_days=14, times=3))
    make_hours_exception(desk.slot_request.supervisor, date(2026, 1, 27))
    answer = {**hidden_values(response_text(page)), "date_0": "next"}
    again = desk.post("create", answer)
    assert "The situation has changed in the meantime." in response_text(again)
    assert "Wednesday 28 January" in response_text(again) and not Session.objects.exists()
    desk.slot_request.supervisor.hours_exceptions.all().delete()
    again = desk.post("create", answer)
    assert "The situation has changed in the meantime." in response_text(again) and not Session.objects.exists()
    desk.post("create", hidden_values(response_text(again)))
    assert len(session_states()) == 3


def test_details_can_be_changed_instead_of_deciding(desk):
    page = desk.post("create", desk.details(start="2026-01-06 09:00", name="Somebody else"))
    page = desk.post("create", desk.details(start="2026-01-17 09:00", name="Somebody else"))
    response = desk.post("create", {**hidden_values(response_text(page)), "edit": "1"})
    assert 'value="Somebody else"' in response_text(response) and not response.context["form"].errors


def test_cause_of_busy_time_is_for_those_who_may_see_it(desk):
    supervisor = desk.slot_request.supervisor
    make_busy_block(supervisor, helsinki("2026-01-12 09:00"), helsinki("2026-01-12 10:00"))
    supervisor.busy_calendars.update(name="Private life")
    details = desk.details(start="2026-01-12 09:00")
    assert "according to this calendar: Private life." in response_text(desk.post("create", details))
    elsewhere = make_manager(permissions=("change_contactrequest", "change_session"))
    page = response_text(client_for(elsewhere).post(desk.url("create"), details))
    assert "The supervisor is busy." in page and "Private life" not in page


def test_moving_and_proposing_ask_as_well(desk):
    make_hours_exception(desk.slot_request.supervisor, date(2026, 1, 14))
    session = book(desk.slot_request, ATTENDEE, actor=STAFF)
    url = reverse(f"{NAME}move", args=[session.pk])
    page = desk.client.post(url, {"other": "2026-01-14 09:00"})
    assert choices(page) == [["next", "anyway"]]
    desk.client.post(url, {**hidden_values(response_text(page)), "date_0": "anyway"})
    assert session_states() == ["01-14 09:00 confirmed"]
    page = desk.post("propose_times", desk.details(first="2026-01-14 12:00", known_sessions=str(session.pk)))
    assert choices(page) == [["next", "anyway"]]
    desk.post("propose_times", {**hidden_values(response_text(page)), "date_0": "next"})
    assert session_states() == ["01-14 09:00 confirmed", "01-15 12:00 held"]


def test_session_may_move_within_its_own_time(desk):
    session = book(desk.slot_request, ATTENDEE, actor=STAFF)
    desk.client.post(reverse(f"{NAME}move", args=[session.pk]), {"other": "2026-01-12 09:30"})
    assert session_states() == ["01-12 09:30 confirmed"]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"held_for_review": True}, "This request is held for review."),
        ({"status": "spam"}, "This request is marked as spam."),
        (
            {"anonymised_at": datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))},
            "personal data of this request has been",
        ),
    ],
)
def test_request_that_cannot_be_booked_says_why(desk, change, text):
    type(desk.request).objects.filter(pk=desk.request.pk).update(**change)
    for name, data in (("create", {"start": "2026-01-12 09:00"}), ("propose_times", {"first": "2026-01-12 09:00"})):
        for response in (desk.get(name), desk.post(name, desk.details(**data))):
            assert text in response_text(response) and '<form method="post"' not in response_text(response)
    assert text in response_text(desk.client.get(reverse("tyonohjaus_inbox:detail", args=[desk.request.pk])))
    with pytest.raises(RequestNotBookable):
        book_series(
            desk.slot_request,
            [desk.slot_request.start],
            ATTENDEE,
            actor=STAFF,
            request_id=desk.request.pk,
            known_sessions=[],
        )
    assert not Session.objects.exists()


def test_request_that_is_deleted_meanwhile_can_not_be_booked(desk):
    pk = desk.request.pk
    desk.request.delete()
    with pytest.raises(RequestNotBookable, match="This request has been deleted"):
        book_series(
            desk.slot_request, [desk.slot_request.start], ATTENDEE, actor=STAFF, request_id=pk, known_sessions=[]
        )
    assert not Session.objects.exists()


@pytest.mark.parametrize("name", ["create", "propose_times"])
def test_form_says_that_the_request_was_deleted_while_it_was_sent(desk, name, monkeypatch):
    data = desk.details(start="2026-01-12 09:00", first="2026-01-12 09:00")

    def delete_first(request_id, known_sessions):
        type(desk.request).objects.filter(pk=request_id).delete()
        check_request(request_id, known_sessions)

    for module in ("series", "proposals"):
        monkeypatch.setattr(f"wagtail_tyonohjaus.appointments.{module}.check_request", delete_first)
    assert "This request has been deleted. No session can be booked for it." in response_text(desk.post(name, data))
    assert not Session.objects.exists()


def test_requests_of_others_are_absent(desk):
    for outsider in (
        make_coordinator(make_office(city="Turku")),
        make_coordinator(make_office(site=make_site("other"))),
    ):
        client = client_for(outsider)
        for name in ("create", "propose_times"):
            assert client.get(desk.url(name)).status_code == 404
            assert client.post(desk.url(name), desk.details(start="2026-01-12 09:00")).status_code == 404
    for name in ("create", "propose_times"):
        assert desk.get(name, request="x").status_code == 404
    assert not Session.objects.exists()


def test_form_that_is_sent_twice_books_once(desk):
    details = desk.details(start="2026-01-12 09:00")
    first, second = desk.post("create", details), desk.post("create", details)
    assert first.url == second.url
    assert desk.post("create", {**details, "submission": "two"}).url == first.url
    assert session_states() == ["01-12 09:00 confirmed"]
    proposal = desk.details(first="2026-01-13 09:00", known_sessions=str(Session.objects.get().pk))
    assert desk.post("propose_times", proposal).url == desk.post("propose_times", proposal).url
    assert session_states() == ["01-12 09:00 confirmed", "01-13 09:00 held"]


def test_second_coordinator_is_told_of_the_first_ones_session(desk):
    page = hidden_values(response_text(desk.get("create")))
    book(desk.slot_request, ATTENDEE, actor=STAFF, request_id=desk.request.pk)
    details = desk.details(start="2026-01-14 09:00", known_sessions=page["known_sessions"], submission="three")
    response = desk.post("create", details)
    assert "has been booked or proposed for this request in the meantime" in response_text(response)
    assert len(session_states()) == 1
    desk.post("create", hidden_values(response_text(response)))
    assert session_states() == ["01-12 09:00 confirmed", "01-14 09:00 confirmed"]


def test_transaction_checks_the_requests_sessions_again(desk):
    book(desk.slot_request, ATTENDEE, actor=STAFF, request_id=desk.request.pk)
    later = desk.slot_request.starting_at(helsinki("2026-01-14 09:00"))
    options = {"actor": STAFF, "request_id": desk.request.pk, "known_sessions": []}
    with pytest.raises(RequestHasSessions):
        book_series(later, [later.start], ATTENDEE, **options)
    with pytest.raises(RequestHasSessions):
        propose([later], ATTENDEE, **options)
    assert session_states() == ["01-12 09:00 confirmed"]


@pytest.mark.parametrize(
    ("status", "after_proposal", "after_confirmation"),
    [
        ("new", "in_contact", "agreed"),
        ("in_progress", "in_contact", "agreed"),
        ("in_contact", "in_contact", "agreed"),
        ("agreed", "agreed", "agreed"),
        ("closed", "closed", "closed"),
    ],
)
def test_status_follows_the_session(desk, status, after_proposal, after_confirmation):
    type(desk.request).objects.filter(pk=desk.request.pk).update(status=status)
    actor = Actor.staff(desk.user)
    (session,) = propose([desk.slot_request], ATTENDEE, actor=actor, request_id=desk.request.pk)
    desk.request.refresh_from_db()
    assert desk.request.status == after_proposal
    transitions.confirm(session, actor=actor)
    desk.request.refresh_from_db()
    assert desk.request.status == after_confirmation


def test_marking_as_spam_locks_in_the_same_order_as_a_confirmation(desk):
    hold(desk.slot_request, ATTENDEE, request_id=desk.request.pk)
    with CaptureQueriesContext(connection) as queries:
        set_status(desk.request, "spam", desk.user)
    updated = [query["sql"].split()[1].strip('"`') for query in queries if query["sql"].startswith("UPDATE")]
    tables = [model._meta.db_table for model in (Supervisor, type(desk.request))]
    assert [table for table in dict.fromkeys(updated) if table in tables] == tables
    assert session_states() == ["01-12 09:00 declined"]


@pytest.mark.parametrize("step", ["confirm", "move", "propose"])
def test_old_tab_cannot_agree_on_a_time_that_has_passed(desk, clock, step):
    session = hold(desk.slot_request, ATTENDEE, request_id=desk.request.pk)
    clock.move_to(helsinki("2026-01-12 09:01"))
    Delivery.objects.all().delete()
    data = {"move": {"time": "2026-01-12T07:00Z/60"}, "propose": {"first": "2026-01-12 09:00"}}.get(step, {})
    response = desk.client.post(reverse(f"{NAME}{step}", args=[session.pk]), data, follow=True)
    assert "in the future" in response_text(response)
    assert not Session.objects.filter(status="confirmed").exists() and not Delivery.objects.exists()


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_supervisors(django_assert_max_num_queries, count):
    slot_request = make_first_request()
    for number in range(count - 1):
        supervisor = make_working_supervisor(slot_request.service, name=f"Supervisor {number}")
        supervisor.offices = [slot_request.office]
        supervisor.save()
    desk = Desk(slot_request)
    desk.get("create")
    for name in ("create", "propose_times"):
        with django_assert_max_num_queries(45):
            assert desk.get(name).status_code == 200


@pytest.mark.parametrize(
    ("language", "texts"), [("fi", "Varaa tapaaminen|Ehdota aikoja"), ("sv", "Boka ett möte|Föreslå tider")]
)
def test_page_of_the_request_leads_to_both_in_the_users_language(desk, language, texts):
    UserProfile.objects.create(user=desk.user, preferred_language=language)
    page = response_text(desk.client.get(reverse("tyonohjaus_inbox:detail", args=[desk.request.pk])))
    for text, name in zip(texts.split("|"), ("create", "propose_times"), strict=True):
        assert text in page and f'href="{desk.url(name)}"' in page


def test_requested_time_that_is_held_is_replaced_by_the_proposal(desk):
    session = hold(desk.slot_request, ATTENDEE, request_id=desk.request.pk)
    page = response_text(desk.client.get(reverse("tyonohjaus_inbox:detail", args=[desk.request.pk])))
    assert f'href="{reverse(f"{NAME}propose", args=[session.pk])}"' in page
