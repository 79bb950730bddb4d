"""Invitations, VFREEBUSY and VAVAILABILITY, read back by the icalendar library."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tests.hypothesis_profile import examples
from wagtail_tyonohjaus.ical import components
from wagtail_tyonohjaus.ical.components import AvailabilityLayer, AvailablePeriod, CalendarEvent, CalendarUser
from wagtail_tyonohjaus.ical.text import clean_text

STAMP = datetime(2026, 11, 20, 12, tzinfo=UTC)
UID = "3f1c9a52-53a4-4a54-8f1d-8a3c5be1b0b1"


def calendar_event(**kwargs):
    values = {
        "uid": UID,
        "sequence": 2,
        "stamp": STAMP,
        "start": datetime(2026, 12, 1, 7, tzinfo=UTC),
        "end": datetime(2026, 12, 1, 8, 30, tzinfo=UTC),
        "tz": "Europe/Helsinki",
        "summary": "Work supervision",
        "organizer": CalendarUser("aino@example.org", "Aino Laine"),
        "attendees": (CalendarUser("visitor@example.org", 'Väinö; "the", Visitor'),),
        **kwargs,
    }
    return CalendarEvent(**values)


def layer(**kwargs):
    values = {
        "uid": "base",
        "priority": 9,
        "start": datetime(2026, 9, 1),
        "end": datetime(2027, 9, 1),
        "periods": (
            AvailablePeriod(
                uid="mondays",
                start=datetime(2026, 9, 7, 9),
                end=datetime(2026, 9, 7, 12),
                rrule=(("FREQ", "WEEKLY"), ("UNTIL", datetime(2027, 8, 1, tzinfo=UTC))),
            ),
        ),
        **kwargs,
    }
    return AvailabilityLayer(**values)


def availability(*layers):
    return components.availability_bytes(
        name="Aino", tz="Europe/Helsinki", stamp=STAMP, layers=layers, source="https://a.example/x"
    )


def unfolded(raw):
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")


def test_invitation_has_the_stored_uid_and_sequence_and_wall_time():
    """RFC 5546 section 2.1.4."""
    lines = unfolded(components.invitation_bytes("REQUEST", calendar_event()))
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
        assert lines.count(line) == 1, line


def test_invitation_shows_the_attendee_as_accepted_and_asks_for_no_reply():
    """RFC 5546 section 3.2.2; both sides have agreed on the time before."""
    (event,) = Calendar.from_ical(components.invitation_bytes("REQUEST", calendar_event())).events
    attendee = event["ATTENDEE"]
    assert str(attendee) == "mailto:visitor@example.org"
    assert dict(attendee.params) == {
        "CN": "Väinö; 'the', Visitor",
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": "ACCEPTED",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "FALSE",
    }
    assert event["X-MICROSOFT-DISALLOW-COUNTER"] == "TRUE"


def test_cancellation_has_the_same_uid_and_is_transparent():
    """RFC 5546 section 3.2.5."""
    (event,) = Calendar.from_ical(components.invitation_bytes("CANCEL", calendar_event(sequence=3))).events
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (UID, 3, "CANCELLED")
    assert event["TRANSP"] == "TRANSPARENT"


def test_published_session_has_no_attendee():
    """RFC 5546 section 3.2.1."""
    assert b"ATTENDEE" not in components.invitation_bytes("PUBLISH", calendar_event())


def test_remote_session_contains_its_video_link():
    lines = unfolded(
        components.invitation_bytes(
            "REQUEST", calendar_event(video="https://video.example/aino?a=1,2;b", video_label="x")
        )
    )
    (line,) = [line for line in lines if line.startswith("CONFERENCE")]
    assert "VALUE=URI" in line and "FEATURE=VIDEO" in line
    assert line.endswith(":https://video.example/aino?a=1,2;b")


def test_uris_are_percent_encoded():
    """RFC 3986 section 2.1."""
    event = calendar_event(video="https://video.example/ää?q=å b", url="https://työ.example:8000/työ@a")
    lines = unfolded(components.invitation_bytes("REQUEST", event))
    (line,) = [line for line in lines if line.startswith("CONFERENCE")]
    assert line.endswith(":https://video.example/%C3%A4%C3%A4?q=%C3%A5%20b")
    assert "URL:https://xn--ty-gka.example:8000/ty%C3%B6@a" in lines


@pytest.mark.parametrize(
    ("email", "uri"),
    [
        ("posti@työnohjaus.example", "mailto:posti@xn--tynohjaus-17a.example"),
        ("ääni+1@a.example", "mailto:%C3%A4%C3%A4ni+1@a.example"),
        ("a/b?c%d@a.example", "mailto:a%2Fb%3Fc%25d@a.example"),
        ("o'neil_x.y@a.example", "mailto:o'neil_x.y@a.example"),
    ],
)
def test_addresses_are_ascii(email, uri):
    """RFC 6068 section 2."""
    user = components.CalendarUser(email)
    raw = components.invitation_bytes("REQUEST", calendar_event(organizer=user, attendees=(user,)))
    (event,) = Calendar.from_ical(raw).events
    assert (str(event["ORGANIZER"]), str(event["ATTENDEE"])) == (uri, uri)


def test_comment_has_no_language():
    (event,) = Calendar.from_ical(
        components.invitation_bytes("CANCEL", calendar_event(language="sv", comment="Aino on sairaana"))
    ).events
    assert (event["COMMENT"].params, event["SUMMARY"].params["LANGUAGE"]) == ({}, "sv")


def test_published_file_has_an_event_for_each_uid():
    """RFC 5546 section 3.2.1: only PUBLISH may have events with different UIDs."""
    events = [calendar_event(uid=f"{number}") for number in range(3)]
    calendar = Calendar.from_ical(components.invitation_bytes("PUBLISH", *events))
    assert [str(event["UID"]) for event in calendar.events] == ["0", "1", "2"]
    assert len(calendar.timezones) == 1


def test_feeds_have_no_method():
    """RFC 5546 section 3.2.1: a PUBLISH needs an ORGANIZER, which feeds of free time don't have."""
    feeds = [
        availability(layer()),
        components.session_feed_bytes([calendar_event()], name="x", tz="Europe/Helsinki", years=(2026, 2027)),
        components.free_busy_bytes(uid="x", stamp=STAMP, start=STAMP, end=STAMP.replace(day=21), busy=[]),
    ]
    assert not any(b"METHOD" in raw for raw in feeds)


