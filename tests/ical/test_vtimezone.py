import zoneinfo
from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import cache
from operator import itemgetter

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar, Timezone

from wagtail_tyonohjaus.ical.vtimezone import vtimezone

FIRST, LAST = 2024, 2040
# Zones whose coming changes no yearly rule can tell: they stop summer time for each Ramadan.
WITHOUT_RULE = {"Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "Asia/Hebron"}


def zones():
    return sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})


@cache
def component(tzid, first=FIRST, last=LAST):
    text = vtimezone(tzid, first, last)
    return Timezone.from_ical(text.encode())


def onsets(tz):
    """(UTC, offset) of every onset in these years, and the offset in force when they begin."""
    changes = []
    for part in tz.subcomponents:
        start, before = part["DTSTART"].dt, part["TZOFFSETFROM"].td
        times = [start]
        if "RRULE" in part:
            rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=start)
            times = list(rule.between(datetime(1969, 1, 1), datetime(LAST + 1, 1, 1), inc=True))
            assert start in times, "DTSTART must be on its own rule"
        changes += [(time - before, part["TZOFFSETTO"].td) for time in times]
    changes.sort()
    return changes


def offset_at(changes, utc):
    return changes[bisect_right(changes, utc, key=itemgetter(0)) - 1][1]


#: Every tenth day, with and without tzinfo.
EVERY_TENTH_DAY = [
    (day, day.replace(tzinfo=UTC))
    for day in (datetime(FIRST, 1, 1) + timedelta(days=number) for number in range(0, 365 * (LAST + 1 - FIRST), 10))
]


def moments(changes):
    for onset, _ in changes:
        if onset.year >= FIRST:
            near = (onset + timedelta(seconds=n) for n in (-3600, -1, 0, 3600))
            yield from ((utc, utc.replace(tzinfo=UTC)) for utc in near)
    yield from EVERY_TENTH_DAY


@pytest.mark.parametrize("area", sorted({tzid.split("/")[0] for tzid in zones()}))
def test_vtimezone_gives_the_offsets_of_the_iana_zone(area):
    for tzid in zones():
        if tzid.split("/")[0] == area:
            changes, zone = onsets(component(tzid)), zoneinfo.ZoneInfo(tzid)
            for utc, aware in moments(changes):
                assert offset_at(changes, utc) == aware.astimezone(zone).utcoffset(), (tzid, utc)


def test_vtimezone_has_an_rrule_wherever_offsets_keep_changing():
    without = set()
    for tzid in zones():
        tz, zone = component(tzid), zoneinfo.ZoneInfo(tzid)
        changes = {datetime(LAST, month, 15, tzinfo=zone).utcoffset() for month in range(1, 13)}
        if len(changes) > 1 and not any("RRULE" in part for part in tz.subcomponents):
            without.add(tzid)
    assert without == WITHOUT_RULE


def test_vtimezone_of_a_zone_without_rule_has_single_onsets_of_both_kinds():
    tz = component("Africa/Casablanca", 2026, 2027)
    assert {part.name for part in tz.subcomponents} == {"STANDARD", "DAYLIGHT"}
    assert not any("RRULE" in part or "RDATE" in part for part in tz.subcomponents)


def test_vtimezone_has_rrule_and_both_kinds_and_no_rdate():
    """Outlook misreads RDATE (iCalcreator#86, iCal#367)."""
    assert vtimezone("Europe/Helsinki", 2026, 2027).split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Helsinki",
        "BEGIN:DAYLIGHT",
        "DTSTART:20250330T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0300",
        "TZNAME:EEST",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20251026T040000",
        "TZOFFSETFROM:+0300",
        "TZOFFSETTO:+0200",
        "TZNAME:EET",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


@pytest.mark.parametrize("tzid", ["Europe/Helsinki", "Africa/Cairo", "Asia/Hebron", "America/Nuuk", "Europe/Dublin"])
def test_vtimezone_never_uses_rdate_and_starts_summer_with_daylight(tzid):
    tz = component(tzid)
    assert not any("RDATE" in part for part in tz.subcomponents)
    daylight = [part for part in tz.subcomponents if part.name == "DAYLIGHT"]
    assert daylight and all(part["TZOFFSETTO"].td > part["TZOFFSETFROM"].td for part in daylight)


def test_vtimezone_cuts_a_rule_that_leaves_its_month_in_two():
    text = vtimezone("Africa/Cairo", 2026, 2027)
    assert "RRULE:FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=26,27,28,29,30,31;BYDAY=FR" in text
    assert "RRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=1;BYDAY=FR" in text


def test_vtimezone_of_a_zone_that_changed_lately_has_one_onset_for_it():
    offsets = [part["TZOFFSETTO"].td for part in component("Asia/Almaty").subcomponents]
    assert offsets == [timedelta(hours=6), timedelta(hours=5)]


def test_vtimezone_refuses_a_name_nobody_knows():
    for name in ("Europe/Turku", "../etc/passwd"):
        with pytest.raises((zoneinfo.ZoneInfoNotFoundError, ValueError)):
            vtimezone(name, 2026, 2027)


@pytest.mark.parametrize("tzid", ["Europe/Helsinki", "Europe/Dublin", "Asia/Almaty", "UTC", "America/Santiago"])
def test_vtimezone_is_read_alike_by_the_library(tzid):
    raw = f"BEGIN:VCALENDAR\r\n{vtimezone(tzid, 2026, 2027)}END:VCALENDAR\r\n".encode()
    (tz,) = Calendar.from_ical(raw).timezones
    zone = tz.to_tz(lookup_tzid=False)
    for month in range(1, 13):
        at = datetime(2026, month, 15, 12)
        assert zone.utcoffset(at) == at.replace(tzinfo=zoneinfo.ZoneInfo(tzid)).utcoffset()
