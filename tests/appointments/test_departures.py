"""Sessions ahead of people who leave: supervisors who stop working at the practice, visitors who are erased."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from tests.appointments.factories import (
    ATTENDEE,
    STAFF,
    book,
    helsinki,
    hold,
    make_bookable_service,
    make_first_request,
    make_slot_request,
    make_working_supervisor,
    session_states,
)
from tests.factories import make_office, make_practice, make_site
from tests.inbox.factories import make_request
from tests.mailers import decoded
from tests.pages.factories import make_home, make_page
from wagtail_tyonohjaus.appointments import tokens, transitions
from wagtail_tyonohjaus.appointments.admin.departures import warn_about_upcoming_sessions
from wagtail_tyonohjaus.appointments.exceptions import TimePassed
from wagtail_tyonohjaus.appointments.models import Session, TimeClaim
from wagtail_tyonohjaus.appointments.privacy import erase
from wagtail_tyonohjaus.appointments.proposals import propose
from wagtail_tyonohjaus.appointments.series import book_series, series_starts
from wagtail_tyonohjaus.appointments.slots.bookable_slots import is_offered
from wagtail_tyonohjaus.contact.privacy.data_subjects import DataSubject
from wagtail_tyonohjaus.contact.privacy.data_subjects import erase as erase_data_subject
from wagtail_tyonohjaus.contact.routing.phone_numbers import number_for
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.sending import deliver_due
from wagtail_tyonohjaus.practice.models import Supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def visitor_page(name, session):
    return reverse(f"wagtail_tyonohjaus:{name}", args=[tokens.get_token(session)])


def test_editor_who_deactivates_a_supervisor_gets_a_list_of_upcoming_sessions(admin_client):
    slot_request = make_first_request()
    session = book(slot_request, ATTENDEE, actor=STAFF)
    response = admin_client.get(reverse("wagtailadmin_home"))
    request = response.wsgi_request
    supervisor = session.supervisor
    warn_about_upcoming_sessions(request, supervisor)
    assert [str(message) for message in request._messages] == []
    supervisor.active = False
    supervisor.save()
    warn_about_upcoming_sessions(request, supervisor)
    (text,) = [str(message) for message in request._messages]
    assert "has 1 upcoming session" in text
    assert reverse("tyonohjaus_session:detail", args=[session.pk]) in text
    assert "Monday 12 January 2026, 09:00" in text


def test_move_page_of_a_supervisor_who_has_left_has_the_practices_number(client):
    session = book(make_first_request(phone="+358401234567"), ATTENDEE, actor=STAFF)
    Supervisor.objects.update(active=False)
    content = client.get(visitor_page("session_move", session)).content.decode()
    assert "no longer works at this practice" in content
    assert "tel:+358-40-1234567" in content or "tel:+358401234567" in content
    assert "There are no free times" not in content
    response = client.post(visitor_page("session_move", session), {"time": "2026-01-14T10:00Z/60"})
    assert response.status_code == 409
    assert session_states() == ["01-12 09:00 confirmed"]


def test_visitor_can_still_cancel_with_a_supervisor_who_has_left(client):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    Supervisor.objects.update(active=False)
    client.post(visitor_page("session_cancel", session), {"reason": ""})
    assert session_states() == ["01-12 09:00 cancelled"]


def test_page_of_a_supervisor_who_has_left_has_no_contact_details_and_no_form(client):
    home = make_home()
    supervisor = make_working_supervisor(phone="+358407770777", email="aino@practice.example")
    page = make_page("SupervisorPage", make_page("SupervisorIndexPage", home), supervisor=supervisor, title="Aino")
    path = page.get_url_parts()[2]
    before = client.get(path).content.decode()
    assert "tel:+358407770777" in before and "aino@" in before and "<textarea" in before
    Supervisor.objects.update(active=False)
    response = client.get(path)
    content = response.content.decode()
    assert response.status_code == 410
    for text in ("407770777", "7770777", "aino@", "<textarea", "#contact", "#times", str(supervisor.uuid)):
        assert text not in content
    assert "Aino Laine no longer works at this practice." in content


def test_number_of_a_supervisor_who_has_left_is_not_displayed():
    practice = make_practice(phone="+358401234567")
    supervisor = make_working_supervisor(phone="+358407770777")
    assert number_for(practice, supervisor=supervisor).number == "+358407770777"
    supervisor.active = False
    assert number_for(practice, supervisor=supervisor).number == "+358401234567"


def test_erased_visitors_session_is_cancelled_and_the_supervisor_notified():
    slot_request = make_first_request(show_names_in_calendars=True)
    session = book(slot_request, ATTENDEE, actor=STAFF)
    erase_data_subject(DataSubject(email=ATTENDEE.email))
    assert session_states() == ["01-12 09:00 cancelled"]
    assert is_offered(slot_request)
    assert not TimeClaim.objects.exists()
    (delivery,) = Delivery.objects.all()
    assert (delivery.message_type, delivery.address) == ("session_cancelled", "aino@practice.example")
    event = Calendar.from_ical(delivery.calendar).walk("VEVENT")[0]
    assert (str(event["UID"]), str(event["STATUS"])) == (str(session.uid), "CANCELLED")
    deliver_due()
    text = decoded(mail.outbox[-1].message()) + delivery.calendar
    assert "personal data has been erased" in text
    assert not any(part in text for part in ("Elli", "Esimerkki", "visitor.example"))


def test_erasure_releases_holds_and_leaves_past_sessions(clock):
    slot_request = make_first_request()
    past = book(slot_request, ATTENDEE, actor=STAFF)
    clock.move_to(past.end + timedelta(hours=1))
    hold(slot_request.starting_at(helsinki("2026-01-14 09:00")), ATTENDEE)
    erase(Session.objects.all())
    assert session_states() == ["01-12 09:00 confirmed", "01-14 09:00 cancelled"]


def test_erasure_of_a_series_sends_one_message():
    slot_request = make_first_request()
    starts = series_starts(slot_request.start, "Europe/Helsinki", days=1, count=3)
    book_series(slot_request, starts, ATTENDEE, actor=STAFF)
    erase(Session.objects.all())
    assert {session.status for session in Session.objects.all()} == {"cancelled"}
    assert [row.message_type for row in Delivery.objects.all()] == ["session_cancelled"]


def test_erasure_of_one_participant_keeps_the_group():
    make_practice()
    slot_request = make_slot_request(make_working_supervisor(make_bookable_service(capacity=3)))
    one, two = book(slot_request, ATTENDEE, actor=STAFF), book(slot_request, ATTENDEE, actor=STAFF)
    erase([one])
    two.refresh_from_db()
    assert two.is_confirmed and TimeClaim.objects.filter(meeting=two.meeting).exists()
    deliver_due()
    assert "Participant left a group" in mail.outbox[-1].subject


@pytest.mark.parametrize("status", ["held", "expired"])
def test_staff_cannot_confirm_a_time_that_has_passed(admin_client, clock, status):
    session = hold(make_first_request(), ATTENDEE)
    clock.move_to(session.start + timedelta(minutes=1))
    if status == "expired":
        transitions.expire(session)
    Delivery.objects.all().delete()
    response = admin_client.post(reverse("tyonohjaus_session:confirm", args=[session.pk]), follow=True)
    assert "This time has passed." in response.content.decode()
    session.refresh_from_db()
    assert session.status == status
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("move", [transitions.move, transitions.move_meeting])
def test_staff_cannot_move_a_session_into_the_past(move):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    with pytest.raises(TimePassed):
        move(session, helsinki("2026-01-08 09:00"), actor=STAFF)
    assert session_states() == ["01-12 09:00 confirmed"]


def test_staff_cannot_propose_a_time_that_has_passed():
    slot_request = make_first_request()
    past = slot_request.starting_at(helsinki("2026-01-08 09:00"))
    with pytest.raises(TimePassed):
        propose([slot_request, past], ATTENDEE, actor=STAFF)
    assert not Session.objects.exists()


@pytest.fixture
def departure():
    """A confirmed session with a supervisor who has left, and a colleague who offers the same service."""
    make_practice(phone="+358401234567")
    service = make_bookable_service()
    aino = make_working_supervisor(service, name="Aino", email="aino@practice.example")
    bo = make_working_supervisor(service, name="Bo", email="bo@practice.example")
    bo.offices = aino.offices.all()
    bo.save()
    session = book(make_slot_request(aino), ATTENDEE, actor=STAFF)
    Delivery.objects.all().delete()
    aino.active = False
    aino.save()
    return session, bo


def bos_time(bo, start="2026-01-14T08:00Z"):
    return {"time": f"{start}/60/{bo.pk}"}


def test_move_page_of_a_supervisor_who_has_left_offers_times_of_others(departure, client):
    session, bo = departure
    content = client.get(visitor_page("session_move", session)).content.decode()
    assert "Aino no longer works at this practice. These are free times of our other supervisors." in content
    assert f'value="2026-01-12T07:00Z/60/{bo.pk}"' in content
    assert "Bo</h4>" in content and "Move the session to this supervisor" in content
    query = {"supervisor": bo.pk, "day": "2026-01-14"}
    content = client.get(visitor_page("session_move", session), query).content.decode()
    assert f'value="2026-01-14T08:00Z/60/{bo.pk}"' in content


def test_visitor_moves_to_another_supervisor_and_everybody_is_notified(departure, client):
    session, bo = departure
    response = client.post(visitor_page("session_move", session), bos_time(bo))
    assert response.status_code == 303
    session.refresh_from_db()
    assert (session.supervisor, session_states()) == (bo, ["01-14 10:00 confirmed"])
    assert set(TimeClaim.objects.values_list("supervisor", flat=True)) == {bo.pk}
    sent = [(row.message_type, row.address, row.calendar_method) for row in Delivery.objects.order_by("address")]
    assert sent == [
        ("session_handed_over", "aino@practice.example", "CANCEL"),
        ("session_moved", "bo@practice.example", "REQUEST"),
        ("session_moved", "elli@visitor.example", "REQUEST"),
    ]
    events = {row.address: Calendar.from_ical(row.calendar).walk("VEVENT")[0] for row in Delivery.objects.all()}
    assert {str(event["UID"]) for event in events.values()} == {str(session.uid)}
    assert {int(event["SEQUENCE"]) for event in events.values()} == {session.sequence}
    assert {str(event["STATUS"]) for event in events.values()} == {"CONFIRMED", "CANCELLED"}
    deliver_due()
    texts = {message.to[0]: message.body for message in mail.outbox}
    assert "Your supervisor is now Bo instead of Aino." in texts["elli@visitor.example"]
    assert "It was with Aino" in texts["bo@practice.example"]
    assert "is now with Bo" in texts["aino@practice.example"]
    assert "Monday 12 January 2026" in texts["aino@practice.example"]


def test_history_names_the_former_supervisor(departure, client):
    session, bo = departure
    client.post(visitor_page("session_move", session), bos_time(bo))
    assert session.events.get(kind="moved").reason == "Aino → Bo"


@pytest.mark.parametrize("change", ["inactive", "other service", "other practice", "taken", "not offered", "nobody"])
def test_time_of_a_supervisor_who_does_not_offer_it_is_refused(departure, client, change):
    session, bo = departure
    time = bos_time(bo)
    if change == "inactive":
        Supervisor.objects.update(active=False)
    elif change == "other service":
        bo.services = []
        bo.save()
    elif change == "other practice":
        Supervisor.objects.filter(pk=bo.pk).update(site=make_site("other.example"))
    elif change == "taken":
        book(make_slot_request(bo, "2026-01-14 10:00"), ATTENDEE, actor=STAFF)
    elif change == "not offered":
        time = bos_time(bo, "2026-01-14T20:00Z")
    else:
        time = {"time": "2026-01-14T08:00Z/60"}
    assert client.post(visitor_page("session_move", session), time).status_code == 409
    session.refresh_from_db()
    assert (session.supervisor.name, session_states([session])) == ("Aino", ["01-12 09:00 confirmed"])


def test_colleague_at_another_office_is_offered_if_there_is_none_at_this_one(departure, client):
    session, bo = departure
    bo.offices = [make_office(city="Pori")]
    bo.save()
    content = client.get(visitor_page("session_move", session)).content.decode()
    assert '<span class="tyo-slot-picker__note">Pori</span>' in content
    client.post(visitor_page("session_move", session), bos_time(bo))
    session.refresh_from_db()
    assert (session.supervisor, session.office.city) == (bo, "Pori")


def test_colleague_who_takes_no_new_clients_is_not_offered(departure, client):
    session, bo = departure
    Supervisor.objects.filter(pk=bo.pk).update(accepts_new_clients=False)
    content = client.get(visitor_page("session_move", session)).content.decode()
    assert "Call or e-mail us" in content and f'/{bo.pk}"' not in content


def test_held_time_moves_to_another_supervisor_who_has_to_confirm_it(departure, client):
    _session, bo = departure
    aino = Supervisor.objects.get(name="Aino")
    Supervisor.objects.update(active=True)
    held = hold(make_slot_request(aino, "2026-01-13 09:00"), ATTENDEE)
    Supervisor.objects.filter(pk=aino.pk).update(active=False)
    Delivery.objects.all().delete()
    client.post(visitor_page("session_move", held), bos_time(bo))
    held.refresh_from_db()
    assert (held.supervisor, held.status) == (bo, "held")
    deliver_due()
    texts = {message.to[0]: message.body for message in mail.outbox}
    assert "Confirm or decline the session." in texts["bo@practice.example"]
    assert "aino@practice.example" in texts
    transitions.confirm(held, actor=STAFF)
    assert held.is_confirmed


def test_request_follows_its_session_to_the_other_supervisor(departure, client):
    session, bo = departure
    request = make_request(supervisor=session.supervisor, supervisor_name="Aino")
    Session.objects.filter(pk=session.pk).update(request=request)
    client.post(visitor_page("session_move", session), bos_time(bo))
    request.refresh_from_db()
    assert (request.supervisor, request.supervisor_name) == (bo, "Bo")


def test_one_session_of_a_series_moves_to_another_supervisor(departure, client):
    first, bo = departure
    Supervisor.objects.update(active=True)
    slot_request = make_slot_request(first.supervisor, "2026-01-19 09:00")
    starts = series_starts(slot_request.start, "Europe/Helsinki", days=1, count=3)
    sessions = book_series(slot_request, starts, ATTENDEE, actor=STAFF)
    Supervisor.objects.filter(pk=first.supervisor_id).update(active=False)
    Delivery.objects.all().delete()
    client.post(visitor_page("session_move", sessions[1]), bos_time(bo))
    sessions[1].refresh_from_db()
    assert sessions[1].supervisor == bo
    sent = sorted((row.message_type, row.address, row.calendar_method) for row in Delivery.objects.all())
    assert sent == [
        ("session_handed_over", "aino@practice.example", "CANCEL"),
        ("session_moved", "bo@practice.example", "REQUEST"),
        ("session_moved", "elli@visitor.example", "CANCEL"),
        ("session_moved", "elli@visitor.example", "REQUEST"),
    ]


def test_one_participant_of_a_group_moves_to_another_supervisor(client):
    make_practice()
    service = make_bookable_service(capacity=3)
    aino, bo = (make_working_supervisor(service, name=name) for name in ("Aino", "Bo"))
    bo.offices = aino.offices.all()
    bo.save()
    one, two = (book(make_slot_request(aino), ATTENDEE, actor=STAFF) for _ in range(2))
    Supervisor.objects.filter(pk=aino.pk).update(active=False)
    client.post(visitor_page("session_move", one), bos_time(bo))
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.supervisor, two.supervisor, two.is_confirmed) == (bo, aino, True)
    assert one.meeting != two.meeting
    assert set(TimeClaim.objects.values_list("supervisor", flat=True)) == {aino.pk, bo.pk}
