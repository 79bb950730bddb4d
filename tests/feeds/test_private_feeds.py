"""sessions.ics and its tokens, the file of one session, and the admin of private feed tokens."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from tests.factories import make_supervisor
from tests.feeds.conftest import NOW
from wagtail_tyonohjaus.appointments import tokens as session_tokens
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.feeds import tokens
from wagtail_tyonohjaus.feeds.models import FeedToken


def session(supervisor, days=1, status="confirmed", **kwargs):
    start = NOW + timedelta(days=days)
    values = {
        "supervisor": supervisor,
        "service": supervisor.services.get(),
        "office": supervisor.offices.get(),
        "start": start,
        "end": start + timedelta(minutes=60),
        "time_zone": "Europe/Helsinki",
        "status": status,
        "hold_until": NOW + timedelta(days=2) if status == "held" else None,
        "name": "Väinö Visitor",
        "email": "vaino@example.org",
        "seat": 1,
        **kwargs,
    }
    return Session.objects.create(**values)


@pytest.fixture
def url(aino, aino_user):
    _feed_token, token = tokens.create_token(aino, label="Jolla", user=aino_user)
    return f"/calendar/private/{token}/sessions.ics"


def events(response):
    assert response.status_code == 200
    return Calendar.from_ical(response.content).events


def test_feed_contains_held_and_confirmed_sessions(client, aino, url):
    session(aino, 1)
    session(aino, 2, "held")
    first, second = events(client.get(url))
    assert (first["STATUS"], second["STATUS"]) == ("CONFIRMED", "TENTATIVE")
    assert first["TRANSP"] == second["TRANSP"] == "OPAQUE"
    assert first["DTSTART"].params["TZID"] == "Europe/Helsinki"
    assert "ATTENDEE" not in first


def test_feed_contains_sessions_of_the_last_90_days(client, aino, url):
    """Calendar apps delete events that are missing from the feed (w3c/calendar#66)."""
    session(aino, -89)
    session(aino, -95)
    assert len(events(client.get(url))) == 1


def test_feed_contains_names_only_if_the_practice_allows_it(client, aino, url):
    session(aino)
    assert "Visitor" not in client.get(url).content.decode()
    practice = aino.practice
    practice.show_names_in_calendars = True
    practice.save()
    content = client.get(url).content.decode()
    assert "Väinö Visitor" in content and "vaino@example.org" not in content


def test_feed_is_private_and_not_indexed(client, aino, url):
    response = client.get(url)
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "Access-Control-Allow-Origin" not in response
    assert not response.cookies


def test_304_takes_two_queries_after_the_first_request_of_a_day(client, aino, url, django_assert_num_queries):
    record = session(aino)
    tag = client.get(url)["ETag"]
    with django_assert_num_queries(2):
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    record.status = "cancelled"
    record.seat = None
    record.save()
    assert events(client.get(url, headers={"If-None-Match": tag})) == []


def test_queries_do_not_grow_with_sessions(client, aino, url):
    counts = []
    client.get(url)
    for number in (1, 30):
        for n in range(number):
            session(aino, n + number)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_invalid_and_revoked_tokens_result_in_the_same_404(client, aino, aino_user, url):
    revoked, revoked_token = tokens.create_token(aino, user=aino_user)
    tokens.revoke_token(revoked)
    inactive = make_supervisor(name="Bo Ek", active=False, user=get_user_model().objects.create_user("bo"))
    _feed_token, inactive_token = tokens.create_token(inactive, user=inactive.user)
    invalid = ["x", "a" * 43, "a" * 5000, "%00", "å", revoked_token, inactive_token]
    responses = [client.get(f"/calendar/private/{token}/sessions.ics") for token in invalid]
    assert {response.status_code for response in responses} == {404}
    assert len({response.content for response in responses}) == 1
    assert len({tuple(sorted(response.items())) for response in responses}) == 1


def test_token_has_256_bits_and_only_its_hash_is_stored(aino, aino_user):
    feed_token, token = tokens.create_token(aino, user=aino_user)
    assert len(token) == 43
    assert token not in str(FeedToken.objects.filter(pk=feed_token.pk).values())
    assert tokens.find_token(token) == feed_token
    assert tokens.create_token(aino, user=aino_user)[1] != token


def test_use_of_a_token_is_stored_once_a_day(client, aino, url, clock):
    client.get(url)
    feed_token = FeedToken.objects.get()
    assert feed_token.last_used == NOW.date()
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]
    clock.shift(timedelta(days=1))
    client.get(url)
    feed_token.refresh_from_db()
    assert feed_token.last_used == NOW.date() + timedelta(days=1)


