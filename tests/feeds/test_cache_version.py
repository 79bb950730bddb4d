"""How long a feed can be out of date: not at all where the change was made, a minute on other servers."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from tests.factories import make_office, make_service, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.feeds import cache_version
from wagtail_tyonohjaus.feeds.affected_feeds import affected_feeds, feed_name
from wagtail_tyonohjaus.feeds.http import MAX_AGE
from wagtail_tyonohjaus.practice.models import Supervisor
from wagtail_tyonohjaus.practice.revisions import touch

BROKEN = {"default": {"BACKEND": "tests.availability.broken_cache.BrokenCache"}}


def change_elsewhere(supervisor):
    """Without signals, like a change by a server that has its own cache."""
    changed = {"revision": F("revision") + 1, "changed_at": timezone.now(), "name": "Renamed"}
    Supervisor.objects.filter(pk=supervisor.pk).update(**changed)


def store(feed, value):
    _value, versions = cache_version.get(f"entry-of-{feed}", feed)
    cache_version.store(f"entry-of-{feed}", value, versions)


def value(feed):
    return cache_version.get(f"entry-of-{feed}", feed)[0]


def test_change_by_another_server_is_visible_after_a_minute(client, aino, clock):
    path = f"/calendar/{aino.uuid}/free.ics"
    tag = client.get(path)["ETag"]
    clock.shift(timedelta(seconds=30))
    change_elsewhere(aino)
    clock.shift(timedelta(seconds=cache_version.ENTRY_SECONDS - 31))
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    clock.shift(timedelta(seconds=2))
    response = client.get(path, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert "Renamed" in response.content.decode()


def test_max_age_includes_the_age_of_the_cache_entry(client, aino):
    max_age = int(client.get(f"/calendar/{aino.uuid}/free.ics")["Cache-Control"].rpartition("=")[2])
    assert max_age + cache_version.ENTRY_SECONDS == MAX_AGE == 900


@pytest.mark.parametrize("changed", ["a", cache_version.ALL_FEEDS])
def test_entries_with_an_older_version_are_ignored(db, changed):
    store("a", 1)
    assert value("a") == 1
    cache_version.invalidate([changed])
    assert value("a") is None


def test_change_of_one_feed_leaves_the_entries_of_others_valid(db):
    store("a", 1)
    store("b", 2)
    cache_version.invalidate(["a"])
    assert (value("a"), value("b")) == (None, 2)


def test_entry_read_before_a_change_is_stored_with_the_old_version(db):
    _value, versions = cache_version.get("x", "a")
    cache_version.invalidate(["a"])
    cache_version.store("x", "old", versions)
    assert value("a") is None


@pytest.mark.parametrize("lost", ["a", cache_version.ALL_FEEDS])
def test_entry_is_ignored_if_the_cache_lost_its_version(db, lost):
    """Caches drop entries when they are full, and a version may be among them."""
    store("a", "old")
    cache.delete(cache_version._version_key(lost))
    assert value("a") is None


@pytest.mark.django_db(transaction=True)
def test_entries_stored_before_the_commit_are_invalid_after_it(db):
    with transaction.atomic():
        cache_version.invalidate(["a"])
        # Another request, which doesn't see the change yet, caches what it reads.
        store("a", "old")
    assert value("a") is None


def test_touch_changes_revision_date_and_version(aino):
    feed = feed_name("supervisor", aino.uuid)
    store(feed, 1)
    before = Supervisor.objects.get(pk=aino.pk)
    assert touch([aino.pk]) == 1
    after = Supervisor.objects.get(pk=aino.pk)
    assert after.revision == before.revision + 1
    assert after.changed_at >= before.changed_at
    assert value(feed) is None


@override_settings(CACHES=BROKEN)
def test_records_can_be_saved_if_the_cache_fails(aino):
    make_weekly_hours(aino, 4)
    assert value("a") is None


def test_affected_feeds_include_former_slugs(aino, django_assert_num_queries):
    office, service = aino.offices.get(), aino.services.get()
    office.slug = "abo"
    office.save()
    make_supervisor([make_office(city="Oulu")], [make_service(name="Coaching")], name="Bo Ek")
    with django_assert_num_queries(1):
        feeds = affected_feeds([aino.pk])
    assert feeds == {
        f"supervisor:{aino.uuid}",
        "practice:harbour-supervision",
        "practice:practice-1",
        "office:abo",
        "office:turku",
        f"service:{service.slug}",
    }
    assert affected_feeds([]) == set()
