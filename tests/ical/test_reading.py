"""Files of calendars in the wild, and worse ones, as busy time."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.ical.samples import (
    SINCE,
    UNTIL,
    busy,
    calendar,
    event,
    hour,
    read,
    utc,
)
from wagtail_tyonohjaus.ical.reading.errors import CalendarError
from wagtail_tyonohjaus.ical.reading.zones import ZoneResolver

TUESDAY = "2026-10-20 07:00/08:00"
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


def test_an_event_is_busy_from_start_to_end():
    assert busy(hour("20261020")) == [TUESDAY]


def test_two_zones_in_one_feed_are_each_read_as_their_own():
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
    found = read(calendar(hour("20261020", zone=name)))
    assert (utc(found.blocks), found.issues) == ([expected], {})


def test_fle_is_the_supervisors_own_zone_and_not_another_with_its_name():
    """ics-parser#186, ical-sensor#101."""
    summer = hour("20260915", zone="FLE Standard Time")
    assert busy(summer) == ["2026-09-15 07:00/08:00"]
    assert busy(summer, zone="America/New_York") == ["2026-09-15 07:00/08:00"]


@pytest.mark.parametrize("home", ["Europe/Helsinki", "Europe/Riga", "Europe/Kyiv"])
def test_fle_is_whichever_of_its_zones_is_at_home(home):
    """ics-parser#186, ical-sensor#101."""
    zones = ZoneResolver(home, "", {}, Counter())
    assert str(zones.get("FLE Standard Time")) == home


def test_a_zone_the_file_describes_is_read_by_its_description():
    """ics-parser#186, ical-sensor#101."""
    assert busy(CUSTOM_ZONE, hour("20261020", zone="Customized Time Zone")) == [TUESDAY]
    assert busy(CUSTOM_ZONE, hour("20261120", zone="Customized Time Zone")) == ["2026-11-20 08:00/09:00"]


def test_a_described_zone_of_another_offset_is_not_taken_for_home():
    """ics-parser#186, ical-sensor#101."""
    zone = CUSTOM_ZONE.replace("+0300", "+0500").replace("+0200", "+0400")
    assert busy(zone, hour("20261020", zone="Customized Time Zone")) == ["2026-10-20 05:00/06:00"]


def test_an_unknown_zone_becomes_the_calendars_own_and_is_told():
    """ics-parser#186, ical-sensor#101."""
    unknown = hour("20261020", zone="(no TZ description)")
    found = read(calendar(unknown))
    assert (utc(found.blocks), found.issues) == ([TUESDAY], {"doubtful": 1, "unknown_zone": 1})
    assert busy(unknown, head="X-WR-TIMEZONE:Europe/London") == ["2026-10-20 09:00/10:00"]


def test_a_wrong_description_of_an_iana_zone_is_overruled():
    """ics-parser#186, ical-sensor#101."""
    wrong = CUSTOM_ZONE.replace("Customized Time Zone", "Europe/Helsinki").replace("+0300", "+0900")
    assert busy(wrong, hour("20261020")) == [TUESDAY]


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=DAILY"])
def test_a_described_zone_that_is_a_bomb_is_not_computed(rule):
    bomb = CUSTOM_ZONE.replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", rule)
    found = read(calendar(bomb, hour("20261020", zone="Customized Time Zone")))
    assert (utc(found.blocks), found.issues) == ([TUESDAY], {"doubtful": 1, "unknown_zone": 1})


def test_moved_excluded_and_cancelled_instances():
    """nextcloud/calendar#5537, cal.diy#8516."""
    found = busy(
        hour("20200106", "RRULE:FREQ=WEEKLY;UNTIL=20261005T235959Z", "EXDATE;TZID=Europe/Helsinki:20260907T100000"),
        event(
            "UID:1",
            "RECURRENCE-ID;TZID=Europe/Helsinki:20260914T100000",
            "DTSTART;TZID=Europe/Helsinki:20260915T120000",
            "DTEND;TZID=Europe/Helsinki:20260915T130000",
        ),
        event(
            "UID:1",
            "RECURRENCE-ID:20260921T070000Z",
            "STATUS:CANCELLED",
            "DTSTART:20260921T070000Z",
            "DTEND:20260921T080000Z",
        ),
    )
    assert found == ["2026-09-15 09:00/10:00", "2026-09-28 07:00/08:00", "2026-10-05 07:00/08:00"]


