"""Every change is visible in all feeds that it alters, and costs the other feeds nothing."""

import random
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from tests.availability.test_revisions import save
from tests.factories import (
    make_busy_block,
    make_hours_exception,
    make_office,
    make_practice,
    make_service,
    make_site,
    make_supervisor,
    make_weekly_hours,
)
from wagtail_tyonohjaus.availability.models import HolidayOverride
from wagtail_tyonohjaus.feeds import cache_version, views
from wagtail_tyonohjaus.practice.models import OfficeTranslation, ServiceTranslation, Supervisor
from wagtail_tyonohjaus.practice.revisions import touch

NO_CACHE = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
MONDAY = date(2026, 1, 12)


class World:
    """Two practices. Aino and Bo have an office and a service each; Cia works with both; nobody in the third office."""

    def __init__(self, clock):
        self.clock = clock
        self.site = make_site()
        self.practice = make_practice(self.site, name="Harbour Supervision")
        self.turku = make_office(city="Turku", address="Linnankatu 1, 20100 Turku")
        self.oulu, self.empty = make_office(city="Oulu"), make_office(city="Empty")
        values = {"minimum_notice_hours": 0, "horizon_days": 14, "lengths": "60", "buffer_after": 0}
        self.supervision = make_service(name="Work supervision", **values)
        self.coaching = make_service(name="Coaching", **values)
        self.aino = self.supervisor("Aino Laine", [self.turku], [self.supervision])
        self.bo = self.supervisor("Bo Ek", [self.oulu], [self.coaching])
        self.cia = self.supervisor("Cia Holm", [self.turku, self.oulu], [self.supervision, self.coaching])
        self.exception = make_hours_exception(self.aino, MONDAY, "10:00", "12:00")
        self.block = make_busy_block(self.aino, *span(14))
        self.override = HolidayOverride.objects.create(practice=self.practice, day=date(2026, 1, 14))
        self.translation = ServiceTranslation.objects.create(parent=self.supervision, language="fi", name="Työnohjaus")
        self.office_translation = OfficeTranslation.objects.create(parent=self.empty, language="fi", city="Tyhjä")
        self.other_site = make_site("other.example")
        self.other_practice = make_practice(self.other_site, name="Other")
        service = make_service(name="Supervision", site=self.other_site, **values)
        office = make_office(city="Vaasa", site=self.other_site)
        self.una = self.supervisor("Una", [office], [service], site=self.other_site)
        clock.shift(60)

    def supervisor(self, name, offices, services, **kwargs):
        supervisor = make_supervisor(offices, services, name=name, publish_busy=True, **kwargs)
        for weekday in range(3):
            make_weekly_hours(supervisor, weekday, "09:00", "12:00", services=services)
        return supervisor

    def own_feeds(self, supervisor):
        names = ("free.ics", "fi/service-work-supervision/free.ics", "office-turku/free.json", "availability.ics")
        return [f"/calendar/{supervisor.uuid}/{name}" for name in (*names, "busy.ifb")]

    def combined_feeds(self):
        owners = ["practice/harbour-supervision", "practice/other", "service/work-supervision", "service/coaching"]
        owners += [f"office/{slug}" for slug in ("turku", "oulu", "empty", "abo")]
        return [f"/calendar/{owner}/fi/free.ics" for owner in owners]

    def feeds(self):
        return [*self.own_feeds(self.aino), *self.own_feeds(self.bo), *self.combined_feeds()]

    def feeds_without_aino(self):
        owners = ("service/coaching", "office/oulu", "office/empty", "practice/other")
        return [*self.own_feeds(self.bo), *(f"/calendar/{owner}/fi/free.ics" for owner in owners)]


def span(day):
    return datetime(2026, 1, day, 7, tzinfo=UTC), datetime(2026, 1, day, 8, tzinfo=UTC)


def rename(record, **values):
    """A fresh copy, as a form would load it."""
    save(type(record).objects.get(pk=record.pk), **values)


