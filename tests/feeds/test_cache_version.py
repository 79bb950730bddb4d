"""How long a feed can be out of date: not at all where the change was made, a minute on other servers."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from tests.factories import make_weekly_hours
from wagtail_tyonohjaus.feeds import cache_version
from wagtail_tyonohjaus.feeds.http import MAX_AGE
from wagtail_tyonohjaus.practice.models import Supervisor
from wagtail_tyonohjaus.practice.revisions import touch

BROKEN = {"default": {"BACKEND": "tests.availability.broken_cache.BrokenCache"}}


def change_elsewhere(supervisor):
    """Without signals, like a change by a server that has its own cache."""
    changed = {"revision": F("revision") + 1, "changed_at": timezone.now(), "name": "Renamed"}
    Supervisor.objects.filter(pk=supervisor.pk).update(**changed)


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


def test_entries_with_an_older_version_are_ignored(db):
    cache_version.store("x", 1, cache_version.current())
    assert cache_version.get("x") == 1
    cache_version.replace()
    assert cache_version.get("x") is None


def test_entry_read_before_a_change_is_stored_with_the_old_version(db):
    before = cache_version.current()
    cache_version.replace()
    cache_version.store("x", "old", before)
    assert cache_version.get("x") is None


@pytest.mark.django_db(transaction=True)
def test_entries_stored_before_the_commit_are_invalid_after_it(db):
    with transaction.atomic():
        cache_version.replace()
        # Another request, which doesn't see the change yet, caches what it reads.
        cache_version.store("x", "old", cache_version.current())
    assert cache_version.get("x") is None


def test_touch_changes_revision_date_and_version(aino):
    cache_version.store("x", 1, cache_version.current())
    before = Supervisor.objects.get(pk=aino.pk)
    assert touch([aino.pk]) == 1
    after = Supervisor.objects.get(pk=aino.pk)
    assert after.revision == before.revision + 1
    assert after.changed_at >= before.changed_at
    assert cache_version.get("x") is None


@override_settings(CACHES=BROKEN)
def test_records_can_be_saved_if_the_cache_fails(aino):
    make_weekly_hours(aino, 4)
    assert cache_version.get("x") is None