def test_this_and_future_moves_all_that_follow():
    """nextcloud/calendar#5537, cal.diy#8516."""
    found = busy(
        hour("20260907", "RRULE:FREQ=WEEKLY;COUNT=3"),
        event(
            "UID:1",
            "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Helsinki:20260914T100000",
            "DTSTART;TZID=Europe/Helsinki:20260914T120000",
            "DTEND;TZID=Europe/Helsinki:20260914T130000",
        ),
    )
    assert found == ["2026-09-07 07:00/08:00", "2026-09-14 09:00/10:00", "2026-09-21 09:00/10:00"]


def test_an_excluded_day_in_utc_or_as_a_date_is_excluded():
    """nextcloud/calendar#5537, cal.diy#8516."""
    assert busy(hour("20260907", "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE:20260914T070000Z")) == ["2026-09-07 07:00/08:00"]
    assert busy(hour("20260907", "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE;VALUE=DATE:20260914")) == [
        "2026-09-07 07:00/08:00"
    ]


def test_a_cancelled_series_is_free():
    """nextcloud/calendar#5537, cal.diy#8516."""
    assert busy(hour("20260907", "RRULE:FREQ=WEEKLY", "STATUS:CANCELLED")) == []


def test_a_moved_instance_without_its_series_counts():
    """nextcloud/calendar#5537, cal.diy#8516."""
    assert busy(hour("20261020", "RECURRENCE-ID;TZID=Europe/Helsinki:20261019T100000")) == [TUESDAY]


ALL_DAY = event("UID:1", "DTSTART;VALUE=DATE:20261020", "DTEND;VALUE=DATE:20261022", "TRANSP:TRANSPARENT")


@pytest.mark.parametrize(
    ("all_day", "transparent", "expected"),
    [
        ("marked", "free", []),
        ("marked", "busy", ["2026-10-19 21:00/21:00"]),
        ("busy", "free", ["2026-10-19 21:00/21:00"]),
        ("free", "busy", []),
    ],
)
def test_all_day_events_follow_the_calendars_choice(all_day, transparent, expected):
    """nextcloud/calendar#4699, easyappointments#1935."""
    assert busy(ALL_DAY, all_day=all_day, transparent=transparent) == expected


def test_events_marked_as_free_leave_time_free_and_are_counted():
    """nextcloud/calendar#4699, easyappointments#1935."""
    found = read(calendar(hour("20261020", "TRANSP:TRANSPARENT"), hour("20261021", uid="2")))
    assert (utc(found.blocks), found.issues) == (["2026-10-21 07:00/08:00"], {"marked_free": 1})


def test_a_timetable_that_is_all_transparent_can_be_counted():
    """nextcloud/calendar#4699, easyappointments#1935."""
    assert busy(hour("20261020", "TRANSP:TRANSPARENT"), transparent="busy") == [TUESDAY]