def test_session_file_is_a_download(client, aino):
    record = session(aino)
    token = session_tokens.issue(record)
    record.save()
    response = client.get(f"/calendar/session/{token}.ics")
    assert response["Content-Disposition"] == f'attachment; filename="{record.reference}.ics"'
    assert response["Cache-Control"] == "private, no-cache"
    (event,) = events(response)
    assert str(event["UID"]) == str(record.uid)
    assert client.get(f"/calendar/session/{token}x.ics").status_code == 404


def test_new_url_is_displayed_once(client, aino, aino_user):
    client.force_login(aino_user)
    page = reverse("tyonohjaus_feed_tokens", args=[aino.pk])
    assert client.get(reverse("tyonohjaus_own_feed_tokens"))["Location"] == page
    created = client.post(reverse("tyonohjaus_create_feed_token", args=[aino.pk]), {"label": "Phone <b>"})
    path = re.search(r"http://localhost(/calendar/private/[-\w]{43}/sessions\.ics)", created.content.decode())[1]
    assert client.get(path).status_code == 200
    content = client.get(page).content.decode()
    assert "/calendar/private/" not in content
    assert "Phone &lt;b&gt;" in content
    assert "google" not in created.content.decode()
    assert "no-store" in created["Cache-Control"]


def test_supervisor_can_revoke_a_token(client, aino, aino_user, url):
    client.force_login(aino_user)
    feed_token = FeedToken.objects.get()
    revoke_url = reverse("tyonohjaus_revoke_feed_token", args=[aino.pk, feed_token.pk])
    assert client.get(revoke_url).status_code == 405
    assert client.post(revoke_url).status_code == 302
    assert client.get(url).status_code == 404
    assert "Jolla" not in client.get(reverse("tyonohjaus_feed_tokens", args=[aino.pk])).content.decode()


@pytest.mark.parametrize("name", ["feed_tokens", "create_feed_token", "revoke_feed_token"])
def test_supervisor_cannot_manage_tokens_of_another(client, aino, aino_user, name):
    other = make_supervisor(name="Bo Ek")
    feed_token, _token = tokens.create_token(other, user=aino_user)
    client.force_login(aino_user)
    args = [other.pk, feed_token.pk] if name == "revoke_feed_token" else [other.pk]
    url = reverse(f"tyonohjaus_{name}", args=args)
    response = client.get(url) if name == "feed_tokens" else client.post(url)
    assert response.status_code in (302, 403)
    feed_token.refresh_from_db()
    assert feed_token.revoked_at is None
    assert FeedToken.objects.count() == 1


def test_token_of_another_supervisor_returns_404_below_own_pk(client, aino, aino_user):
    other, _token = tokens.create_token(make_supervisor(name="Bo Ek"), user=aino_user)
    client.force_login(aino_user)
    url = reverse("tyonohjaus_revoke_feed_token", args=[aino.pk, other.pk])
    assert client.post(url).status_code == 404


def test_supervisor_list_links_to_the_private_calendar(admin_client, aino):
    listing = admin_client.get(reverse("wagtailsnippets_wagtail_tyonohjaus_supervisor:list"))
    assert reverse("tyonohjaus_feed_tokens", args=[aino.pk]) in listing.content.decode()
