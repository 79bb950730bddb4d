"""The writer of feeds of free windows, and content lines, read back by the icalendar library."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tests.hypothesis_profile import examples
from wagtail_tyonohjaus.ical.text import busy_lines, clean_text, escape, fold, format_duration, format_utc, uri_line
from wagtail_tyonohjaus.ical.writer import FEED_END, FeedProperties, WindowProperties, WindowWriter, feed_start

NAMESPACE = UUID("5b2cba8e-6c2f-4d0b-9d36-0a3c1c2f6a11")
STAMP = 1_767_000_000
DAY = 86_400


def properties(**kwargs):
    values = {"name": "Aino Laine", "stamp": STAMP, "tz": "Europe/Helsinki", "years": (2026, 2027), **kwargs}
    return FeedProperties(**values)


def writer(**kwargs):
    properties = {"namespace": NAMESPACE, "uid_name": "", "stamp": STAMP, "summary": "Free", **kwargs}
    return WindowWriter(WindowProperties(**properties))


def feed(windows=(), feed_properties=None, window_writer=None):
    one = window_writer or writer()
    events = [one.event(start, end) for start, end in windows]
    return b"".join([feed_start(feed_properties or properties()), *events, FEED_END])


WINDOW = (STAMP + DAY, STAMP + DAY + 5400)


def lines(raw):
    assert raw.endswith(b"\r\n")
    return raw[:-2].split(b"\r\n")


def unfolded(raw):
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")


def unescaped(value):
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)


texts = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("äö,;\\\n\r\"':😀\x07 ")), max_size=120)
filled = texts.filter(lambda text: clean_text(text) != "")
instants = st.integers(min_value=0, max_value=4_000_000_000)
windows = st.builds(lambda start, length: (start, start + length), instants, st.integers(60, 40 * DAY))
writers = st.builds(
    writer,
    summary=filled,
    location=texts,
    categories=st.lists(filled, max_size=4).map(tuple),
    url_prefix=st.sampled_from(["https://example.org/", "https://example.org/" + "a" * 60, "https://ä.example/ b/"]),
    language=st.sampled_from(["", "fi"]),
)


@examples(60)
@given(st.lists(windows, max_size=5), filled, texts)
def test_feed_is_read_as_the_same_windows(spans, name, description):
    calendar = Calendar.from_ical(feed(spans, properties(name=name, description=description, language="fi")))
    assert {unescaped(str(calendar[key])) for key in ("NAME", "X-WR-CALNAME")} == {clean_text(name)}
    assert not any(event.errors for event in calendar.events)
    assert [(event["DTSTART"].dt, event["DTEND"].dt) for event in calendar.events] == [
        (datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)) for start, end in spans
    ]


@examples(60)
@given(filled, texts, st.lists(filled, max_size=4).map(tuple))
def test_texts_are_read_as_they_were_written(summary, location, categories):
    one = writer(summary=summary, location=location, categories=categories)
    (event,) = Calendar.from_ical(feed([WINDOW], window_writer=one)).events
    assert not event.errors
    assert str(event["SUMMARY"]) == clean_text(summary)
    assert str(event.get("LOCATION", "")) == clean_text(location)
    read_categories = [str(c) for c in event["CATEGORIES"].cats] if "CATEGORIES" in event else []
    assert read_categories == [clean_text(category) for category in categories]


@examples(60)
@given(writers, windows)
def test_event_has_lines_of_at_most_75_octets(one, window):
    """RFC 5545 section 3.1."""
    event = one.event(*window)
    assert all(len(line) <= 75 for line in lines(event))
    assert any(line.startswith("URL:") and line.endswith(f"{window[0]}/") for line in unfolded(event))


@given(st.text(max_size=400))
def test_lines_are_folded_at_75_octets_and_never_inside_a_character_or_escape(text):
    """RFC 5545 section 3.1; Google drops the whole feed after one wrong fold."""
    line = f"SUMMARY:{escape(text)}"
    raw = fold(line).encode()
    pieces = lines(raw)
    assert all(len(piece) <= 75 for piece in pieces)
    for piece in pieces:
        decoded = piece.decode()
        assert len(re.search(r"\\*$", decoded).group()) % 2 == 0
    assert unfolded(raw)[0] == line


def test_folded_lines_are_as_long_as_possible():
    assert [len(piece) for piece in lines(fold("SUMMARY:" + "a" * 200).encode())] == [75, 75, 60]
    assert fold("SUMMARY:" + "a" * 67) == "SUMMARY:" + "a" * 67 + "\r\n"


@pytest.mark.parametrize("length", range(40, 80))
def test_url_is_folded_before_the_start_if_the_start_does_not_fit(length):
    url = "https://example.org/" + "a" * length
    event = writer(url_prefix=url).event(*WINDOW)
    assert f"URL:{url}{WINDOW[0]}/" in unfolded(event)
    assert all(len(line) <= 75 for line in lines(event))


def test_feed_is_deterministic():
    spans = [(STAMP + n * DAY, STAMP + n * DAY + 5400) for n in range(20)]
    assert feed(spans) == feed(spans)


def test_uids_depend_on_place_and_time_and_reveal_nothing_else():
    """RFC 7986 section 5.3: no host name and no personal data."""
    events = [writer(uid_name=place).event(n, n + 1) for place in ("a", "b") for n in range(100)]
    uids = {re.search("UID:(.*)\r", event.decode())[1] for event in events}
    assert len(uids) == 200
    assert all(re.fullmatch(r"[0-9a-f]{32}-\d+-\d+", uid) for uid in uids)
    assert writer(uid_name="a").event(1, 2) == writer(uid_name="a").event(1, 2)


def test_events_have_the_time_of_the_last_change():
    """Google ignores changes otherwise (OpenACalendar#176)."""
    (event,) = Calendar.from_ical(feed([WINDOW], window_writer=writer(stamp=STAMP + 60))).events
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == datetime.fromtimestamp(STAMP + 60, UTC)


def test_feed_has_one_vtimezone_with_both_observances():
    """RFC 5545 section 3.6.5 (iCal#367, the-events-calendar#4920)."""
    (tz,) = Calendar.from_ical(feed([WINDOW, WINDOW])).timezones
    assert sorted(part.name for part in tz.subcomponents) == ["DAYLIGHT", "STANDARD"]


def test_event_times_are_in_utc_and_have_no_tzid():
    """Floating times are read as UTC by Google (zetkin#3492)."""
    text = feed([WINDOW]).decode().partition("END:VTIMEZONE")[2]
    times = re.findall(r"^DT(?:START|END)[:;].*(?=\r)", text, re.M)
    assert times == ["DTSTART:20251230T092000Z", "DTEND:20251230T105000Z"]
    assert "TZID" not in text


@given(instants)
def test_utc_times_are_formatted_as_by_the_standard_library(instant):
    assert format_utc(instant) == f"{datetime.fromtimestamp(instant, UTC):%Y%m%dT%H%M%SZ}"


def test_feed_has_no_rdate():
    """Outlook ignores events with RDATE (Squire#214)."""
    assert b"RDATE" not in feed([WINDOW])


def test_windows_are_transparent_also_for_outlook():
    """RFC 5545 section 3.8.2.7 (moadim daemon#461)."""
    assert b"TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n" in feed([WINDOW])
    assert busy_lines(False, "TENTATIVE") == "TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\r\n"
    assert busy_lines(False, "CONFIRMED") == "TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\n"


def test_control_characters_are_removed_and_every_line_ends_with_crlf():
    """RFC 5545 sections 3.1 and 3.3.11 (spatie/calendar-links#239)."""
    raw = feed([WINDOW], properties(name="a\x00b\x1bc\r\nd\u2028e"), writer(summary="tab\tbell\x07"))
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert "NAME:abc\\nd\\ne" in unfolded(raw)
    assert "SUMMARY:tab\tbell" in unfolded(raw)
    assert raw.endswith(b"END:VCALENDAR\r\n")


def test_empty_feed_is_valid_and_has_a_vtimezone():
    """RFC 5545 section 3.6 requires a component (collective/icalendar#251)."""
    calendar = Calendar.from_ical(feed())
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]
    assert (calendar["VERSION"], calendar["X-WR-TIMEZONE"]) == ("2.0", "Europe/Helsinki")


def test_refresh_interval_has_its_value_type():
    """RFC 7986 section 5.7 (home-assistant/core#178736)."""
    content_lines = unfolded(feed())
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in content_lines
    assert "X-PUBLISHED-TTL:PT1H" in content_lines


def test_feed_has_its_source_and_url():
    """RFC 7986 sections 5.5 and 5.8."""
    url = "https://example.org/ä?a=1&b=x y"
    content_lines = unfolded(feed([], properties(source="https://example.org/free.ics", url=url)))
    assert "SOURCE;VALUE=URI:https://example.org/free.ics" in content_lines
    assert content_lines.count("URL:https://example.org/%C3%A4?a=1&b=x%20y") == 1


def test_durations_are_short():
    """RFC 5545 section 3.3.6."""
    durations = [format_duration(n) for n in (0, 90, 3600, 86400, 90061)]
    assert durations == ["PT0S", "PT1M30S", "PT1H", "P1D", "P1DT1H1M1S"]


def test_uris_with_control_characters_stay_on_one_line():
    assert uri_line("URL", "https://example.org/\r\nX-A:1") == "URL:https://example.org/X-A:1\r\n"
