"""How long an old answer can live: not at all where the change was made, a minute on other servers."""

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
    """As another server with a cache of its own does: nothing here hears of it."""
    changed = {"revision": F("revision") + 1, "changed_at": timezone.now(), "name": "Renamed"}
    Supervisor.objects.filter(pk=supervisor.pk).update(**changed)


def test_another_servers_change_is_seen_after_a_minute(client, aino, clock):
    path = f"/calendar/{aino.uuid}/free.ics"
    tag = client.get(path)["ETag"]
    clock.shift(timedelta(seconds=30))
    change_elsewhere(aino)
    clock.shift(timedelta(seconds=cache_version.STATE_SECONDS - 31))
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    clock.shift(timedelta(seconds=2))
    response = client.get(path, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert "Renamed" in response.content.decode()


def test_what_is_stated_covers_what_is_kept(client, aino):
    stated = int(client.get(f"/calendar/{aino.uuid}/free.ics")["Cache-Control"].rpartition("=")[2])
    assert stated + cache_version.STATE_SECONDS == MAX_AGE == 900


def test_values_of_an_older_generation_are_not_read(db):
    cache_version.keep("x", 1, cache_version.current())
    assert cache_version.read("x") == 1
    cache_version.advance()
    assert cache_version.read("x") is None


def test_a_value_that_was_read_before_a_change_is_not_kept_as_new(db):
    before = cache_version.current()
    cache_version.advance()
    cache_version.keep("x", "old", before)
    assert cache_version.read("x") is None


@pytest.mark.django_db(transaction=True)
def test_what_others_read_before_the_commit_does_not_outlive_it(db):
    with transaction.atomic():
        cache_version.advance()
        # Another request, which doesn't see the change yet, keeps what it reads.
        cache_version.keep("x", "old", cache_version.current())
    assert cache_version.read("x") is None


def test_touch_moves_revision_date_and_generation(aino):
    cache_version.keep("x", 1, cache_version.current())
    before = Supervisor.objects.get(pk=aino.pk)
    assert touch([aino.pk]) == 1
    after = Supervisor.objects.get(pk=aino.pk)
    assert after.revision == before.revision + 1
    assert after.changed_at >= before.changed_at
    assert cache_version.read("x") is None


@override_settings(CACHES=BROKEN)
def test_changes_can_be_saved_while_the_cache_is_down(aino):
    make_weekly_hours(aino, 4)
    assert cache_version.read("x") is None