#: Changes of Aino or her hours. They must leave all feeds of others alone, and those of the office and service of Bo.
OWN_CHANGES: dict[str, Callable[[World], object]] = {
    "hours added": lambda world: make_weekly_hours(world.aino, 3),
    "hours changed": lambda world: save(world.aino.weekly_hours.first(), end=time(18)),
    "hours deleted": lambda world: world.aino.weekly_hours.get_live_queryset().delete(),
    "hours limited to a service": lambda world: save(world.aino.weekly_hours.last(), services=[world.coaching]),
    "exception added": lambda world: make_hours_exception(world.aino, date(2026, 1, 13)),
    "exception deleted": lambda world: world.exception.delete(),
    "block added": lambda world: make_busy_block(world.aino, *span(13)),
    "block deleted": lambda world: world.block.delete(),
    "calendar deleted": lambda world: world.aino.busy_calendars.get_live_queryset().delete(),
    "calendar becomes stale": lambda world: save(world.aino.busy_calendars.first(), stale="close"),
    "session agreed": lambda world: touch([world.aino.pk]),
    "renamed": lambda world: rename(world.aino, name="Aino Virtanen"),
    "time zone": lambda world: rename(world.aino, time_zone="Europe/Stockholm"),
    "no new clients": lambda world: rename(world.aino, accepts_new_clients=False),
    "no busy times": lambda world: rename(world.aino, publish_busy=False),
    "left": lambda world: rename(world.aino, active=False),
    "left the office": lambda world: rename(world.aino, offices=[]),
    "left the service": lambda world: world.supervision.supervisors.remove(world.aino),
    "deleted": lambda world: world.aino.delete(),
    "deleted by a queryset": lambda world: Supervisor.objects.filter(pk=world.aino.pk).delete(),
}
#: Changes that several supervisors have in common.
SHARED_CHANGES: dict[str, Callable[[World], object]] = {
    "supervisor added": lambda world: world.supervisor("Dan", [world.oulu], [world.coaching]),
    "supervisor without hours added": lambda world: make_supervisor(name="Eva"),
    "supervisor joined an office": lambda world: world.empty.supervisors.add(world.aino),
    "supervisor changed offices": lambda world: rename(world.aino, offices=[world.oulu]),
    "office without supervisors": lambda world: world.turku.supervisors.clear(),
    "supervisor moved to another practice": lambda world: rename(world.aino, site=world.other_site),
    "last supervisor deleted": lambda world: world.una.delete(),
    "service renamed": lambda world: rename(world.supervision, name="Ohjaus"),
    "service's slug": lambda world: rename(world.supervision, slug="other-slug"),
    "service's rules": lambda world: rename(world.supervision, buffer_after=45),
    "service deleted": lambda world: world.supervision.delete(),
    "service added": lambda world: make_service(name="New"),
    "service translated": lambda world: ServiceTranslation.objects.create(
        parent=world.coaching, language="fi", name="Valmennus"
    ),
    "service's translation changed": lambda world: save(world.translation, name="Ohjaus"),
    "service's translation deleted": lambda world: world.translation.delete(),
    "office renamed": lambda world: rename(world.turku, name="Old town"),
    "office's address": lambda world: rename(world.turku, address="Kauppatori"),
    "office's slug": lambda world: rename(world.turku, slug="abo"),
    "office without supervisors renamed": lambda world: rename(world.empty, city="Vacant"),
    "office without supervisors has an address": lambda world: rename(world.empty, address="Road 1"),
    "office without supervisors translated": lambda world: save(world.office_translation, city="Salonen"),
    "office's translation deleted": lambda world: world.office_translation.delete(),
    "office deleted": lambda world: world.turku.delete(),
    "office added": lambda world: make_office(city="Åbo", slug="abo"),
    "practice renamed": lambda world: rename(world.practice, name="Lighthouse"),
    "practice's slug": lambda world: rename(world.practice, slug="lighthouse"),
    "practice's time zone": lambda world: rename(world.practice, time_zone="Europe/Stockholm"),
    "practice's holidays": lambda world: rename(world.practice, holiday_country="SE"),
    "holiday changed": lambda world: save(world.override, closed=False),
    "holiday deleted": lambda world: world.override.delete(),
    "free times not published": lambda world: rename(world.practice, publish_free_times=False),
    "hostname changed": lambda world: rename(world.site, hostname="harbour.example"),
    "port changed": lambda world: rename(world.other_site, port=443),
}


