from datetime import timedelta

import pytest
from django.urls import reverse

from tests.appointments.factories import ATTENDEE, STAFF, agenda, at, service, supervisor, times, wanted
from tests.factories import make_practice
from wagtail_tyonohjaus.appointments import tokens, transitions
from wagtail_tyonohjaus.appointments.holds import book, hold, propose
from wagtail_tyonohjaus.appointments.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGES = ("session", "session_move", "session_cancel")


def page(name, session):
    return reverse(f"wagtail_tyonohjaus:{name}", args=[tokens.get_token(session)])


@pytest.mark.parametrize("name", PAGES)
def test_get_changes_nothing_and_is_kept_nowhere(client, name):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    answer = client.get(page(name, session))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert "Monday 12 January 2026, 09:00–10:00" in answer.content.decode()
    assert times() == ["01-12 09:00 confirmed"]


@pytest.mark.parametrize("name", PAGES)
def test_guessed_and_ended_tokens_are_not_found(client, name):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    address = page(name, session)
    assert client.get(reverse(f"wagtail_tyonohjaus:{name}", args=["guess"])).status_code == 404
    Session.objects.update(token_hash=None, token_secret="")
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    session.refresh_from_db()
    assert tokens.visitor_url(session) == ""


def test_cancel_by_the_button_with_a_reason_and_a_second_time(client):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    for _ in range(2):
        answer = client.post(page("session_cancel", session), {"reason": "A cold"})
        assert (answer.status_code, answer["Location"]) == (303, f"{page('session', session)}?done=cancelled")
    assert [event.reason for event in session.events.filter(kind="cancelled")] == ["A cold"]
    assert "This session is cancelled." in client.get(answer["Location"]).content.decode()


def test_cancel_needs_no_cookie():
    from django.test import Client

    session = book(agenda(), ATTENDEE, actor=STAFF)
    assert Client(enforce_csrf_checks=True).post(page("session_cancel", session)).status_code == 303


def test_cancel_after_the_deadline_says_whom_to_call(client, clock):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    clock.move_to(at("2026-01-12 08:00"))
    answer = client.post(page("session_cancel", session))
    assert answer.status_code == 409
    assert "too late" in answer.content.decode()
    assert 'href="tel:+358401234567"' in answer.content.decode()
    assert times() == ["01-12 09:00 confirmed"]


def test_move_to_one_of_the_times_shown(client):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    shown = client.get(page("session_move", session)).context["times"]
    value = shown.days[1].choices[0].value
    answer = client.post(page("session_move", session), {"time": value})
    assert answer.status_code == 303
    assert times() == ["01-13 09:00 confirmed"]


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
def test_move_to_what_is_not_offered_is_refused_in_words(client, value, status):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    answer = client.post(page("session_move", session), {"time": value})
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()
    assert times() == ["01-12 09:00 confirmed"]


def test_refusal_leaves_no_token_in_the_log(client, caplog):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    assert client.post(page("session_move", session), {"time": "x"}).status_code == 400
    assert tokens.get_token(session) not in caplog.text


def test_move_makes_no_longer_session_of_it(client):
    make_practice()
    session = book(wanted(supervisor(service(lengths="60, 90"))), ATTENDEE, actor=STAFF)
    answer = client.post(page("session_move", session), {"time": "2026-01-13T07:00Z/90"})
    assert answer.status_code == 409
    assert times() == ["01-12 09:00 confirmed"]
    assert client.post(page("session_move", session), {"time": "2026-01-13T07:00Z/60"}).status_code == 303


def test_move_weeks_are_reached_by_links(client):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    answer = client.get(page("session_move", session), {"from": "2026-01-19"})
    assert answer.context["times"].days[0].day.isoformat() == "2026-01-19"
    assert "?from=2026-01-12#times" in answer.content.decode()
    assert "?from=2026-01-26#times" in answer.content.decode()


def test_proposed_times_are_chosen_by_a_button_once(client):
    wish = agenda()
    first, second = propose([wish, wish.starting_at(at("2026-01-13 09:00"))], ATTENDEE, actor=STAFF)
    address = page("session", first)
    assert [pk for pk, _ in client.get(address).context["proposed"]] == [first.pk, second.pk]
    assert client.post(address, {"choice": second.pk}).status_code == 303
    assert times() == ["01-12 09:00 declined", "01-13 09:00 confirmed"]
    assert client.post(address, {"choice": first.pk}).status_code == 409
    assert "tyo" in client.get(page("session", second)).content.decode()
    assert times() == ["01-12 09:00 declined", "01-13 09:00 confirmed"]


@pytest.mark.parametrize("choice", ["", "x", "-1", "9" * 40, "٣"])
def test_choice_that_is_none_is_refused(client, choice):
    first, _ = propose((wish := agenda()) and [wish, wish.starting_at(at("2026-01-13 09:00"))], ATTENDEE, actor=STAFF)
    assert client.post(page("session", first), {"choice": choice}).status_code == 400


def test_choice_of_somebody_elses_session_is_refused(client):
    wish = agenda()
    first, _ = propose([wish, wish.starting_at(at("2026-01-13 09:00"))], ATTENDEE, actor=STAFF)
    theirs = hold(wish.starting_at(at("2026-01-14 09:00")), ATTENDEE)
    assert client.post(page("session", first), {"choice": theirs.pk}).status_code == 409
    theirs.refresh_from_db()
    assert theirs.status == "held"


def test_hold_that_ran_out_says_so(client, clock):
    session = hold(agenda(hold_hours=2), ATTENDEE)
    clock.shift(timedelta(hours=3))
    assert "no longer held" in client.get(page("session", session)).content.decode()
    assert client.post(page("session_cancel", session)).status_code == 409


def test_visitor_in_another_zone_sees_both_clocks(client):
    from dataclasses import replace

    session = book(agenda(), replace(ATTENDEE, zone="Europe/Stockholm"), actor=STAFF)
    text = client.get(page("session", session)).content.decode()
    assert "09:00–10:00 (Helsinki)" in text
    assert "08:00–09:00 (Stockholm)" in text


def test_token_stays_good_through_a_change_of_key_and_is_revoked_by_a_new_one(client, settings):
    session = book(agenda(), ATTENDEE, actor=STAFF)
    address = page("session", session)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert page("session", session) == address
    tokens.issue(session)
    session.save()
    assert client.get(address).status_code == 404
    assert client.get(page("session", session)).status_code == 200


def test_database_alone_opens_nothing():
    session = hold(agenda(), ATTENDEE)
    token = tokens.get_token(session)
    assert len(token) == 43
    assert token not in str(Session.objects.values().get())


def test_language_is_the_sessions(client):
    from dataclasses import replace

    session = book(agenda(), replace(ATTENDEE, language="fi"), actor=STAFF)
    assert (
        '<html class="tyo tyo-practice-harbour-supervision" lang="fi"'
        in client.get(page("session", session)).content.decode()
    )
    assert transitions.deadline(session) < session.start
