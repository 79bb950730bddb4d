"""What feeds say about themselves over HTTP: one URL per language, and headers that don't depend on the visitor."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection
from django.utils.http import parse_http_date
from icalendar import Calendar

from tests.factories import make_practice
from tests.feeds.conftest import NOW
from tests.feeds.test_private_feeds import session
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.privacy import anonymise
from wagtail_tyonohjaus.feeds import tokens
from wagtail_tyonohjaus.feeds.canonical import canonical_path
from wagtail_tyonohjaus.feeds.converters import FeedFilter
from wagtail_tyonohjaus.practice.models import PracticeSettings, Supervisor

pytestmark = pytest.mark.django_db


def feed_urls(supervisor):
    """A URL of each public feed, in the default language."""
    Supervisor.objects.filter(pk=supervisor.pk).update(publish_busy=True)
    slug = PracticeSettings.for_site(supervisor.site).slug
    names = ("free.ics", "free.json", "availability.ics", "busy.ifb")
    return [f"/calendar/{supervisor.uuid}/{name}" for name in names] + [f"/calendar/practice/{slug}/free.ics"]


@pytest.fixture
def private_url(aino, aino_user):
    _feed_token, token = tokens.create_token(aino, label="Jolla", user=aino_user)
    return f"/calendar/private/{token}/sessions.ics"


def test_headers_do_not_depend_on_the_visitors_language(client, aino, private_url):
    for url in [*feed_urls(aino), private_url]:
        first, second = (client.get(url, headers={"Accept-Language": language}) for language in ("fi", "sv"))
        assert first.status_code == 200, url
        assert first["Vary"] == second["Vary"] == "Accept-Encoding"
        assert first.get("Content-Language") == second.get("Content-Language")
        assert first.content == second.content
        headers = {"Accept-Language": "fi", "If-None-Match": first["ETag"]}
        unchanged = client.get(url, headers=headers)
        assert (unchanged.status_code, unchanged["Vary"]) == (304, "Accept-Encoding")
        assert "Content-Language" not in unchanged


def test_no_feed_is_indexed(client, aino, private_url):
    for url in [*feed_urls(aino), private_url]:
        assert "noindex" in client.get(url)["X-Robots-Tag"], url


@pytest.mark.parametrize("name", ["free.ics", "free.json", "availability.ics", "service-work-supervision/free.ics"])
def test_the_default_language_has_no_segment_of_its_own(client, aino, name):
    """Otherwise one feed would have two URLs, and caches and calendars two copies."""
    response = client.get(f"/calendar/{aino.uuid}/en/{name}", headers={"Accept-Language": "sv"})
    assert (response.status_code, response["Location"]) == (301, f"/calendar/{aino.uuid}/{name}")
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    assert client.get(f"/calendar/{aino.uuid}/fi/{name}").status_code == 200


@pytest.mark.urls("tests.feeds.prefixed_urls")
def test_a_language_prefix_is_the_only_place_of_the_language(client, aino):
    free = f"calendar/{aino.uuid}/free.ics"
    filtered = f"calendar/{aino.uuid}/sv/free.ics"
    for duplicate in (f"/sv/{filtered}", f"/en/{filtered}"):
        assert client.get(duplicate)["Location"] == f"/sv/{free}"
    response = client.get(f"/sv/{free}")
    assert (response.status_code, response["Content-Language"]) == (200, "sv")
    kwargs = {"supervisor": aino.uuid, "feed_filter": FeedFilter()}
    assert canonical_path("wagtail_tyonohjaus:calendar_free", kwargs, "sv") == f"/sv/{free}"


def test_last_modified_of_sessions_is_stable_until_something_changes(client, aino, private_url, clock):
    Supervisor.objects.update(changed_at=NOW - timedelta(days=3))
    meeting = session(aino, changed_at=NOW - timedelta(days=2))
    hold = session(aino, days=3, status="held", hold_until=NOW + timedelta(hours=2), changed_at=NOW - timedelta(days=2))

    def modified():
        return parse_http_date(client.get(private_url)["Last-Modified"])

    first = modified()
    clock.shift(timedelta(hours=1))
    assert modified() == first < NOW.timestamp()
    clock.shift(timedelta(hours=2))
    after_expiry = modified()
    assert first < after_expiry == hold.hold_until.timestamp()
    clock.shift(timedelta(minutes=1))
    anonymise([meeting])
    assert modified() > after_expiry


def test_erased_name_disappears_from_the_private_feed(client, aino, private_url):
    make_practice(show_names_in_calendars=True)
    meeting = session(aino, changed_at=NOW - timedelta(days=2))
    response = client.get(private_url)
    assert meeting.name in response.content.decode()
    anonymise([meeting])
    response = client.get(private_url, headers={"If-None-Match": response["ETag"]})
    assert response.status_code == 200 and meeting.name not in response.content.decode()


def test_sessions_in_the_private_feed_have_an_organizer_and_a_link(client, aino, private_url):
    meeting = session(aino)
    calendar = Calendar.from_ical(client.get(private_url).content)
    (event,) = calendar.walk("VEVENT")
    assert "METHOD" not in calendar
    assert str(event["ORGANIZER"]).startswith("mailto:")
    assert str(event["URL"]).endswith(f"/{meeting.pk}/")
    assert Session.objects.count() == 1


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("is_atomic", [False, True])
def test_feeds_ask_calendar_apps_to_come_back_while_the_database_is_down(
    client, aino, private_url, error, is_atomic, caplog, monkeypatch
):
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", is_atomic)

    def fail(*args):
        raise error("the password of the database user")

    for url in [*feed_urls(aino), private_url]:
        cache.clear()
        with connection.execute_wrapper(fail):
            response = client.get(url)
        assert (response.status_code, response.content) == (503, b""), url
        assert (response["Retry-After"], response["Cache-Control"]) == ("60", "no-store")
    assert "password" not in caplog.text
