"""Time zones of events: by name, by a description in the file, or the supervisor's own."""

from collections import Counter

import pytest

from tests.ical.samples import (
    TUESDAY,
    busy,
    calendar,
    hour,
    read,
    utc,
)
from wagtail_tyonohjaus.ical.reading.zones import ZoneResolver

CUSTOM_ZONE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T040000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


def test_file_may_contain_several_zones():
    """cal.diy#14664, #19929."""
    assert busy(hour("20261020"), hour("20261021", zone="America/New_York", uid="2")) == [
        TUESDAY,
        "2026-10-21 14:00/15:00",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("FLE Standard Time", TUESDAY),
        ("Eastern Standard Time", "2026-10-20 14:00/15:00"),
        ("/freeassociation.sourceforge.net/Europe/Helsinki", TUESDAY),
        ('"tzone://Microsoft/Utc"', "2026-10-20 10:00/11:00"),
        ("europe/helsinki", TUESDAY),
        ('"Europe/Helsinki"', TUESDAY),
    ],
)
def test_zone_names_of_all_kinds_are_known(name, expected):
    """ics-parser#186, ical-sensor#101."""
    result = read(calendar(hour("20261020", zone=name)))
    assert (utc(result.blocks), result.issues) == ([expected], {})


def test_fle_is_the_supervisors_zone_if_that_has_this_name():
    """ics-parser#186, ical-sensor#101."""
    summer = hour("20260915", zone="FLE Standard Time")
    assert busy(summer) == ["2026-09-15 07:00/08:00"]
    assert busy(summer, zone="America/New_York") == ["2026-09-15 07:00/08:00"]


@pytest.mark.parametrize("home", ["Europe/Helsinki", "Europe/Riga", "Europe/Kyiv"])
def test_fle_is_any_of_its_zones_that_the_supervisor_has(home):
    """ics-parser#186, ical-sensor#101."""
    zones = ZoneResolver(home, "", {}, Counter())
    assert str(zones.get("FLE Standard Time")) == home


def test_zone_with_an_unknown_name_is_read_by_its_description():
    """ics-parser#186, ical-sensor#101."""
    assert busy(CUSTOM_ZONE, hour("20261020", zone="Customized Time Zone")) == [TUESDAY]
    assert busy(CUSTOM_ZONE, hour("20261120", zone="Customized Time Zone")) == ["2026-11-20 08:00/09:00"]


def test_described_zone_with_another_offset_is_not_the_supervisors():
    """ics-parser#186, ical-sensor#101."""
    zone = CUSTOM_ZONE.replace("+0300", "+0500").replace("+0200", "+0400")
    assert busy(zone, hour("20261020", zone="Customized Time Zone")) == ["2026-10-20 05:00/06:00"]


def test_unknown_zone_is_replaced_by_the_supervisors_and_reported():
    """ics-parser#186, ical-sensor#101."""
    unknown = hour("20261020", zone="(no TZ description)")
    result = read(calendar(unknown))
    assert (utc(result.blocks), result.issues) == ([TUESDAY], {"doubtful": 1, "unknown_zone": 1})
    assert busy(unknown, head="X-WR-TIMEZONE:Europe/London") == ["2026-10-20 09:00/10:00"]


def test_wrong_description_of_an_iana_zone_is_ignored():
    """ics-parser#186, ical-sensor#101."""
    wrong = CUSTOM_ZONE.replace("Customized Time Zone", "Europe/Helsinki").replace("+0300", "+0900")
    assert busy(wrong, hour("20261020")) == [TUESDAY]


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=DAILY"])
def test_description_with_millions_of_changes_is_not_expanded(rule):
    bomb = CUSTOM_ZONE.replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", rule)
    result = read(calendar(bomb, hour("20261020", zone="Customized Time Zone")))
    assert (utc(result.blocks), result.issues) == ([TUESDAY], {"doubtful": 1, "unknown_zone": 1})