def test_outlooks_own_mark_of_free_counts():
    """nextcloud/calendar#4699, easyappointments#1935."""
    assert busy(hour("20261020", "X-MICROSOFT-CDO-BUSYSTATUS:FREE")) == []
    assert busy(hour("20261020", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE")) == [TUESDAY]


def test_an_old_series_is_still_found_on_its_day_and_in_its_rhythm():
    """nextcloud/calendar#5383, cal.diy#14641."""
    assert busy(hour("20000103", "RRULE:FREQ=WEEKLY;INTERVAL=8")) == [
        "2026-09-07 07:00/08:00",
        "2026-11-02 08:00/09:00",
        "2026-12-28 08:00/09:00",
    ]
    assert busy(event("DTSTART;VALUE=DATE:19010520", "RRULE:FREQ=YEARLY;BYMONTH=10")) == ["2026-10-19 21:00/21:00"]
    assert busy(hour("19990131", "RRULE:FREQ=MONTHLY")) == [
        "2026-10-31 08:00/09:00",
        "2026-12-31 08:00/09:00",
    ]


def test_an_all_day_event_is_the_day_at_home():
    """nextcloud/calendar#5383, cal.diy#14641."""
    assert busy(event("DTSTART;VALUE=DATE:20261220"), zone="Pacific/Auckland") == ["2026-12-19 11:00/11:00"]


FIRST_HOUR = ["DTSTART:20261020T070000Z", "DTEND:20261020T080000Z"]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=FORTNIGHTLY",
        "INTERVAL=2",
        "RSCALE=CHINESE;FREQ=YEARLY",
        "nonsense",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_event_whose_rule_cannot_be_expanded_keeps_its_first_instance_and_is_doubtful(rule):
    busy_time = read(calendar(event(*FIRST_HOUR, f"RRULE:{rule}")))
    assert (utc(busy_time.blocks), busy_time.issues, busy_time.doubtful) == ([TUESDAY], {"doubtful": 1}, ["2026-10-20"])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;INTERVAL=0;COUNT=2", ["2026-10-20", "2026-10-27"]),
        ("FREQ=WEEKLY;INTERVAL=-1;COUNT=2", ["2026-10-20", "2026-10-27"]),
        ("FREQ=WEEKLY;COUNT=2;BYDAY=XX", ["2026-10-20", "2026-10-27"]),
        ("FREQ=WEEKLY;COUNT=3;BYDAY=TU,XX,WE", ["2026-10-20", "2026-10-21", "2026-10-27"]),
        ("FREQ=MONTHLY;BYMONTHDAY=20,99;COUNT=2", ["2026-10-20", "2026-11-20"]),
        ("FREQ=MONTHLY;UNTIL=never", ["2026-10-20", "2026-11-20", "2026-12-20"]),
        ("FREQ=MONTHLY;COUNT=99999999999999999999", ["2026-10-20", "2026-11-20", "2026-12-20"]),
    ],
)
def test_unreadable_part_of_a_rule_is_left_out_and_the_event_is_doubtful(rule, expected):
    busy_time = read(calendar(event(*FIRST_HOUR, f"RRULE:{rule}")))
    assert [block[:10] for block in utc(busy_time.blocks)] == expected
    assert (busy_time.issues, busy_time.doubtful) == ({"doubtful": 1}, ["2026-10-20"])


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY; COUNT=2",
        " freq=weekly;count=2;",
        "FREQ=WEEKLY;COUNT=2;X-NAME=1",
        "RRULE:FREQ=WEEKLY;COUNT=2",
        "RSCALE=GREGORIAN;FREQ=WEEKLY;SKIP=OMIT;COUNT=2",
        "W1 #2",
        "W1 TU 20261027T235959Z",
    ],
)
def test_rule_in_an_unusual_form_is_understood(rule):
    busy_time = read(calendar(event(*FIRST_HOUR, f"RRULE:{rule}")))
    assert ([block[:10] for block in utc(busy_time.blocks)], busy_time.issues) == (["2026-10-20", "2026-10-27"], {})


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("D2 #3", ["2026-10-20", "2026-10-22", "2026-10-24"]),
        ("W1 TU TH #3", ["2026-10-20", "2026-10-22", "2026-10-27"]),
        ("MD1 20 LD #3", ["2026-10-20", "2026-10-31", "2026-11-20"]),
        ("MP1 3+ TU #2", ["2026-10-20", "2026-11-17"]),
        ("MP1 1- FR #2", ["2026-10-20", "2026-10-30", "2026-11-27"]),
        ("YM1 10 12 #2", ["2026-10-20", "2026-12-20"]),
        ("YD1 293 #0", ["2026-10-20"]),
        ("D7", ["2026-10-20", "2026-10-27"]),
    ],
)
def test_rule_of_vcalendar_1_is_translated(rule, expected):
    assert [block[:10] for block in busy(event(*FIRST_HOUR, f"RRULE:{rule}"))] == expected


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=MINUTELY;INTERVAL=5"])
def test_rule_that_recurs_all_day_long_keeps_all_time_busy_and_is_doubtful(rule):
    busy_time = read(calendar(event("DTSTART:00010101T100000Z", "DURATION:PT1H", f"RRULE:{rule}")))
    assert busy_time.blocks == [(SINCE, UNTIL)]
    assert busy_time.issues == {"doubtful": 1}


@pytest.mark.parametrize("until", ["20261020T090000Z", "20261020T230000Z"])
def test_rule_that_recurs_all_day_long_ends_with_its_until(until):
    end = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) + timedelta(hours=1)
    assert busy(event(*FIRST_HOUR, f"RRULE:FREQ=SECONDLY;UNTIL={until}")) == [f"2026-10-20 07:00/{end:%H:%M}"]


def test_hourly_rule_is_expanded():
    lines = ["DTSTART:20261020T070000Z", "DURATION:PT30M", "RRULE:FREQ=HOURLY;INTERVAL=2;COUNT=3"]
    assert busy(event(*lines)) == ["2026-10-20 07:00/07:30", "2026-10-20 09:00/09:30", "2026-10-20 11:00/11:30"]


def test_start_is_busy_even_if_the_rule_disagrees_with_it():
    assert busy(event(*FIRST_HOUR, "RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=1")) == [TUESDAY, "2026-10-21 07:00/08:00"]