@pytest.fixture
def world(db, clock):
    return World(clock)


def contents(client: Client, paths: Iterable[str]) -> dict[str, tuple[int, bytes, str]]:
    responses = {path: client.get(path) for path in paths}
    return {path: (one.status_code, one.content, one.headers.get("ETag", "")) for path, one in responses.items()}


def check_feeds(client: Client, paths: list[str], before: dict, dates: dict[str, str]) -> None:
    """Each feed is what it would be without a cache, and a client with an older copy gets it."""
    after = contents(client, paths)
    outdated = [path for path in paths if before[path][:2] != after[path][:2] and before[path][0] == 200]
    statuses = {
        path: {
            client.get(path, headers={"If-None-Match": before[path][2]}).status_code,
            client.get(path, headers={"If-Modified-Since": dates[path]}).status_code,
        }
        for path in outdated
    }
    assert {path: codes for path, codes in statuses.items() if 304 in codes} == {}
    cache.clear()
    assert contents(client, paths) == after


@pytest.mark.parametrize("name", [*OWN_CHANGES, *SHARED_CHANGES])
def test_every_feed_is_current_after_a_change(client, world, clock, name):
    paths = world.feeds()
    before = contents(client, paths)
    dates = {path: client.get(path).headers.get("Last-Modified", "") for path in paths}
    clock.shift(timedelta(seconds=5))
    (OWN_CHANGES | SHARED_CHANGES)[name](world)
    clock.shift(timedelta(seconds=5))
    check_feeds(client, paths, before, dates)


@pytest.mark.parametrize("seed", range(2))
def test_feeds_stay_current_during_a_sequence_of_changes(client, world, clock, seed):
    """The cache is warm at every step, and never cleared, unlike that of a twin without cache."""
    chooser, paths = random.Random(seed), world.feeds()
    changes = [
        change for name, change in (OWN_CHANGES | SHARED_CHANGES).items() if not name.endswith(("added", "deleted"))
    ]
    contents(client, paths)
    for change in chooser.sample(changes, 10):
        change(world)
        clock.shift(timedelta(seconds=1))
        after = contents(client, paths)
        with override_settings(CACHES=NO_CACHE):
            assert contents(client, paths) == after


@pytest.mark.parametrize("name", OWN_CHANGES)
def test_change_of_a_supervisor_costs_other_feeds_no_query(client, world, name, django_assert_num_queries):
    paths = world.feeds_without_aino()
    tags = {path: client.get(path)["ETag"] for path in paths}
    OWN_CHANGES[name](world)
    with django_assert_num_queries(0):
        statuses = [client.get(path, headers={"If-None-Match": tag}).status_code for path, tag in tags.items()]
    assert set(statuses) == {304}


def test_feeds_without_the_changed_supervisor_are_not_built_again(client, world, clock, monkeypatch):
    """After a minute, the validators are read from the database again."""
    paths = world.feeds_without_aino()
    tags = {path: client.get(path)["ETag"] for path in paths}
    rename(world.aino, name="Aino Virtanen")
    clock.shift(timedelta(seconds=cache_version.ENTRY_SECONDS + 1))
    monkeypatch.setattr(views, "build_free_feed", None)
    with CaptureQueriesContext(connection) as queries:
        statuses = [client.get(path, headers={"If-None-Match": tag}).status_code for path, tag in tags.items()]
    assert set(statuses) == {304}
    assert len(queries) <= 2 * len(paths)
