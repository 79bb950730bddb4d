"""Feeds of many supervisors: whole days as long as they fit, one supervisor's change costs one supervisor."""

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
    made = []
    for n in range(number):
        supervisor = make_supervisor([office], [service], name=f"Supervisor {n}")
        make_weekly_hours(supervisor, 0, "09:00", "12:00", office=office)
        make_weekly_hours(supervisor, 1, "09:00", "12:00", office=office)
        made.append(supervisor)
    return made


def calendar(client, url=PRACTICE):
    response = client.get(url)
    assert response.status_code == 200
    return Calendar.from_ical(response.content)


def days(events):
    return sorted({event["DTSTART"].dt.astimezone(HELSINKI).date() for event in events})


def test_union_has_the_windows_of_all(client, aino):
    supervisors(aino, 3)
    names = {str(event["SUMMARY"]) for event in calendar(client).events}
    assert names == {"Free: Aino Laine", "Free: Supervisor 0", "Free: Supervisor 1", "Free: Supervisor 2"}


def test_union_of_an_office_and_a_service_has_their_people_only(client, aino):
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


def test_union_uids_are_unique(client, aino):
    supervisors(aino, 5)
    uids = [str(event["UID"]) for event in calendar(client).events]
    assert len(uids) == len(set(uids))


def test_union_ends_with_the_last_whole_day_that_fits_and_says_so(client, aino, monkeypatch):
    supervisors(aino, 3)
    whole = calendar(client)
    cache.clear()
    # Monday 4, Tuesday 3, Wednesday 1, Monday 4: a limit in the midst of the second Monday.
    monkeypatch.setattr(free_feed, "MAX_EVENTS", 9)
    short = calendar(client)
    assert days(short.events) == [date(2026, 1, 12), date(2026, 1, 13), date(2026, 1, 14)]
    assert [str(e["UID"]) for e in short.events] == [str(e["UID"]) for e in whole.events][:8]
    assert days(whole.events[:9])[-1] == date(2026, 1, 19)
    assert "Jan. 18, 2026" in str(short["X-WR-CALDESC"]).replace("\\", "")
    assert "Jan." not in str(whole["X-WR-CALDESC"])


def test_union_stays_under_its_size(client, aino, monkeypatch):
    supervisors(aino, 3)
    monkeypatch.setattr(free_feed, "MAX_BYTES", 3500)
    response = client.get(PRACTICE)
    assert len(response.content) < 3500 + 1500
    assert days(Calendar.from_ical(response.content).events) == [date(2026, 1, 12), date(2026, 1, 13)]


def test_union_whose_first_day_is_too_much_ends_in_its_midst(client, aino, monkeypatch):
    supervisors(aino, 3)
    monkeypatch.setattr(free_feed, "MAX_EVENTS", 2)
    short = calendar(client)
    assert len(short.events) == 2
    assert "Jan. 12, 2026, 9 a.m." in str(short["X-WR-CALDESC"]).replace("\\", "")


def test_a_supervisors_own_feed_is_whole(client, aino, monkeypatch):
    monkeypatch.setattr(free_feed, "MAX_EVENTS", 2)
    assert len(calendar(client, f"/calendar/{aino.uuid}/free.ics").events) == 4


def test_one_change_computes_one_supervisor(client, aino, monkeypatch):
    made = supervisors(aino, 4)
    client.get(PRACTICE)
    asked = []
    compute = window_cache.free_windows
    monkeypatch.setattr(window_cache, "free_windows", lambda ids, *args: asked.extend(ids) or compute(ids, *args))
    make_hours_exception(made[2], date(2026, 1, 12))
    names = [str(e["SUMMARY"]) for e in calendar(client).events if e["DTSTART"].dt.day == 12]
    assert asked == [made[2].pk]
    assert "Free: Supervisor 2" not in names and "Free: Supervisor 1" in names


@pytest.mark.parametrize("change", ["joins", "leaves", "is deleted"])
def test_membership_is_seen_at_once(client, aino, change):
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
def test_union_queries_do_not_grow_with_supervisors(client, aino):
    counts = []
    for number in (0, 80):
        supervisors(aino, number)
        with CaptureQueriesContext(connection) as queries:
            client.get(PRACTICE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_slugs_of_two_practices_are_told_apart_by_host(client, aino):
    other = make_site("other.localhost")
    make_practice(other, name="Other Practice")
    make_office(site=other, city="Turku", address="Elsewhere 1")
    first = calendar(client, "/calendar/office/turku/free.ics")
    response = client.get("/calendar/office/turku/free.ics", headers={"Host": "other.localhost"})
    second = Calendar.from_ical(response.content)
    assert "Harbour" in str(first["X-WR-CALNAME"]) and "Other Practice" in str(second["X-WR-CALNAME"])
    assert client.get("/calendar/practice/other-practice/free.ics").status_code == 200