@pytest.mark.timing
def test_series_from_the_year_1_cost_little():
    """dateutil#1094, allenporter/ical#688."""
    rules = ["FREQ=DAILY;INTERVAL=200", "FREQ=WEEKLY;INTERVAL=30", "FREQ=MONTHLY", "FREQ=YEARLY;BYMONTH=10"]
    parts = [event(f"UID:{n}", "DTSTART:00010101T100000Z", "DURATION:PT1H", f"RRULE:{r}") for n, r in enumerate(rules)]
    before = time.process_time()
    found = read(calendar(*parts))
    assert found.issues == {} and len(found.blocks) == 4
    assert time.process_time() - before < 2


def test_a_feed_of_free_busy_alone():
    """GAS-ICS-Sync#528, nextcloud/calendar#5620."""
    found = busy(
        "BEGIN:VFREEBUSY",
        "FREEBUSY;FBTYPE=BUSY:20261020T070000Z/PT1H,20261021T070000Z/20261021T083000Z",
        "FREEBUSY:20261022T070000Z/PT30M",
        "FREEBUSY;FBTYPE=FREE:20261023T070000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY:nonsense",
        "END:VFREEBUSY",
    )
    assert found == [TUESDAY, "2026-10-21 07:00/08:30", "2026-10-22 07:00/07:30"]


def test_missing_ends_lose_no_event():
    """GAS-ICS-Sync#528, nextcloud/calendar#5620."""
    text = (
        calendar(hour("20261020"), hour("20261021", uid="2"))
        .replace("END:VEVENT\r\n", "")
        .replace("END:VCALENDAR\r\n", "")
    )
    found = read(text)
    assert utc(found.blocks) == [TUESDAY, "2026-10-21 07:00/08:00"]
    assert set(found.issues) == {"unfinished"}


def test_repeated_uids_of_whole_events_are_events_of_their_own():
    assert busy(hour("20261020"), hour("20261021")) == [TUESDAY, "2026-10-21 07:00/08:00"]
    assert len(busy(hour("20261005", "RRULE:FREQ=WEEKLY;COUNT=2"), hour("20261021"))) == 3


@pytest.mark.parametrize("own", ["me@example.com", "ME@example.com"])
def test_a_declined_invitation_leaves_its_time_free(own):
    line = f'ATTENDEE;CN="Me: myself";PARTSTAT=DECLINED:mailto:{own}'
    found = read(calendar(hour("20261020", line)), own_addresses=("me@example.com",))
    assert (found.blocks, found.issues) == ([], {"declined": 1})


def test_an_invitation_that_somebody_else_declined_stays_busy():
    line = "ATTENDEE;PARTSTAT=DECLINED:mailto:you@example.com"
    assert busy(hour("20261020", line), own_addresses=("me@example.com",)) == [TUESDAY]


