"""busy.ifb, availability.ics and free.json."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from django.test import override_settings
from icalendar import Calendar

from tests.factories import make_busy_block, make_hours_exception, make_weekly_hours
from tests.feeds.conftest import HELSINKI
from wagtail_tyonohjaus.availability.free import free_slots
from wagtail_tyonohjaus.availability.snapshots import load_snapshots
from wagtail_tyonohjaus.feeds.availability_feed import two_years_of_intervals
from wagtail_tyonohjaus.feeds.free_json import FreeTimes

BROKEN = {"default": {"BACKEND": "tests.availability.broken_cache.BrokenCache"}}


def busy_path(supervisor, query=""):
    return f"/calendar/{supervisor.uuid}/busy.ifb{query}"


@pytest.fixture
def busy_aino(aino):
    aino.publish_busy = True
    aino.save()
    for begin, end in ((9, 10), (10, 11), (13, 14)):
        make_busy_block(aino, datetime(2026, 1, 12, begin, tzinfo=UTC), datetime(2026, 1, 12, end, tzinfo=UTC))
    return aino


def periods(response):
    (part,) = Calendar.from_ical(response.content).walk("VFREEBUSY")
    periods = part.get("FREEBUSY", [])
    return [(p.dt[0].hour, p.dt[1].hour) for p in (periods if isinstance(periods, list) else [periods])]


def test_busy_feed_returns_404_unless_the_supervisor_publishes_it(client, aino):
    assert client.get(busy_path(aino)).status_code == 404
    aino.publish_busy = True
    aino.save()
    assert client.get(busy_path(aino)).status_code == 200


def test_busy_merges_intervals_and_reveals_no_source(client, busy_aino):
    response = client.get(busy_path(busy_aino))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert periods(response) == [(9, 11), (13, 14)]
    (part,) = Calendar.from_ical(response.content).walk("VFREEBUSY")
    assert set(part) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "FREEBUSY", "URL"}
    assert part["DTEND"].dt - part["DTSTART"].dt == timedelta(days=42)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?start=2026-01-12T10:30:00Z&end=2026-01-12T13:30:00Z", [(10, 11), (13, 13)]),
        ("?start=20260112T120000Z&period=PT3H", [(13, 14)]),
        ("?start=2026-01-13&period=P1W", []),
        ("?start=2026-01-12T12:00:00+02:00&end=2026-01-12", None),
        ("?start=2026-01-12&end=2026-01-13&period=P1D", None),
        ("?start=yesterday", None),
        ("?period=P", None),
        ("?period=1D", None),
        ("?period=-P1D", None),
        ("?period=PT0S", None),
        ("?end=2026-13-45", None),
        ("?start=0001-01-01&end=0001-01-02", None),
        ("?start=9999-12-31T23:59:59Z&period=P99999D", None),
        ("?start=&end=", None),
    ],
)
def test_busy_covers_the_requested_range(client, busy_aino, query, expected):
    """CalConnect CC/S 0903."""
    response = client.get(busy_path(busy_aino, query))
    if expected is None:
        assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    else:
        assert periods(response) == expected


@pytest.mark.parametrize(
    "query",
    [
        "?start=2000-01-01&end=2999-01-01",
        "?start=0001-01-01T00:00:00%2B23:59&end=9999-12-31T23:59:59-23:59",
        "?start=2000-01-01&period=P99999D",
    ],
)
def test_busy_limits_the_range_to_what_is_known(client, busy_aino, query):
    response = client.get(busy_path(busy_aino, query))
    (part,) = Calendar.from_ical(response.content).walk("VFREEBUSY")
    assert part["DTEND"].dt - part["DTSTART"].dt == timedelta(days=366)
    assert periods(response) == [(9, 11), (13, 14)]


def test_busy_is_revalidated_for_each_range(client, busy_aino):
    tag = client.get(busy_path(busy_aino))["ETag"]
    assert client.get(busy_path(busy_aino), headers={"If-None-Match": tag}).status_code == 304
    other = busy_path(busy_aino, "?period=P1D")
    assert client.get(other, headers={"If-None-Match": tag}).status_code == 200


def availability_path(supervisor, filters=""):
    return f"/calendar/{supervisor.uuid}/{filters}availability.ics"


def local(instant):
    return datetime.fromtimestamp(instant, HELSINKI).replace(tzinfo=None)


def open_times(raw, year):
    """Naive wall starts and ends of every AVAILABLE in two years."""
    intervals = set()
    for part in Calendar.from_ical(raw).walk("AVAILABLE"):
        start, end = (part[name].dt.replace(tzinfo=None) for name in ("DTSTART", "DTEND"))
        times = [start]
        if "RRULE" in part:
            rule = part["RRULE"]
            until = rule["UNTIL"][0].astimezone(HELSINKI).replace(tzinfo=None)
            text = f"FREQ=WEEKLY;INTERVAL={rule.get('INTERVAL', [1])[0]};UNTIL={until:%Y%m%dT%H%M%S}"
            times = list(rrulestr(text, dtstart=start))
        assert "EXDATE" not in part, "sabre/dav ignores it, so holidays would be free"
        assert part["DTSTART"].params["TZID"] == "Europe/Helsinki"
        intervals |= {(time, time + (end - start)) for time in times}
    return intervals


def test_availability_contains_the_hours_of_two_years(client, aino):
    make_weekly_hours(
        aino, 4, "22:00", "00:00", interval_weeks=3, reference_date=date(2026, 1, 9), valid_until=date(2026, 8, 1)
    )
    make_hours_exception(aino, date(2026, 7, 1), last_day=date(2026, 7, 31))
    make_hours_exception(aino, date(2026, 7, 18), "10:00", "11:00")
    raw = client.get(availability_path(aino)).content
    person = load_snapshots([aino.pk], (2026, 2027))[aino.pk]
    expected = {(local(piece[0]), local(piece[1])) for piece in two_years_of_intervals(person.hours, 2026)}
    intervals = open_times(raw, 2026)
    assert intervals == expected
    july = sorted(start for start, _ in intervals if (start.year, start.month) == (2026, 7))
    assert july == [datetime(2026, 7, 18, 10)]
    assert (datetime(2026, 1, 9, 22), datetime(2026, 1, 10)) in intervals
    assert (datetime(2026, 4, 6, 9), datetime(2026, 4, 6, 12)) not in intervals, "Easter Monday"


def test_availability_with_a_holiday_is_two_rules(client, aino):
    make_weekly_hours(aino, 2, "08:00", "10:00")
    make_hours_exception(aino, date(2026, 5, 6))
    parts = Calendar.from_ical(client.get(availability_path(aino)).content).walk("AVAILABLE")
    wednesdays = [part for part in parts if part["DTSTART"].dt.weekday() == 2 and part["DTSTART"].dt.hour == 8]
    last = [part["RRULE"]["UNTIL"][0].astimezone(HELSINKI).date() for part in wednesdays if "RRULE" in part]
    first = [part["DTSTART"].dt.date() for part in wednesdays]
    assert date(2026, 4, 29) in last and date(2026, 5, 13) in first


def test_availability_during_a_clock_change_is_in_utc(client, aino):
    make_weekly_hours(aino, 6, "01:00", "06:00")
    parts = Calendar.from_ical(client.get(availability_path(aino)).content).walk("AVAILABLE")
    in_utc = {(p["DTSTART"].dt, p["DTEND"].dt) for p in parts if "TZID" not in p["DTSTART"].params}
    assert in_utc == {
        (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 3, tzinfo=UTC)),
        (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 4, tzinfo=UTC)),
        (datetime(2027, 10, 30, 22, tzinfo=UTC), datetime(2027, 10, 31, 4, tzinfo=UTC)),
    }


def test_availability_excludes_time_reserved_for_crisis_supervision(client, aino):
    make_weekly_hours(aino, 0, "10:00", "11:00", crisis_only=True)
    intervals = open_times(client.get(availability_path(aino)).content, 2026)
    monday = sorted(pair for pair in intervals if pair[0].date() == date(2026, 1, 12))
    assert [(a.hour, b.hour) for a, b in monday] == [(9, 10), (11, 12)]


def test_availability_is_not_modified_throughout_the_year(client, aino, clock):
    first = client.get(availability_path(aino))
    clock.shift(timedelta(days=200))
    again = client.get(availability_path(aino), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_availability_has_no_vevent_and_free_has_nothing_else(client, aino):
    """vdirsyncer refuses feeds that mix components."""
    assert b"VEVENT" not in client.get(availability_path(aino)).content
    free = client.get(f"/calendar/{aino.uuid}/free.ics").content
    assert b"VAVAILABILITY" not in free and b"VFREEBUSY" not in free


def test_availability_can_be_filtered_by_language_only(client, aino):
    assert client.get(availability_path(aino, "fi/")).status_code == 200
    assert client.get(availability_path(aino, "mode-remote/")).status_code == 404


def json_path(supervisor, filters=""):
    return f"/calendar/{supervisor.uuid}/{filters}free.json"


def test_json_contains_the_slots_and_matches_its_schema(client, aino):
    response = client.get(json_path(aino))
    assert response["Content-Type"] == "application/json"
    times = FreeTimes.model_validate_json(response.content)
    expected = free_slots([aino])[aino.pk]
    assert [(s.start.timestamp(), s.end.timestamp()) for s in times.slots] == [(s.start, s.end) for s in expected]
    assert times.slots[0].url.endswith(f"/en/at/{expected[0].start}/60/")
    assert times.supervisor.id == aino.uuid
    extra = set(json.loads(response.content)["slots"][0]) ^ set(
        FreeTimes.model_fields["slots"].annotation.__args__[0].model_fields
    )
    assert extra == set()


def test_json_is_revalidated(client, aino):
    tag = client.get(json_path(aino))["ETag"]
    assert client.get(json_path(aino), headers={"If-None-Match": tag}).status_code == 304


def test_openapi_describes_every_path_of_the_json(client, aino):
    document = json.loads(client.get("/calendar/openapi.json").content)
    assert document["openapi"] == "3.1.0"
    assert len(document["paths"]) == 16
    longest = "/calendar/{supervisor}/{language}/service-{service}/mode-{mode}/office-{office}/free.json"
    values = {"language": "fi", "service": "work-supervision", "mode": "remote", "office": "turku"}
    assert client.get(longest.format(supervisor=aino.uuid, **values)).status_code == 200
    assert [p["name"] for p in document["paths"][longest]["get"]["parameters"]] == ["supervisor", *values]
    names = {part["operationId"] for part in (path["get"] for path in document["paths"].values())}
    assert len(names) == 16
    assert set(document["components"]["schemas"]) == {"FreeTimes", "FreeSlot", "Supervisor"}


@override_settings(CACHES=BROKEN)
def test_every_feed_works_if_the_cache_fails(client, busy_aino):
    for url in (
        busy_path(busy_aino),
        availability_path(busy_aino),
        json_path(busy_aino),
        "/calendar/office/turku/free.ics",
    ):
        assert client.get(url).status_code == 200
