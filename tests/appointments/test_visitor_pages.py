from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.appointments.factories import (
    ATTENDEE,
    STAFF,
    helsinki,
    make_bookable_service,
    make_first_request,
    make_slot_request,
    make_working_supervisor,
    session_states,
)
from tests.factories import make_practice
from wagtail_tyonohjaus.appointments import tokens, transitions
from wagtail_tyonohjaus.appointments.holds import book, hold
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.proposals import propose

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGES = ("session", "session_move", "session_cancel")


def page(name, session):
    return reverse(f"wagtail_tyonohjaus:{name}", args=[tokens.get_token(session)])


@pytest.mark.parametrize("name", PAGES)
def test_get_changes_nothing_and_is_not_cached(client, name):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    response = client.get(page(name, session))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert "Monday 12 January 2026, 09:00–10:00" in response.content.decode()
    assert session_states() == ["01-12 09:00 confirmed"]


@pytest.mark.parametrize("name", PAGES)
def test_invalid_and_revoked_tokens_return_404(client, name):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    address = page(name, session)
    assert client.get(reverse(f"wagtail_tyonohjaus:{name}", args=["guess"])).status_code == 404
    Session.objects.update(token_hash=None, token_secret="")
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    session.refresh_from_db()
    assert tokens.visitor_url(session) == ""


def test_cancel_twice_cancels_once(client):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    for _ in range(2):
        response = client.post(page("session_cancel", session), {"reason": "A cold"})
        assert (response.status_code, response["Location"]) == (303, f"{page('session', session)}?done=cancelled")
    assert [event.reason for event in session.events.filter(kind="cancelled")] == ["A cold"]
    assert "This session is cancelled." in client.get(response["Location"]).content.decode()


def test_cancel_works_without_cookies():
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    assert Client(enforce_csrf_checks=True).post(page("session_cancel", session)).status_code == 303


def test_cancel_after_the_deadline_shows_contact_details(client, clock):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    clock.move_to(helsinki("2026-01-12 08:00"))
    response = client.post(page("session_cancel", session))
    assert response.status_code == 409
    assert "too late" in response.content.decode()
    assert 'href="tel:+358401234567"' in response.content.decode()
    assert session_states() == ["01-12 09:00 confirmed"]


def test_move_to_a_displayed_time(client):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    week = client.get(page("session_move", session)).context["slot_week"]
    value = week.days[1].slots[0].value
    assert client.post(page("session_move", session), {"time": value}).status_code == 303
    assert session_states() == ["01-13 09:00 confirmed"]


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("", 400),
        ("x", 400),
        ("2026-13-01T08:00Z/60", 400),
        ("2026-01-12T03:00Z/60", 409),
        ("2026-01-13T07:00Z/90", 409),
        ("9999-01-01T00:00Z/60", 400),
    ],
)
def test_move_to_an_invalid_time_shows_an_error(client, value, status):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    response = client.post(page("session_move", session), {"time": value})
    assert response.status_code == status
    assert 'role="alert"' in response.content.decode()
    assert session_states() == ["01-12 09:00 confirmed"]


def test_client_error_does_not_log_the_token(client, caplog):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    assert client.post(page("session_move", session), {"time": "x"}).status_code == 400
    assert tokens.get_token(session) not in caplog.text


def test_move_cannot_change_the_length(client):
    make_practice()
    session = book(
        make_slot_request(make_working_supervisor(make_bookable_service(lengths="60, 90"))), ATTENDEE, actor=STAFF
    )
    response = client.post(page("session_move", session), {"time": "2026-01-13T07:00Z/90"})
    assert response.status_code == 409
    assert session_states() == ["01-12 09:00 confirmed"]
    assert client.post(page("session_move", session), {"time": "2026-01-13T07:00Z/60"}).status_code == 303


def test_move_page_links_to_adjacent_weeks(client):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    response = client.get(page("session_move", session), {"from": "2026-01-19"})
    assert response.context["slot_week"].days[0].date.isoformat() == "2026-01-19"
    assert "?from=2026-01-12#times" in response.content.decode()
    assert "?from=2026-01-26#times" in response.content.decode()


def test_proposed_time_can_be_accepted_once(client):
    slot_request = make_first_request()
    first, second = propose(
        [slot_request, slot_request.starting_at(helsinki("2026-01-13 09:00"))], ATTENDEE, actor=STAFF
    )
    address = page("session", first)
    assert [pk for pk, _ in client.get(address).context["proposed_times"]] == [first.pk, second.pk]
    assert client.post(address, {"choice": second.pk}).status_code == 303
    assert session_states() == ["01-12 09:00 declined", "01-13 09:00 confirmed"]
    assert client.post(address, {"choice": first.pk}).status_code == 409
    assert "tyo" in client.get(page("session", second)).content.decode()
    assert session_states() == ["01-12 09:00 declined", "01-13 09:00 confirmed"]


@pytest.mark.parametrize("choice", ["", "x", "-1", "9" * 40, "٣"])
def test_invalid_choice_is_rejected(client, choice):
    first, _ = propose(
        (slot_request := make_first_request())
        and [slot_request, slot_request.starting_at(helsinki("2026-01-13 09:00"))],
        ATTENDEE,
        actor=STAFF,
    )
    assert client.post(page("session", first), {"choice": choice}).status_code == 400


def test_session_outside_the_proposal_cannot_be_accepted(client):
    slot_request = make_first_request()
    first, _ = propose([slot_request, slot_request.starting_at(helsinki("2026-01-13 09:00"))], ATTENDEE, actor=STAFF)
    theirs = hold(slot_request.starting_at(helsinki("2026-01-14 09:00")), ATTENDEE)
    assert client.post(page("session", first), {"choice": theirs.pk}).status_code == 409
    theirs.refresh_from_db()
    assert theirs.status == "held"


def test_page_of_an_expired_hold(client, clock):
    session = hold(make_first_request(hold_hours=2), ATTENDEE)
    clock.shift(timedelta(hours=3))
    assert "no longer held" in client.get(page("session", session)).content.decode()
    assert client.post(page("session_cancel", session)).status_code == 409


def test_visitor_in_another_zone_sees_both_times(client):
    session = book(make_first_request(), replace(ATTENDEE, time_zone="Europe/Stockholm"), actor=STAFF)
    text = client.get(page("session", session)).content.decode()
    assert "09:00–10:00 (Finnish time)" in text
    assert "08:00–09:00 (Swedish time)" in text


def test_token_survives_key_rotation_and_is_revoked_by_a_new_one(client, settings):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    address = page("session", session)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert page("session", session) == address
    tokens.issue(session)
    session.save()
    assert client.get(address).status_code == 404
    assert client.get(page("session", session)).status_code == 200


def test_database_does_not_contain_the_token():
    session = hold(make_first_request(), ATTENDEE)
    token = tokens.get_token(session)
    assert len(token) == 43
    assert token not in str(Session.objects.values().get())


def test_page_is_in_the_sessions_language(client):
    session = book(make_first_request(), replace(ATTENDEE, language="fi"), actor=STAFF)
    html = client.get(page("session", session)).content.decode()
    assert '<html class="tyo tyo-practice-harbour-supervision" lang="fi"' in html
    assert transitions.change_deadline(session) < session.start
