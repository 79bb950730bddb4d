"""work.ics and its keys, a session's own file, and the pages where keys are made and revoked."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from tests.factories import make_supervisor
from tests.feeds.conftest import NOW
from wagtail_tyonohjaus.appointments import tokens as session_tokens
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.feeds import sessions_feed, tokens
from wagtail_tyonohjaus.feeds.models import FeedToken
from wagtail_tyonohjaus.ical.components import Meeting


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
def url(aino):
    _key, token = tokens.create(aino, label="Jolla")
    return f"/calendar/private/{token}/work.ics"


def events(response):
    assert response.status_code == 200
    return Calendar.from_ical(response.content).events


def test_work_shows_held_and_confirmed_sessions(client, aino, url):
    session(aino, 1)
    session(aino, 2, "held")
    first, second = events(client.get(url))
    assert (first["STATUS"], second["STATUS"]) == ("CONFIRMED", "TENTATIVE")
    assert first["TRANSP"] == second["TRANSP"] == "OPAQUE"
    assert first["DTSTART"].params["TZID"] == "Europe/Helsinki"
    assert "ATTENDEE" not in first


def test_case_19_history_of_90_days_is_kept(client, aino, url):
    session(aino, -89)
    session(aino, -95)
    assert len(events(client.get(url))) == 1


def test_work_names_nobody_unless_the_practice_says_so(client, aino, url):
    session(aino)
    assert "Visitor" not in client.get(url).content.decode()
    practice = aino.practice
    practice.names_in_calendar = True
    practice.save()
    content = client.get(url).content.decode()
    assert "Väinö Visitor" in content and "vaino@example.org" not in content


def test_work_is_private_and_not_indexed(client, aino, url):
    response = client.get(url)
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "Access-Control-Allow-Origin" not in response
    assert not response.cookies


def test_work_is_revalidated_in_two_queries_after_the_first_of_a_day(client, aino, url, django_assert_num_queries):
    one = session(aino)
    tag = client.get(url)["ETag"]
    with django_assert_num_queries(2):
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    one.status = "cancelled"
    one.seat = None
    one.save()
    assert events(client.get(url, headers={"If-None-Match": tag})) == []


def test_work_queries_do_not_grow_with_sessions(client, aino, url):
    counts = []
    client.get(url)
    for number in (1, 30):
        for n in range(number):
            session(aino, n + number)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_case_27_wrong_and_revoked_tokens_are_the_same_404(client, aino, url):
    revoked, token = tokens.create(aino)
    tokens.revoke(revoked)
    away = make_supervisor(name="Bo Ek", active=False)
    _key, left = tokens.create(away)
    wrong = ["x", "a" * 43, "a" * 5000, "%00", "å", token, left]
    answers = [client.get(f"/calendar/private/{word}/work.ics") for word in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.items())) for answer in answers}) == 1


def test_case_27_a_token_has_256_bits_and_only_its_hash_is_kept(aino):
    key, token = tokens.create(aino)
    assert len(token) == 43
    assert token not in str(FeedToken.objects.filter(pk=key.pk).values())
    assert tokens.find(token) == key
    assert tokens.create(aino)[1] != token


def test_token_use_is_written_once_a_day(client, aino, url, clock):
    client.get(url)
    key = FeedToken.objects.get()
    assert key.last_used == NOW.date()
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]
    clock.shift(timedelta(days=1))
    client.get(url)
    key.refresh_from_db()
    assert key.last_used == NOW.date() + timedelta(days=1)


def test_registered_sources_are_shown_too(client, aino, url):
    class Requests:
        name = "requests"

        def state(self, supervisor, since, until):
            return "1"

        def meetings(self, supervisor, since, until):
            start = datetime(2026, 1, 20, 9, tzinfo=UTC)
            made = Meeting(
                uid="request-1",
                sequence=0,
                stamp=NOW,
                start=start,
                end=start + timedelta(hours=1),
                tz="Europe/Helsinki",
                summary="Request R-1",
                status="TENTATIVE",
            )
            return [made]

    sessions_feed.register(Requests())
    try:
        assert [str(event["UID"]) for event in events(client.get(url))] == ["request-1"]
    finally:
        sessions_feed.unregister("requests")


def test_session_is_a_file_to_download(client, aino):
    made = session(aino)
    token = session_tokens.issue(made)
    made.save()
    response = client.get(f"/calendar/session/{token}.ics")
    assert response["Content-Disposition"] == f'attachment; filename="{made.reference}.ics"'
    assert response["Cache-Control"] == "private, no-cache"
    (event,) = events(response)
    assert str(event["UID"]) == str(made.uid)
    assert client.get(f"/calendar/session/{token}x.ics").status_code == 404


@pytest.fixture
def aino_user(aino):
    user = get_user_model().objects.create_user("aino", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    aino.user = user
    aino.save()
    return user


def test_supervisor_makes_an_address_that_is_shown_once(client, aino, aino_user):
    client.force_login(aino_user)
    page = reverse("tyonohjaus_feed_tokens", args=[aino.pk])
    assert client.get(reverse("tyonohjaus_feed_tokens_mine"))["Location"] == page
    made = client.post(reverse("tyonohjaus_feed_tokens_create", args=[aino.pk]), {"label": "Phone <b>"})
    path = re.search(r"http://localhost(/calendar/private/[-\w]{43}/work\.ics)", made.content.decode())[1]
    assert client.get(path).status_code == 200
    shown = client.get(page).content.decode()
    assert "/calendar/private/" not in shown
    assert "Phone &lt;b&gt;" in shown
    assert "google" not in made.content.decode()
    assert "no-store" in made["Cache-Control"]


def test_supervisor_revokes_an_address(client, aino, aino_user, url):
    client.force_login(aino_user)
    key = FeedToken.objects.get()
    revoke = reverse("tyonohjaus_feed_tokens_revoke", args=[aino.pk, key.pk])
    assert client.get(revoke).status_code == 405
    assert client.post(revoke).status_code == 302
    assert client.get(url).status_code == 404
    assert "Jolla" not in client.get(reverse("tyonohjaus_feed_tokens", args=[aino.pk])).content.decode()


@pytest.mark.parametrize("name", ["", "_create", "_revoke"])
def test_nobody_manages_anothers_addresses(client, aino, aino_user, name):
    other = make_supervisor(name="Bo Ek")
    key, _token = tokens.create(other)
    client.force_login(aino_user)
    args = [other.pk, key.pk] if name == "_revoke" else [other.pk]
    target = reverse(f"tyonohjaus_feed_tokens{name}", args=args)
    response = client.post(target) if name else client.get(target)
    assert response.status_code in (302, 403)
    key.refresh_from_db()
    assert key.revoked_at is None
    assert FeedToken.objects.count() == 1


def test_anothers_key_cannot_be_revoked_through_ones_own_page(client, aino, aino_user):
    other, _token = tokens.create(make_supervisor(name="Bo Ek"))
    client.force_login(aino_user)
    target = reverse("tyonohjaus_feed_tokens_revoke", args=[aino.pk, other.pk])
    assert client.post(target).status_code == 404


def test_admin_lists_link_to_the_private_calendar(admin_client, aino):
    listing = admin_client.get(reverse("wagtailsnippets_wagtail_tyonohjaus_supervisor:list"))
    assert reverse("tyonohjaus_feed_tokens", args=[aino.pk]) in listing.content.decode()
