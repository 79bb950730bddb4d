from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

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
from tests.appointments.picker import Picker
from tests.factories import make_practice
from wagtail_tyonohjaus.appointments import tokens, transitions
from wagtail_tyonohjaus.appointments.formatting import format_session_time
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.proposals import propose
from wagtail_tyonohjaus.appointments.series import book_series, series_starts
from wagtail_tyonohjaus.messages.models import Delivery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGES = ("session", "session_move", "session_cancel", "session_cancel_series")


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
    picker = Picker(client.get(page("session_move", session), {"day": "2026-01-13"}).content.decode())
    assert client.post(page("session_move", session), {"time": picker.radios[0]}).status_code == 303
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


def test_move_page_opens_with_the_day_of_the_session(client):
    make_practice()
    session = book(make_slot_request(make_working_supervisor(), "2026-01-26 09:00"), ATTENDEE, actor=STAFF)
    picker = Picker(client.get(page("session_move", session)).content.decode())
    assert picker.current_day == ["Monday 26 January 2026"]


def test_move_page_links_to_days_and_adjacent_weeks(client):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    picker = Picker(client.get(page("session_move", session), {"from": "2026-01-27"}).content.decode())
    assert picker.current_day == ["Tuesday 27 January 2026"]
    assert picker.link("Earlier days") == {"from": "2026-01-12"}
    assert picker.link("Later days") == {"from": "2026-02-09"}


def test_move_page_shows_times_in_the_visitors_zone(client):
    attendee = replace(ATTENDEE, time_zone="Asia/Tokyo")
    session = book(make_first_request(), attendee, actor=STAFF)
    content = client.get(page("session_move", session)).content.decode()
    assert "Times: Tokyo." in content
    assert "16:00–17:00" in content


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


@pytest.fixture
def weekly_series():
    """Four sessions a week apart; a visitor may change each until a day before it."""
    slot_request = make_first_request(change_deadline_hours=24)
    starts = series_starts(slot_request.start, "Europe/Helsinki", days=7, count=4)
    return book_series(slot_request, starts, ATTENDEE, actor=STAFF)


def test_page_lists_the_sessions_of_the_series_with_their_links(client, weekly_series):
    text = client.get(page("session", weekly_series[1])).content.decode()
    others = [weekly_series[0], *weekly_series[2:]]
    assert [tokens.visitor_url(session) in text for session in others] == [True] * 3
    assert f'<strong aria-current="true">{format_session_time(weekly_series[1], visitor=True)}</strong>' in text
    assert page("session_cancel_series", weekly_series[1]) in text


def test_page_of_a_single_session_offers_no_series(client):
    session = book(make_first_request(), ATTENDEE, actor=STAFF)
    text = client.get(page("session", session)).content.decode()
    assert page("session_cancel_series", session) not in text


def test_queries_for_the_page_do_not_grow_with_the_series(client):
    slot_request = make_first_request()
    counts = []
    for number, count in enumerate((2, 12)):
        first = slot_request.start + timedelta(days=number)
        starts = series_starts(first, "Europe/Helsinki", days=7, count=count)
        sessions = book_series(slot_request, starts, ATTENDEE, actor=STAFF)
        for name in ("session", "session_cancel_series"):
            client.get(page(name, sessions[0]))
            with CaptureQueriesContext(connection) as queries:
                client.get(page(name, sessions[0]))
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_visitor_cancels_the_remaining_sessions_with_one_message_to_each_side(client, weekly_series):
    transitions.cancel(weekly_series[1], actor=STAFF)
    Delivery.objects.all().delete()
    address = page("session_cancel_series", weekly_series[3])
    text = client.get(address).content.decode()
    assert [session.reference in text for session in weekly_series] == [True, False, True, True]
    response = client.post(address, {"reason": "We have moved to another town"})
    assert (response.status_code, response["Location"]) == (
        303,
        f"{page('session', weekly_series[3])}?done=series-cancelled",
    )
    assert {session.status for session in Session.objects.all()} == {"cancelled"}
    rows = Delivery.objects.values_list("address", "message_type", "calendar_method").order_by("address")
    assert list(rows) == [
        ("aino@practice.example", "session_cancelled", "CANCEL"),
        ("elli@visitor.example", "session_cancelled", "CANCEL"),
    ]
    assert "The sessions are cancelled." in client.get(response["Location"]).content.decode()


def test_sessions_after_their_deadline_remain_when_a_visitor_cancels_the_series(client, clock, weekly_series):
    """It is Sunday noon, less than a day before the first session."""
    clock.move_to(helsinki("2026-01-11 12:00"))
    text = client.get(page("session_cancel_series", weekly_series[2])).content.decode()
    before, _, after = text.partition("It is too late to cancel these sessions online.")
    assert [session.reference in before for session in weekly_series] == [False, True, True, True]
    assert weekly_series[0].reference in after
    client.post(page("session_cancel_series", weekly_series[2]), {"reason": ""})
    assert session_states() == [
        "01-12 09:00 confirmed",
        "01-19 09:00 cancelled",
        "01-26 09:00 cancelled",
        "02-02 09:00 cancelled",
    ]


def test_series_is_not_cancelled_if_it_is_too_late_for_every_session(client, clock, weekly_series):
    clock.move_to(helsinki("2026-02-02 08:00"))
    address = page("session_cancel_series", weekly_series[0])
    assert "Cancel these sessions" not in client.get(address).content.decode()
    response = client.post(address, {"reason": ""})
    assert response.status_code == 409
    assert "It is too late to change this session online." in response.content.decode()
    assert session_states()[3] == "02-02 09:00 confirmed"


def test_series_is_cancelled_once(client, weekly_series):
    address = page("session_cancel_series", weekly_series[0])
    client.post(address, {"reason": ""})
    Delivery.objects.all().delete()
    assert client.post(address, {"reason": ""}).status_code == 409
    assert "There are no sessions to cancel." in client.get(address).content.decode()
    assert Delivery.objects.count() == 0
