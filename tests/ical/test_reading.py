"""Files of calendars in the wild, and worse ones, as busy time."""

import pytest

from tests.ical.cpu_time import ample_cpu_time
from tests.ical.samples import (
    TUESDAY,
    busy,
    calendar,
    event,
    hour,
    read,
    utc,
)
from wagtail_tyonohjaus.ical.reading.errors import CalendarError


def test_event_is_busy_from_start_to_end():
    assert busy(hour("20261020")) == [TUESDAY]


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
def test_all_day_events_follow_the_options_of_the_calendar(all_day, transparent, expected):
    """nextcloud/calendar#4699, easyappointments#1935."""
    assert busy(ALL_DAY, all_day=all_day, transparent=transparent) == expected


def test_events_marked_as_free_take_no_time_and_are_counted():
    """nextcloud/calendar#4699, easyappointments#1935."""
    result = read(calendar(hour("20261020", "TRANSP:TRANSPARENT"), hour("20261021", uid="2")))
    assert (utc(result.blocks), result.issues) == (["2026-10-21 07:00/08:00"], {"marked_free": 1})


def test_transparent_events_are_busy_if_the_options_say_so():
    """nextcloud/calendar#4699, easyappointments#1935."""
    assert busy(hour("20261020", "TRANSP:TRANSPARENT"), transparent="busy") == [TUESDAY]


def test_outlooks_property_for_free_events_is_read():
    """nextcloud/calendar#4699, easyappointments#1935."""
    assert busy(hour("20261020", "X-MICROSOFT-CDO-BUSYSTATUS:FREE")) == []
    assert busy(hour("20261020", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE")) == [TUESDAY]


def test_all_day_event_is_a_day_in_the_supervisors_zone():
    """nextcloud/calendar#5383, cal.diy#14641."""
    assert busy(event("DTSTART;VALUE=DATE:20261220"), zone="Pacific/Auckland") == ["2026-12-19 11:00/11:00"]


def test_free_busy_components_are_read():
    """GAS-ICS-Sync#528, nextcloud/calendar#5620."""
    result = busy(
        "BEGIN:VFREEBUSY",
        "FREEBUSY;FBTYPE=BUSY:20261020T070000Z/PT1H,20261021T070000Z/20261021T083000Z",
        "FREEBUSY:20261022T070000Z/PT30M",
        "FREEBUSY;FBTYPE=FREE:20261023T070000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY:nonsense",
        "END:VFREEBUSY",
    )
    assert result == [TUESDAY, "2026-10-21 07:00/08:30", "2026-10-22 07:00/07:30"]


def test_events_without_an_end_line_are_read():
    """GAS-ICS-Sync#528, nextcloud/calendar#5620."""
    text = (
        calendar(hour("20261020"), hour("20261021", uid="2"))
        .replace("END:VEVENT\r\n", "")
        .replace("END:VCALENDAR\r\n", "")
    )
    result = read(text)
    assert utc(result.blocks) == [TUESDAY, "2026-10-21 07:00/08:00"]
    assert set(result.issues) == {"unfinished"}


@pytest.mark.parametrize("own", ["me@example.com", "ME@example.com"])
def test_declined_invitation_is_free(own):
    line = f'ATTENDEE;CN="Me: myself";PARTSTAT=DECLINED:mailto:{own}'
    result = read(calendar(hour("20261020", line)), own_addresses=("me@example.com",))
    assert (result.blocks, result.issues) == ([], {"declined": 1})


def test_invitation_that_somebody_else_declined_is_busy():
    line = "ATTENDEE;PARTSTAT=DECLINED:mailto:you@example.com"
    assert busy(hour("20261020", line), own_addresses=("me@example.com",)) == [TUESDAY]


def test_name_of_a_google_calendar_is_the_owners_address():
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
        (["DTSTART:\u200e2026\u200e1020T070000Z", "DTEND: 20261020T080000Z\u200b"], [TUESDAY]),
        (["DTSTART:20261020T070000Z", "RDATE:20261021T070000Z", "DURATION:PT1H"], [TUESDAY, "2026-10-21 07:00/08:00"]),
    ],
)
def test_every_form_of_start_and_end_is_read(lines, expected):
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
        (["DTSTART:on 20261020 at ten"], "2026-10-19 21:00/21:00"),
        (["DTEND:20261020T080000Z"], "2026-10-19 21:00/08:00"),
        (["DTSTART:20261320T080000Z", "DTEND:20261020T080000Z"], "2026-10-19 21:00/08:00"),
    ],
)
def test_event_with_an_unreadable_start_or_end_is_busy_for_the_day_and_doubtful(lines, expected):
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


def test_file_that_is_not_utf_8_is_reported_and_read():
    result = read(calendar(hour("20261020", "SUMMARY:Työnohjaus")).encode("latin-1"))
    assert (utc(result.blocks), result.issues) == ([TUESDAY], {"not_utf8": 1})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_a_calendar"),
        (b"hello", "not_a_calendar"),
        (b"\x00\xff\xfe", "not_a_calendar"),
        (b"<!DOCTYPE html><title>Sign in</title>", "web_page"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "not_a_calendar"),
        (b"BEGIN:VEVENT\r\nDTSTART:20261020T070000Z\r\nEND:VEVENT\r\n", "not_a_calendar"),
        (b'["vcalendar", [["version", {}, "text", "2.0"]], []]', "not_a_calendar"),
        (b'{"error": "BEGIN:VCALENDAR"}', "not_a_calendar"),
        (b'<?xml version="1.0"?><icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0"/>', "web_page"),
        (b"PK\x03\x04BEGIN:VCALENDAR", "not_a_calendar"),
        ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".encode("utf-16-le"), "not_a_calendar"),
        (b"Notice: undefined index\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "not_a_calendar"),
    ],
)
def test_file_that_is_not_a_calendar_is_refused(body, code):
    with pytest.raises(CalendarError) as caught:
        read(body)
    assert caught.value.code == code


def test_100_000_upcoming_events_are_refused_and_as_many_past_ones_are_read():
    old = "BEGIN:VEVENT\nDTSTART:20160101T100000Z\nEND:VEVENT\n"
    coming = old.replace("2016", "2026").replace("0101T", "1001T")
    with ample_cpu_time():
        assert read(f"BEGIN:VCALENDAR\n{old * 90_000}END:VCALENDAR").blocks == []
        with pytest.raises(CalendarError) as caught:
            read(f"BEGIN:VCALENDAR\n{coming * 90_000}END:VCALENDAR")
    assert caught.value.code == "too_many_events"


def test_result_contains_no_titles():
    canary = "CANARY-7f3a"
    result = read(calendar(hour("20261020", f"SUMMARY:{canary}", f"LOCATION:{canary}", f"X-{canary}:{canary}")))
    assert canary not in repr(result)
