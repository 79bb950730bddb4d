"""Times of crisis services, and series that are held, confirmed and ended together."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from time_machine import travel

from tests.factories import make_practice, make_weekly_hours
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.appointments import periodic_tasks, transitions
from wagtail_tyonohjaus.appointments.exceptions import HoldLimitReached, SlotUnavailable, TimePassed
from wagtail_tyonohjaus.appointments.holds import HoldOptions, hold_together
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.slots.crisis_times import load_crisis_times
from wagtail_tyonohjaus.appointments.slots.slot_picker import SlotQuery
from wagtail_tyonohjaus.appointments.types import Actor, Attendee
from wagtail_tyonohjaus.contact.form.tokens import FormToken
from wagtail_tyonohjaus.contact.form.urgent_form import urgent_config
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.practice.models import Supervisor

from .factories import (
    HELSINKI,
    STAFF,
    helsinki,
    make_bookable_service,
    make_slot_request,
    make_working_supervisor,
    session_states,
)

pytestmark = pytest.mark.django_db
VISITOR = Attendee("Maija", "maija@example.org", "+358405551234", "en")
# A Sunday.
NOW = helsinki("2026-01-11 13:30")
STARTS = ("2026-01-12 09:00", "2026-01-13 09:00", "2026-01-14 12:00")


@pytest.fixture(autouse=True)
def now():
    with travel(NOW, tick=False):
        yield


@pytest.fixture
def practice():
    return make_practice(fallback_recipients="staff@example.com")


@pytest.fixture
def supervisor(practice) -> Supervisor:
    """Works on weekdays from 9 to 16; crisis times are reserved on Sunday afternoon and Thursday morning."""
    supervisor = make_working_supervisor(
        make_bookable_service(kind="crisis", minimum_notice_hours=0, buffer_after=0, series_sessions=3)
    )
    make_weekly_hours(supervisor, 6, "14:00", "16:00", crisis_only=True)
    make_weekly_hours(supervisor, 3, "07:00", "08:00", crisis_only=True)
    return supervisor


def requests(supervisor: Supervisor, starts=STARTS):
    return [make_slot_request(supervisor, start) for start in starts]


def starts(options) -> list[str]:
    return [f"{each.start.astimezone(HELSINKI):%a %H:%M}" for each in options]


def hold_series(supervisor: Supervisor) -> list[Session]:
    return hold_together(requests(supervisor), VISITOR, HoldOptions(notify=False))


# The times


def test_reserved_times_come_before_others_and_a_series_is_on_different_days(supervisor, practice):
    found = load_crisis_times(SlotQuery(practice, service=supervisor.services.get()))
    assert starts(found.times) == ["Sun 14:00", "Sun 15:00", "Mon 09:00", "Thu 07:00"]
    assert starts(found.series) == ["Sun 14:00", "Mon 09:00", "Tue 09:00"]


def test_service_without_a_series_offers_single_times_only(supervisor, practice):
    supervisor.services.update(series_sessions=None)
    assert load_crisis_times(SlotQuery(practice, service=supervisor.services.get())).series == []


def test_sessions_of_a_series_are_not_more_than_four_days_apart(practice):
    supervisor = make_working_supervisor(
        make_bookable_service(kind="crisis", minimum_notice_hours=0, series_sessions=2)
    )
    supervisor.weekly_hours.all().delete()
    make_weekly_hours(supervisor, 0)
    query = SlotQuery(practice, service=supervisor.services.get())
    assert load_crisis_times(query).series == []
    make_weekly_hours(supervisor, 4)
    assert starts(load_crisis_times(query).series) == ["Mon 09:00", "Fri 09:00"]


def test_notice_shows_the_next_times_first_and_leads_to_the_form_with_them(supervisor):
    make_working_supervisor(make_bookable_service(name="Usual"))
    index = make_page("CrisisNoticeIndexPage", make_home(), slug="crisis")
    notice = make_page("CrisisNoticePage", index, service=supervisor.services.get())
    page = BeautifulSoup(Client().get(notice.url).content, "html.parser")
    section = page.find("section")
    links = section.select("li a")
    assert [link.get_text(" ", strip=True).split(" Helsinki")[0] for link in links] == [
        "Today 14:00",
        "Today 15:00",
        "Tomorrow 09:00",
        "Thu 15 Jan 07:00",
    ]
    assert "3 sessions close together: today 14:00, tomorrow 09:00, Tue 13 Jan 09:00." in section.text
    form = BeautifulSoup(Client().get(section.select("a")[-1]["href"]).content, "html.parser")
    assert form.find("input", {"name": "preferred_start"})["value"] == "2026-01-11T12:00Z/60"
    assert form.find("input", {"name": "further_times"})["value"] == "2026-01-12T07:00Z/60,2026-01-13T07:00Z/60"
    labels = [row.dt.text for row in form.select(".tyo-chosen__row")]
    assert labels[:3] == ["Time", "Further time", "Further time"]


def notice_times(service) -> list[str]:
    """The URLs of all times on a notice with the service."""
    index = make_page("CrisisNoticeIndexPage", make_home(), slug="crisis")
    notice = make_page("CrisisNoticePage", index, service=service)
    links = BeautifulSoup(Client().get(notice.url).content, "html.parser").select("a[href*=preferred_start]")
    return [link["href"] for link in links if "further_times" not in link["href"]]


def test_notice_shows_no_time_twice(supervisor):
    urls = notice_times(supervisor.services.get())
    times = [parse_qs(urlsplit(url).query)["preferred_start"][0] for url in urls]
    assert len(times) == len(set(times)) == 4


@pytest.mark.parametrize("kind", ["supervision", "crisis"])
def test_notice_without_times_for_crises_shows_the_free_times(practice, kind):
    """The times of a crisis service begin after the days for which those for crises are searched."""
    service = make_bookable_service(name="Later", kind=kind, minimum_notice_hours=15 * 24, horizon_days=40)
    make_working_supervisor(service)
    assert len(notice_times(service)) > 0


# Held together


def request_series(supervisor: Supervisor) -> ContactRequest:
    first, *further = (f"{helsinki(start):%Y-%m-%dT%H:%MZ}/60" for start in STARTS)
    data = {
        "form_key": FormToken(urgent_config(), language="en", issued_at=NOW.timestamp() - 60).signed(),
        "supervisor": supervisor.pk,
        "service": supervisor.services.get().pk,
        "preferred_start": first,
        "further_times": ",".join(further),
        "phone": "040 555 1234",
        "custom_workplace": "School",
        "custom_place": "Espoo",
    }
    path, headers = reverse("wagtail_tyonohjaus:contact_submit"), {"sec-fetch-site": "same-origin"}
    assert Client().post(path, data, headers=headers).status_code == 303
    return ContactRequest.objects.get()


def receipt_labels(request: ContactRequest) -> list[str]:
    receipt = BeautifulSoup(Client().get(request.receipt_url).content, "html.parser")
    return [row.dt.text for row in receipt.select(".tyo-chosen__row")]


def further_answers(request: ContactRequest) -> list[str]:
    return [each["value"] for each in request.answers if each["label"] == "Further time"]


def test_series_is_requested_in_one_go_with_the_urgent_form(supervisor):
    request = request_series(supervisor)
    assert session_states() == ["01-12 09:00 held", "01-13 09:00 held", "01-14 12:00 held"]
    assert list(Session.objects.values_list("request", flat=True)) == [request.pk] * 3
    assert receipt_labels(request)[:3] == ["Time", "Further time", "Further time"]
    assert further_answers(request) == []


@pytest.mark.parametrize("limit", [None, 2])
def test_series_longer_than_that_of_the_service_holds_its_first_time_and_notes_the_others(supervisor, limit):
    supervisor.services.update(series_sessions=limit)
    request = request_series(supervisor)
    assert session_states() == ["01-12 09:00 held"]
    assert receipt_labels(request).count("Time") == 1
    assert "Further time" not in receipt_labels(request)
    assert further_answers(request) == [
        "Tuesday 13 January 2026 at 09:00, 60 min",
        "Wednesday 14 January 2026 at 12:00, 60 min",
    ]


def test_series_is_held_as_a_whole_or_not_at_all(supervisor):
    hold_together(requests(supervisor, STARTS[2:]), VISITOR)
    with pytest.raises(SlotUnavailable) as caught:
        hold_series(supervisor)
    assert (session_states(), bool(caught.value.alternatives)) == (["01-14 12:00 held"], True)


def test_times_of_a_series_can_not_overlap(supervisor):
    with pytest.raises(SlotUnavailable):
        hold_together(requests(supervisor, ("2026-01-12 09:00", "2026-01-12 09:00")), VISITOR)
    assert session_states() == []


def test_series_counts_as_one_hold(supervisor, settings):
    settings.WAGTAIL_TYONOHJAUS = {"HOLDS_PER_PERSON": 1}
    hold_together(requests(supervisor), VISITOR, HoldOptions(is_limited=True))
    with pytest.raises(HoldLimitReached):
        hold_together(requests(supervisor, ["2026-01-15 09:00"]), VISITOR, HoldOptions(is_limited=True))


def test_series_is_confirmed_together_with_one_message_to_each_side(supervisor):
    sessions = hold_series(supervisor)
    transitions.confirm(sessions[1], actor=STAFF)
    assert session_states() == ["01-12 09:00 confirmed", "01-13 09:00 confirmed", "01-14 12:00 confirmed"]
    assert Delivery.objects.filter(message_type="session_confirmed").count() == 2


def test_series_of_which_one_time_was_taken_after_it_expired_is_not_confirmed_in_part(supervisor):
    sessions = hold_series(supervisor)
    Session.objects.update(hold_until=NOW)
    hold_together(requests(supervisor, STARTS[2:]), VISITOR)
    with pytest.raises(SlotUnavailable):
        transitions.confirm(sessions[0], actor=STAFF)
    assert "confirmed" not in " ".join(session_states())


def test_rest_of_an_expired_series_is_confirmed_after_its_first_time_has_passed(supervisor):
    sessions = hold_series(supervisor)
    Session.objects.update(hold_until=NOW)
    for _step in periodic_tasks.expire_holds(NOW):
        pass
    with travel(sessions[0].start, tick=False):
        with pytest.raises(TimePassed):
            transitions.confirm(sessions[0], actor=STAFF)
        transitions.confirm(sessions[1], actor=STAFF)
    assert session_states() == ["01-12 09:00 expired", "01-13 09:00 confirmed", "01-14 12:00 confirmed"]


@pytest.mark.parametrize("end", [transitions.decline, transitions.release])
def test_series_is_declined_and_released_together(supervisor, end):
    end(hold_series(supervisor)[0], actor=STAFF)
    assert {state.split()[-1] for state in session_states()} == {"declined"}
    hold_series(supervisor)


def test_series_expires_together_with_one_message(supervisor):
    hold_series(supervisor)
    Session.objects.update(hold_until=NOW)
    for _step in periodic_tasks.expire_holds(NOW):
        pass
    assert {state.split()[-1] for state in session_states()} == {"expired"}
    assert Delivery.objects.filter(message_type="session_expired", audience="visitor").count() == 1


def test_session_that_the_visitor_cancels_leaves_the_rest_of_the_series_held(supervisor):
    sessions = hold_series(supervisor)
    transitions.cancel(sessions[0], actor=Actor.visitor())
    transitions.confirm(sessions[1], actor=STAFF)
    assert session_states() == ["01-12 09:00 cancelled", "01-13 09:00 confirmed", "01-14 12:00 confirmed"]


# Afterwards


@pytest.mark.parametrize("source", ["like", "request"])
def test_crisis_supervision_is_continued_with_one_click(supervisor, admin_client, source):
    contact = ContactRequest.objects.create(
        site=supervisor.site, name="Maija", phone="+358405551234", urgency="crisis", supervisor=supervisor
    )
    session = hold_together(requests(supervisor), VISITOR, HoldOptions(request_id=contact.pk))[0]
    usual = make_bookable_service(name="Group supervision", formats=["group"], lengths="90")
    supervisor.services.add(usual)
    supervisor.save()
    view, pk = ("session:detail", session.pk) if source == "like" else ("inbox:detail", contact.pk)
    detail = BeautifulSoup(admin_client.get(reverse(f"tyonohjaus_{view}", args=[pk])).content, "html.parser")
    links = [link["href"] for link in detail.select("a[href*='&format=']")]
    create = reverse("tyonohjaus_session:create")
    codes = ("individual", "group", "work_community")
    assert links == [f"{create}?{source}={pk}&format={code}" for code in codes]
    initial = admin_client.get(links[1]).context["form"].initial
    assert (initial["name"], str(initial["phone"]), initial["supervisor"]) == ("Maija", "+358405551234", supervisor)
    assert (initial["service"], initial["format"], initial["minutes"]) == (usual, "group", 90)