def test_the_calendars_name_is_its_owners_address_as_google_gives_it():
    line = "ATTENDEE;PARTSTAT=DECLINED:mailto:me@example.com"
    assert busy(hour("20261020", line), head="X-WR-CALNAME:me@example.com") == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20261020T070000Z", "DURATION:PT1H"], [TUESDAY]),
        (["DTSTART:20261020T100000", "DTEND:20261020T110000"], [TUESDAY]),
        (["DTSTART;TZID=America/New_York:20261020T070000Z", "DTEND:20261020T080000Z"], [TUESDAY]),
        (["DTSTART:20261020T070000Z"], []),
        (["DTSTART;VALUE=DATE:20261020", "DTEND;VALUE=DATE:20261020"], ["2026-10-19 21:00/21:00"]),
        (["DTSTART:00010101T000000Z", "DTEND:99991231T235959Z"], ["2026-09-01 00:00/00:00"]),
        (["dtstart:20261020t070000z", "dtend:20261020t080000z"], [TUESDAY]),
        (["DTSTART:20261020T070000Z", "RDATE:20261021T070000Z", "DURATION:PT1H"], [TUESDAY, "2026-10-21 07:00/08:00"]),
    ],
)
def test_times_in_all_their_forms(lines, expected):
    assert busy(event(*lines)) == expected


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["SUMMARY:nothing"], "no_start"),
        (["DTSTART:20261320T080000Z"], "bad_value"),
        (["DTSTART:nonsense", "DTEND:nonsense"], "bad_value"),
        (["DTSTART:nonsense", "DURATION:PT1H"], "bad_value"),
    ],
)
def test_event_without_a_readable_start_and_end_is_counted(lines, code):
    busy_time = read(calendar(event(*lines), hour("20261020")))
    assert (utc(busy_time.blocks), busy_time.issues) == ([TUESDAY], {code: 1})


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20261020T080000Z", "DTEND:20261020T070000Z"], "2026-10-20 08:00/00:00"),
        (["DTSTART:20261020T080000Z", "DTEND:nonsense"], "2026-10-20 08:00/00:00"),
        (["DTSTART:20261020T080000Z", "DURATION:-PT1H"], "2026-10-20 08:00/00:00"),
        (["DTSTART:20261020T080000Z", "DURATION:P999999999W"], "2026-10-20 08:00/00:00"),
        (["DTSTART:20261020T080000Z", "DTEND:nonsense", "DURATION:PT2H"], "2026-10-20 08:00/10:00"),
        (["DTSTART;VALUE=DATE:20261020", "DTEND;VALUE=DATE:20261018"], "2026-10-19 21:00/21:00"),
        (["DTEND:20261020T080000Z"], "2026-10-19 21:00/08:00"),
        (["DTSTART:20261320T080000Z", "DTEND:20261020T080000Z"], "2026-10-19 21:00/08:00"),
    ],
)
def test_event_of_which_start_or_end_is_unreadable_keeps_its_day_and_is_doubtful(lines, expected):
    busy_time = read(calendar(event(*lines)))
    assert (utc(busy_time.blocks), busy_time.issues) == ([expected], {"doubtful": 1})


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20261020T080000Z", "DTEND;VALUE=DATE:20261021"], "2026-10-20 08:00/00:00"),
        (["DTSTART:20261020T080000Z", "DTEND;VALUE=DATE:20261020"], "2026-10-20 08:00/00:00"),
        (["DTSTART;VALUE=DATE:20261020", "DTEND:20261021T000000"], "2026-10-19 21:00/21:00"),
        (["DTSTART;VALUE=DATE:20261020", "DTEND:20261021T100000"], "2026-10-19 21:00/21:00"),
        (["DTSTART;VALUE=DATE:20261020", "DURATION:PT36H"], "2026-10-19 21:00/21:00"),
        (["DTSTART:2026-10-20T07:00:00Z", "DTEND:2026-10-20T08:00:00.000Z"], TUESDAY),
    ],
)
def test_start_and_end_of_different_types_are_understood(lines, expected):
    busy_time = read(calendar(event(*lines)))
    assert (utc(busy_time.blocks), busy_time.issues) == ([expected], {})


def test_folded_lines_are_joined_even_inside_a_character():
    text = calendar(event("UID:1", "SUMMARY:ääkköset", "DTSTART:20261020T070000Z", "DTEND:20261020T080000Z"))
    folded = text.encode().replace("ä".encode(), b"\xc3\r\n \xa4").replace(b"20261020T07", b"2026102\r\n\t0T07")
    assert (utc(read(folded).blocks), read(folded).issues) == ([TUESDAY], {})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(encoding):
    assert utc(read(calendar(hour("20261020")).encode(encoding)).blocks) == [TUESDAY]


def test_bytes_that_are_no_utf_8_are_told_and_cost_nothing():
    found = read(calendar(hour("20261020", "SUMMARY:Työnohjaus")).encode("latin-1"))
    assert (utc(found.blocks), found.issues) == ([TUESDAY], {"not_utf8": 1})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_a_calendar"),
        (b"hello", "not_a_calendar"),
        (b"\x00\xff\xfe", "not_a_calendar"),
        (b"<!DOCTYPE html><title>Sign in</title>", "web_page"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "not_a_calendar"),
    ],
)
def test_what_is_no_calendar_is_refused(body, code):
    with pytest.raises(CalendarError) as caught:
        read(body)
    assert caught.value.code == code


@pytest.mark.timing
def test_a_hundred_thousand_coming_events_are_refused_and_old_ones_cost_little():
    old = "BEGIN:VEVENT\nDTSTART:20160101T100000Z\nEND:VEVENT\n"
    coming = old.replace("2016", "2026").replace("0101T", "1001T")
    before = time.process_time()
    assert read(f"BEGIN:VCALENDAR\n{old * 90_000}END:VCALENDAR").blocks == []
    with pytest.raises(CalendarError) as caught:
        read(f"BEGIN:VCALENDAR\n{coming * 90_000}END:VCALENDAR")
    assert caught.value.code == "too_many_events"
    assert time.process_time() - before < 4


def test_too_many_instances_are_refused():
    series = [hour("20260901", "RRULE:FREQ=DAILY", uid=f"{n}") for n in range(100)]
    with pytest.raises(CalendarError) as caught:
        read(calendar(*series))
    assert caught.value.code == "too_many_instances"


def test_titles_are_in_nothing_that_comes_out():
    canary = "CANARY-7f3a"
    found = read(calendar(hour("20261020", f"SUMMARY:{canary}", f"LOCATION:{canary}", f"X-{canary}:{canary}")))
    assert canary not in repr(found)
