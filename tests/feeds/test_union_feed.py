"""Combined feeds: whole days within the limits; a change of one supervisor recomputes that supervisor only."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from tests.factories import (
    make_hours_exception,
    make_office,
    make_practice,
    make_site,
    make_supervisor,
    make_weekly_hours,
)
from tests.feeds.conftest import HELSINKI
from wagtail_tyonohjaus.feeds import free_feed, window_cache

PRACTICE = "/calendar/practice/harbour-supervision/free.ics"
NO_CACHE = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def supervisors(aino, number):
    service, office = aino.services.get(), aino.offices.get()
    records = []
    for n in range(number):
        supervisor = make_supervisor([office], [service], name=f"Supervisor {n}")
        make_weekly_hours(supervisor, 0, "09:00", "12:00", office=office)
        make_weekly_hours(supervisor, 1, "09:00", "12:00", office=office)
        records.append(supervisor)
    return records


def calendar(client, url=PRACTICE):
    response = client.get(url)
    assert response.status_code == 200
    return Calendar.from_ical(response.content)


def days(events):
    return sorted({event["DTSTART"].dt.astimezone(HELSINKI).date() for event in events})


def test_practice_feed_contains_windows_of_all_supervisors(client, aino):
    supervisors(aino, 3)
    names = {str(event["SUMMARY"]) for event in calendar(client).events}
    assert names == {"Free: Aino Laine", "Free: Supervisor 0", "Free: Supervisor 1", "Free: Supervisor 2"}


def test_office_and_service_feeds_contain_their_supervisors_only(client, aino):
    (bo,) = supervisors(aino, 1)
    other = make_office(city="Oulu")
    bo.offices = [other]
    bo.save()
    make_weekly_hours(bo, 4, "09:00", "12:00", office=other)
    names = {str(event["SUMMARY"]) for event in calendar(client, "/calendar/office/oulu/free.ics").events}
    assert names == {"Free: Supervisor 0"}
    assert "Oulu" in calendar(client, "/calendar/office/oulu/free.ics")["X-WR-CALNAME"]
    names = {str(event["SUMMARY"]) for event in calendar(client, "/calendar/service/work-supervision/free.ics").events}
    assert names == {"Free: Aino Laine", "Free: Supervisor 0"}


def test_uids_are_unique(client, aino):
    supervisors(aino, 5)
    uids = [str(event["UID"]) for event in calendar(client).events]
    assert len(uids) == len(set(uids))


def test_feed_ends_with_the_last_whole_day_and_states_it(client, aino, monkeypatch):
    supervisors(aino, 3)
    complete = calendar(client)
    cache.clear()
    # Monday 4, Tuesday 3, Wednesday 1, Monday 4: the limit is reached during the second Monday.
    monkeypatch.setattr(free_feed, "MAX_EVENTS", 9)
    short = calendar(client)
    assert days(short.events) == [date(2026, 1, 12), date(2026, 1, 13), date(2026, 1, 14)]
    assert [str(e["UID"]) for e in short.events] == [str(e["UID"]) for e in complete.events][:8]
    assert days(complete.events[:9])[-1] == date(2026, 1, 19)
    assert "18 January 2026" in str(short["X-WR-CALDESC"]).replace("\\", "")
    assert "January" not in str(complete["X-WR-CALDESC"])


def test_feed_stays_within_the_byte_limit(client, aino, monkeypatch):
    supervisors(aino, 3)
    monkeypatch.setattr(free_feed, "MAX_BYTES", 3500)
    response = client.get(PRACTICE)
    assert len(response.content) < 3500 + 1500
    assert days(Calendar.from_ical(response.content).events) == [date(2026, 1, 12), date(2026, 1, 13)]


def test_feed_ends_during_the_first_day_if_that_exceeds_the_limit(client, aino, monkeypatch):
    supervisors(aino, 3)
    monkeypatch.setattr(free_feed, "MAX_EVENTS", 2)
    short = calendar(client)
    assert len(short.events) == 2
    assert "12 Jan 2026, 09:00" in str(short["X-WR-CALDESC"]).replace("\\", "")


def test_supervisor_feed_is_complete(client, aino, monkeypatch):
    monkeypatch.setattr(free_feed, "MAX_EVENTS", 2)
    assert len(calendar(client, f"/calendar/{aino.uuid}/free.ics").events) == 4


def test_change_of_one_supervisor_recomputes_that_one_only(client, aino, monkeypatch):
    colleagues = supervisors(aino, 4)
    client.get(PRACTICE)
    computed = []
    compute = window_cache.compute_windows
    monkeypatch.setattr(window_cache, "compute_windows", lambda ids, *args: computed.extend(ids) or compute(ids, *args))
    make_hours_exception(colleagues[2], date(2026, 1, 12))
    names = [str(e["SUMMARY"]) for e in calendar(client).events if e["DTSTART"].dt.day == 12]
    assert computed == [colleagues[2].pk]
    assert "Free: Supervisor 2" not in names and "Free: Supervisor 1" in names


@pytest.mark.parametrize("change", ["joins", "leaves", "is deleted"])
def test_change_of_membership_is_visible_at_once(client, aino, change):
    bo, ek = supervisors(aino, 2)
    url = "/calendar/office/turku/free.ics"
    if change == "joins":
        ek.offices = []
        ek.save()
    tag = client.get(url)["ETag"]
    if change == "joins":
        ek.offices = [aino.offices.get()]
        ek.save()
    elif change == "leaves":
        bo.offices = []
        bo.save()
    else:
        bo.delete()
    response = client.get(url, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert ("Supervisor 0" in response.content.decode()) == (change == "joins")


@override_settings(CACHES=NO_CACHE)
def test_queries_do_not_grow_with_supervisors(client, aino):
    counts = []
    for number in (0, 80):
        supervisors(aino, number)
        with CaptureQueriesContext(connection) as queries:
            client.get(PRACTICE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_same_slug_of_two_practices_is_resolved_by_host(client, aino):
    other = make_site("other.localhost")
    make_practice(other, name="Other Practice")
    make_office(site=other, city="Turku", address="Elsewhere 1")
    first = calendar(client, "/calendar/office/turku/free.ics")
    response = client.get("/calendar/office/turku/free.ics", headers={"Host": "other.localhost"})
    second = Calendar.from_ical(response.content)
    assert "Harbour" in str(first["X-WR-CALNAME"]) and "Other Practice" in str(second["X-WR-CALNAME"])
    assert client.get("/calendar/practice/other-practice/free.ics").status_code == 200
