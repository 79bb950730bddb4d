import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from wagtail_tyonohjaus.ical import components
from wagtail_tyonohjaus.ical.components import Address, Layer, Meeting, Stretch

STAMP = datetime(2026, 11, 20, 12, tzinfo=UTC)
UID = "3f1c9a52-53a4-4a54-8f1d-8a3c5be1b0b1"


def meeting(**kwargs):
    values = {
        "uid": UID,
        "sequence": 2,
        "stamp": STAMP,
        "start": datetime(2026, 12, 1, 7, tzinfo=UTC),
        "end": datetime(2026, 12, 1, 8, 30, tzinfo=UTC),
        "tz": "Europe/Helsinki",
        "summary": "Work supervision",
        "organizer": Address("aino@example.org", "Aino Laine"),
        "attendees": (Address("visitor@example.org", 'Väinö; "the", Visitor'),),
        **kwargs,
    }
    return Meeting(**values)


def layer(**kwargs):
    values = {
        "uid": "base",
        "priority": 9,
        "start": datetime(2026, 9, 1),
        "end": datetime(2027, 9, 1),
        "stretches": (
            Stretch(
                uid="mondays",
                start=datetime(2026, 9, 7, 9),
                end=datetime(2026, 9, 7, 12),
                rrule=(("FREQ", "WEEKLY"), ("UNTIL", datetime(2027, 8, 1, tzinfo=UTC))),
                excluded=(datetime(2026, 12, 7, 9),),
            ),
        ),
        **kwargs,
    }
    return Layer(**values)


def availability(*layers):
    return components.availability(
        name="Aino", tz="Europe/Helsinki", stamp=STAMP, layers=layers, source="https://a.example/x"
    )


def unfolded(raw):
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")


def test_invitation_carries_the_stored_identity_in_wall_time():
    made = unfolded(components.invitation("REQUEST", meeting()))
    for line in (
        "METHOD:REQUEST",
        f"UID:{UID}",
        "SEQUENCE:2",
        "DTSTAMP:20261120T120000Z",
        "DTSTART;TZID=Europe/Helsinki:20261201T090000",
        "DTEND;TZID=Europe/Helsinki:20261201T103000",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        'ORGANIZER;CN="Aino Laine":mailto:aino@example.org',
    ):
        assert made.count(line) == 1, line


def test_invitation_asks_its_attendee():
    (event,) = Calendar.from_ical(components.invitation("REQUEST", meeting())).events
    attendee = event["ATTENDEE"]
    assert str(attendee) == "mailto:visitor@example.org"
    assert dict(attendee.params) == {
        "CN": "Väinö; 'the', Visitor",
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": "NEEDS-ACTION",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "TRUE",
    }


def test_cancellation_has_the_same_uid_and_frees_the_time():
    (event,) = Calendar.from_ical(components.invitation("CANCEL", meeting(sequence=3))).events
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (UID, 3, "CANCELLED")
    assert event["TRANSP"] == "TRANSPARENT"


def test_published_session_has_no_attendee():
    assert b"ATTENDEE" not in components.invitation("PUBLISH", meeting())


def test_remote_session_carries_its_video_meeting():
    made = unfolded(
        components.invitation("REQUEST", meeting(video="https://video.example/aino?a=1,2;b", video_label="x"))
    )
    (line,) = [line for line in made if line.startswith("CONFERENCE")]
    assert "VALUE=URI" in line and "FEATURE=VIDEO" in line
    assert line.endswith(":https://video.example/aino?a=1,2;b")


def test_case_01_invitation_bytes_are_the_same_twice():
    assert components.invitation("REQUEST", meeting()) == components.invitation("REQUEST", meeting())


def test_case_04_05_every_tzid_has_one_timezone_by_rrule():
    for raw in (components.invitation("REQUEST", meeting()), availability(layer())):
        calendar = Calendar.from_ical(raw)
        assert [str(tz["TZID"]) for tz in calendar.timezones] == ["Europe/Helsinki"]
        assert sorted(part.name for part in calendar.timezones[0].subcomponents) == ["DAYLIGHT", "STANDARD"]
        assert set(re.findall(rb"TZID=([^:;]+)", raw)) == {b"Europe/Helsinki"}
        assert b"RDATE" not in raw and b"COMMENT" not in raw


