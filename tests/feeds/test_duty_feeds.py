"""Private feeds of duty turns: of one person and of a rota."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from tests.duty.helpers import make_weekly_turn
from tests.factories import make_hours_exception, make_supervisor
from tests.feeds.conftest import NOW
from tests.inbox.factories import client_for, make_manager, make_user
from wagtail_tyonohjaus.duty import changing
from wagtail_tyonohjaus.duty.models import DutyTurn
from wagtail_tyonohjaus.feeds import duty_feed, tokens
from wagtail_tyonohjaus.feeds.models import FeedToken, RotaFeedToken

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_supervisor(name="Aino", user=make_user("aino_duty"))


@pytest.fixture
def turn(person):
    """On Sundays from 22 to 8, so also in the nights in which the clock changes."""
    return make_weekly_turn(person, weekday=6, start="22:00", end_weekday=0, end="08:00")


@pytest.fixture
def own_url(turn, person):
    _token, token = tokens.create_token(person, user=person.user, scope=FeedToken.Scope.DUTY)
    return f"/calendar/private/{token}/duty.ics"


@pytest.fixture
def manager(turn):
    return make_manager(turn.rota.site)


@pytest.fixture
def rota_url(turn, manager):
    _token, token = tokens.create_rota_token(turn.rota, user=manager)
    return f"/calendar/private/{token}/rota.ics"


def events(response):
    assert response.status_code == 200
    return Calendar.from_ical(response.content).events


def test_own_feed_has_the_turns_of_the_person_in_wall_time(client, turn, own_url):
    other = make_supervisor(name="Kalle")
    DutyTurn.objects.create(rota=turn.rota, supervisor=other, start=NOW, end=NOW + timedelta(hours=1))
    response = client.get(own_url)
    found = events(response)
    assert {str(event["SUMMARY"]) for event in found} == {"Crisis telephone"}
    assert {event["DTSTART"].dt.strftime("%a %H:%M") for event in found} == {"Sun 22:00"}
    assert {event["DTSTART"].params["TZID"] for event in found} == {"Europe/Helsinki"}
    assert b"BEGIN:VTIMEZONE" in response.content and b"RDATE" not in response.content
    assert len({event["UID"] for event in found}) == len(found)


def test_rota_feed_names_who_is_on_duty_after_changes_and_absences(client, turn, person, rota_url):
    before = events(client.get(rota_url))
    coming = [event for event in before if event["DTSTART"].dt > datetime.now(UTC)]
    make_hours_exception(person, coming[1]["DTSTART"].dt.date())
    start, end = coming[0]["DTSTART"].dt, coming[0]["DTEND"].dt
    changing.substitute(turn.rota, (start, end), person, make_supervisor(name="Kalle"))
    after = {event["DTSTART"].dt: str(event["SUMMARY"]) for event in events(client.get(rota_url))}
    assert after[start] == "Kalle"
    monday = coming[1]["DTEND"].dt.replace(hour=0)
    assert coming[1]["DTSTART"].dt not in after and after[monday] == "Aino"


def test_unchanged_feeds_are_equal_and_not_sent_again(client, own_url, rota_url):
    for url in (own_url, rota_url):
        first = client.get(url)
        assert client.get(url).content == first.content
        assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
        assert first["Cache-Control"] == "private, no-cache"


def test_token_opens_only_its_own_feed(client, own_url, rota_url):
    assert client.get(own_url.replace("duty.ics", "sessions.ics")).status_code == 404
    assert client.get(own_url.replace("duty.ics", "rota.ics")).status_code == 404
    assert client.get(rota_url.replace("rota.ics", "duty.ics")).status_code == 404


def test_rota_feed_ends_with_the_right_of_who_made_it(client, manager, rota_url):
    assert client.get(rota_url).status_code == 200
    manager.groups.clear()
    manager.user_permissions.clear()
    tokens.revoke_lapsed_tokens()
    assert RotaFeedToken.objects.get().revoked_at is not None
    assert client.get(rota_url).status_code == 404


def test_own_feed_ends_when_the_person_leaves(client, person, own_url):
    person.active = False
    person.save()
    assert client.get(own_url).status_code == 404


def test_person_in_a_rota_chooses_what_a_link_shows(person, turn):
    client = client_for(person.user)
    url = reverse("tyonohjaus_create_feed_token", args=[person.pk])
    assert "/duty.ics" in client.post(url, {"label": "Phone", "scope": "duty"}).content.decode()
    assert "/sessions.ics" in client.post(url, {"label": "Phone"}).content.decode()
    turn.delete()
    assert 'name="scope"' not in client.get(reverse("tyonohjaus_feed_tokens", args=[person.pk])).content.decode()


def test_manager_creates_and_revokes_the_link_of_a_rota(turn, manager):
    client = client_for(manager)
    created = client.post(reverse("tyonohjaus_create_rota_feed_token", args=[turn.rota_id]), {"label": "Phone"})
    assert "/rota.ics" in created.content.decode()
    token = RotaFeedToken.objects.get()
    listed = client.get(reverse("tyonohjaus_rota_feed_tokens", args=[turn.rota_id])).content.decode()
    assert "Phone" in listed and "/rota.ics" not in listed
    client.post(reverse("tyonohjaus_revoke_rota_feed_token", args=[turn.rota_id, token.pk]))
    token.refresh_from_db()
    assert token.revoked_at is not None


@pytest.mark.parametrize("name", ["tyonohjaus_rota_feed_tokens", "tyonohjaus_create_rota_feed_token"])
def test_others_cannot_have_the_link_of_a_rota(person, turn, name):
    url = reverse(name, args=[turn.rota_id])
    client = client_for(person.user)
    response = client.post(url, {"label": "x"}) if "create" in name else client.get(url)
    assert response.status_code in (302, 403)
    assert RotaFeedToken.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_do_not_grow_with_the_turns(turn, rows, django_assert_num_queries):
    for number in range(rows):
        make_weekly_turn(make_supervisor(name=f"Person {number}"), rota=turn.rota)
    turn.rota.zone  # noqa: B018
    with django_assert_num_queries(6):
        duty_feed.of_rota(turn.rota).build()