def test_invitation_is_deterministic():
    assert components.invitation_bytes("REQUEST", calendar_event()) == components.invitation_bytes(
        "REQUEST", calendar_event()
    )


def test_every_tzid_has_one_vtimezone_with_rrules():
    """RFC 5545 section 3.2.19; without it, ical.js uses floating time, and Outlook misreads RDATE (iCalcreator#86)."""
    for raw in (components.invitation_bytes("REQUEST", calendar_event()), availability(layer())):
        calendar = Calendar.from_ical(raw)
        assert [str(tz["TZID"]) for tz in calendar.timezones] == ["Europe/Helsinki"]
        assert sorted(part.name for part in calendar.timezones[0].subcomponents) == ["DAYLIGHT", "STANDARD"]
        assert set(re.findall(rb"TZID=([^:;]+)", raw)) == {b"Europe/Helsinki"}
        assert b"RDATE" not in raw and b"COMMENT" not in raw


def test_tzid_is_never_combined_with_utc():
    """RFC 5545 section 3.3.5."""
    for raw in (components.invitation_bytes("REQUEST", calendar_event()), availability(layer())):
        assert not [line for line in unfolded(raw) if "TZID=" in line and line.endswith("Z")]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 10, tzinfo=UTC), datetime(2026, 10, 25, 0, 50, tzinfo=UTC)),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_session_during_a_clock_change_is_in_utc(start, end):
    (event,) = Calendar.from_ical(components.invitation_bytes("REQUEST", calendar_event(start=start, end=end))).events
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (start, end)
    assert "TZID" not in event["DTSTART"].params


def test_until_is_in_utc():
    """RFC 5545 section 3.3.10 (biweekly#10)."""
    assert "RRULE:FREQ=WEEKLY;UNTIL=20270801T000000Z" in unfolded(availability(layer()))


@examples(60)
@given(st.text(), st.text(), st.text())
def test_any_text_results_in_valid_content_lines(summary, name, label):
    """RFC 5545 sections 3.1 and 3.3.11."""
    attendee = CalendarUser("v@example.org", name)
    event = calendar_event(summary=summary, attendees=(attendee,), video="https://v.e/", video_label=label)
    raw = components.invitation_bytes("REQUEST", event)
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r") and raw.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    (event,) = Calendar.from_ical(raw).events
    assert str(event.get("SUMMARY", "")) == clean_text(summary)
    assert str(event["ATTENDEE"]) == "mailto:v@example.org"
    assert not event.errors


def test_refresh_interval_and_source_have_their_value_type():
    """RFC 7986 sections 5.7 and 5.8 (home-assistant/core#178736)."""
    lines = unfolded(availability(layer()))
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert "SOURCE;VALUE=URI:https://a.example/x" in lines
    assert "X-PUBLISHED-TTL:PT1H" in lines


def test_availability_layers_have_their_priority():
    """RFC 7953 section 3.1."""
    raw = availability(layer(), layer(uid="closed", priority=1, periods=()))
    parts = Calendar.from_ical(raw).walk("VAVAILABILITY")
    assert [(str(p["UID"]), p["PRIORITY"], p["BUSYTYPE"], len(p.available)) for p in parts] == [
        ("base", 9, "BUSY-UNAVAILABLE", 1),
        ("closed", 1, "BUSY-UNAVAILABLE", 0),
    ]


def test_free_busy_has_its_range_and_one_period_per_line():
    """RFC 5545 section 3.6.4."""
    begin = int(datetime(2026, 12, 1, 8, tzinfo=UTC).timestamp())
    raw = components.free_busy_bytes(
        uid=UID,
        stamp=STAMP,
        start=datetime(2026, 12, 1, tzinfo=UTC),
        end=datetime(2026, 12, 8, tzinfo=UTC),
        busy=[(begin, begin + 3600), (begin + 7200, begin + 9000)],
    )
    lines = unfolded(raw)
    assert lines[lines.index("BEGIN:VFREEBUSY") + 1 : lines.index("END:VFREEBUSY")] == [
        "DTEND:20261208T000000Z",
        "DTSTAMP:20261120T120000Z",
        "DTSTART:20261201T000000Z",
        "FREEBUSY;FBTYPE=BUSY;VALUE=PERIOD:20261201T080000Z/20261201T090000Z",
        "FREEBUSY;FBTYPE=BUSY;VALUE=PERIOD:20261201T100000Z/20261201T103000Z",
        f"UID:{UID}",
    ]


def test_availability_is_deterministic():
    assert availability(layer()) == availability(layer())