def test_case_08_tzid_never_with_z():
    for raw in (components.invitation("REQUEST", meeting()), availability(layer())):
        assert not [line for line in unfolded(raw) if "TZID=" in line and line.endswith("Z")]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 10, tzinfo=UTC), datetime(2026, 10, 25, 0, 50, tzinfo=UTC)),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_session_over_a_clock_change_is_written_in_utc(start, end):
    (event,) = Calendar.from_ical(components.invitation("REQUEST", meeting(start=start, end=end))).events
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (start, end)
    assert "TZID" not in event["DTSTART"].params


def test_case_10_until_is_in_utc():
    assert "RRULE:FREQ=WEEKLY;UNTIL=20270801T000000Z" in unfolded(availability(layer()))


def test_case_11_exdate_has_the_type_and_zone_of_its_start():
    made = unfolded(availability(layer()))
    assert "DTSTART;TZID=Europe/Helsinki:20260907T090000" in made
    assert "EXDATE;TZID=Europe/Helsinki:20261207T090000" in made


@settings(deadline=None, max_examples=60)
@given(st.text(), st.text(), st.text())
def test_case_15_16_invitation_is_folded_and_clean_whatever_is_typed(summary, name, label):
    person = Address("v@example.org", name)
    made = meeting(summary=summary, attendees=(person,), video="https://v.e/", video_label=label)
    raw = components.invitation("REQUEST", made)
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r") and raw.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    (event,) = Calendar.from_ical(raw).events
    assert str(event.get("SUMMARY", "")) == components.plain(summary)
    assert str(event["ATTENDEE"]) == "mailto:v@example.org"
    assert not event.errors


def test_case_18_refresh_interval_and_source_say_their_type():
    made = unfolded(availability(layer()))
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in made
    assert "SOURCE;VALUE=URI:https://a.example/x" in made
    assert "X-PUBLISHED-TTL:PT1H" in made


def test_availability_layers_keep_their_priority():
    raw = availability(layer(), layer(uid="closed", priority=1, stretches=()))
    parts = Calendar.from_ical(raw).walk("VAVAILABILITY")
    assert [(str(p["UID"]), p["PRIORITY"], p["BUSYTYPE"], len(p.available)) for p in parts] == [
        ("base", 9, "BUSY-UNAVAILABLE", 1),
        ("closed", 1, "BUSY-UNAVAILABLE", 0),
    ]


def test_free_busy_has_its_window_and_one_period_a_line():
    begin = int(datetime(2026, 12, 1, 8, tzinfo=UTC).timestamp())
    raw = components.free_busy(
        uid=UID,
        stamp=STAMP,
        start=datetime(2026, 12, 1, tzinfo=UTC),
        end=datetime(2026, 12, 8, tzinfo=UTC),
        busy=[(begin, begin + 3600), (begin + 7200, begin + 9000)],
    )
    made = unfolded(raw)
    assert made[made.index("BEGIN:VFREEBUSY") + 1 : made.index("END:VFREEBUSY")] == [
        "DTEND:20261208T000000Z",
        "DTSTAMP:20261120T120000Z",
        "DTSTART:20261201T000000Z",
        "FREEBUSY;FBTYPE=BUSY;VALUE=PERIOD:20261201T080000Z/20261201T090000Z",
        "FREEBUSY;FBTYPE=BUSY;VALUE=PERIOD:20261201T100000Z/20261201T103000Z",
        f"UID:{UID}",
    ]


def test_availability_bytes_are_the_same_twice():
    assert availability(layer()) == availability(layer())


def test_parse_never_opens_a_file(tmp_path):
    """icalendar before 7.3.2 read the file that a short text names."""
    path = tmp_path / "secret.ics"
    path.write_bytes(availability(layer()))
    with pytest.raises(TypeError):
        components.parse(str(path))
    with pytest.raises(ValueError, match="calendar"):
        components.parse(str(path).encode())


@pytest.mark.parametrize("raw", [b"", b"<html>", b"/etc/passwd", b"BEGIN:VCARD\r\nEND:VCARD\r\n"])
def test_parse_refuses_what_is_no_calendar(raw):
    with pytest.raises(ValueError, match="calendar"):
        components.parse(raw)


def test_parse_takes_a_byte_order_mark():
    assert components.parse(b"\xef\xbb\xbf" + availability(layer())).walk("VAVAILABILITY")
