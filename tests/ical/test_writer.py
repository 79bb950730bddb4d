import re
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from wagtail_tyonohjaus.ical.writer import (
    LINE_ENDS,
    UNPRINTABLE,
    FeedEvent,
    FeedMeta,
    duration,
    escape,
    feed_bytes,
    fold,
    window_uid,
    write_feed,
)

NAMESPACE = UUID("5b2cba8e-6c2f-4d0b-9d36-0a3c1c2f6a11")
STAMP = 1_767_000_000
DAY = 86_400


def meta(**kwargs):
    values = {"name": "Aino Laine", "stamp": STAMP, "tz": "Europe/Helsinki", "years": (2026, 2027), **kwargs}
    return FeedMeta(**values)


def event(start=STAMP + DAY, length=5400, **kwargs):
    end = start + length
    values = {"uid": window_uid(NAMESPACE, "", start, end), "summary": "Free", **kwargs}
    return FeedEvent(start=start, end=end, **values)


def lines(raw):
    assert raw.endswith(b"\r\n")
    return raw[:-2].split(b"\r\n")


def unfolded(raw):
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")


def clean(value):
    return UNPRINTABLE.sub("", LINE_ENDS.sub("\n", value))


def unescaped(value):
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


texts = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("äö,;\\\n\r\"':😀\x07 ")), max_size=120)
filled = texts.filter(lambda text: clean(text) != "")
instants = st.integers(min_value=0, max_value=4_000_000_000)
events = st.builds(
    event,
    start=instants,
    length=st.integers(min_value=60, max_value=40 * DAY),
    summary=filled,
    location=texts,
    categories=st.lists(filled, max_size=4).map(tuple),
    description=texts,
    transparent=st.booleans(),
    status=st.sampled_from(["", "CONFIRMED", "TENTATIVE"]),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(events, max_size=5), filled, texts)
def test_feed_parses_back_to_the_same_events(made, name, description):
    calendar = Calendar.from_ical(feed_bytes(meta(name=name, description=description, language="fi"), made))
    assert {unescaped(str(calendar[key])) for key in ("NAME", "X-WR-CALNAME")} == {clean(name)}
    read = [
        (
            str(e["UID"]),
            e["DTSTART"].dt,
            e["DTEND"].dt,
            str(e["SUMMARY"]),
            str(e.get("LOCATION", "")),
            [str(c) for c in e["CATEGORIES"].cats] if "CATEGORIES" in e else [],
            str(e.get("DESCRIPTION", "")),
            str(e["TRANSP"]),
            str(e.get("STATUS", "")),
        )
        for e in calendar.events
    ]
    assert not any(e.errors for e in calendar.events)
    assert read == [
        (
            e.uid,
            datetime.fromtimestamp(e.start, UTC),
            datetime.fromtimestamp(e.end, UTC),
            clean(e.summary),
            clean(e.location),
            [clean(c) for c in e.categories],
            clean(e.description),
            "TRANSPARENT" if e.transparent else "OPAQUE",
            e.status,
        )
        for e in made
    ]


@settings(deadline=None)
@given(st.text(max_size=400))
def test_case_15_lines_fold_at_75_octets_never_inside_a_character_or_escape(text):
    line = f"SUMMARY:{escape(text)}"
    raw = fold(line).encode()
    pieces = lines(raw)
    assert all(len(piece) <= 75 for piece in pieces)
    for piece in pieces:
        whole = piece.decode()
        assert len(re.search(r"\\*$", whole).group()) % 2 == 0
    assert unfolded(raw)[0] == line


def test_case_15_fold_fills_a_line_to_the_last_octet():
    assert [len(piece) for piece in lines(fold("SUMMARY:" + "a" * 200).encode())] == [75, 75, 60]
    assert fold("SUMMARY:" + "a" * 67) == "SUMMARY:" + "a" * 67 + "\r\n"


def test_case_01_two_runs_give_the_same_bytes():
    def made():
        return feed_bytes(meta(), [event(STAMP + n * DAY, location="Kallio") for n in range(20)])

    assert made() == made()


def test_case_02_uids_are_unique_and_follow_time_and_place():
    uids = {window_uid(NAMESPACE, place, n, n + 1) for place in ("a", "b") for n in range(100)}
    assert len(uids) == 200
    assert window_uid(NAMESPACE, "a", 1, 2) == window_uid(NAMESPACE, "a", 1, 2)
    assert not re.search(r"@|aino", window_uid(NAMESPACE, "aino@example.org", 1, 2))


def test_case_03_events_carry_when_they_last_changed():
    (read,) = Calendar.from_ical(feed_bytes(meta(), [event(stamp=STAMP + 60)])).events
    assert read["LAST-MODIFIED"].dt == read["DTSTAMP"].dt == datetime.fromtimestamp(STAMP + 60, UTC)


def test_case_04_05_there_is_one_timezone_with_both_kinds():
    (tz,) = Calendar.from_ical(feed_bytes(meta(), [event(), event()])).timezones
    assert sorted(part.name for part in tz.subcomponents) == ["DAYLIGHT", "STANDARD"]


def test_case_06_08_event_times_are_utc_and_never_have_a_tzid():
    text = feed_bytes(meta(), [event()]).decode().partition("END:VTIMEZONE")[2]
    times = re.findall(r"^DT(?:START|END)[:;].*(?=\r)", text, re.M)
    assert times == ["DTSTART:20251230T092000Z", "DTEND:20251230T105000Z"]
    assert "TZID" not in text


def test_case_12_no_rdate_anywhere():
    assert b"RDATE" not in feed_bytes(meta(), [event()])


def test_case_13_free_time_is_transparent_and_taken_time_is_not():
    free = feed_bytes(meta(), [event()])
    taken = feed_bytes(meta(), [event(transparent=False, status="TENTATIVE")])
    assert b"TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n" in free
    assert b"TRANSP:OPAQUE\r\nX-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE\r\n" in taken


def test_case_16_control_characters_go_and_every_line_ends_in_crlf():
    raw = feed_bytes(meta(name="a\x00b\x1bc\r\nd\u2028e"), [event(summary="tab\tbell\x07")])
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert "NAME:abc\\nd\\ne" in unfolded(raw)
    assert "SUMMARY:tab\tbell" in unfolded(raw)
    assert raw.endswith(b"END:VCALENDAR\r\n")


def test_case_17_an_empty_feed_is_valid_and_keeps_its_timezone():
    calendar = Calendar.from_ical(feed_bytes(meta(), []))
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]
    assert (calendar["VERSION"], calendar["X-WR-TIMEZONE"]) == ("2.0", "Europe/Helsinki")


def test_case_18_refresh_interval_says_it_is_a_duration():
    made = unfolded(feed_bytes(meta(), []))
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in made
    assert "X-PUBLISHED-TTL:PT1H" in made


def test_feed_says_where_it_comes_from():
    url = "https://example.org/ä?a=1&b=x y"
    made = unfolded(feed_bytes(meta(source="https://example.org/free.ics", url=url), [event(url=url)]))
    assert "SOURCE;VALUE=URI:https://example.org/free.ics" in made
    assert made.count("URL:https://example.org/%C3%A4?a=1&b=x%20y") == 2


def test_durations_are_short():
    assert [duration(n) for n in (0, 90, 3600, 86400, 90061)] == ["PT0S", "PT1M30S", "PT1H", "P1D", "P1DT1H1M1S"]


def test_feed_is_written_one_event_at_a_time():
    asked = []

    def source():
        for n in range(3):
            asked.append(n)
            yield event(STAMP + n * DAY)

    pieces = write_feed(meta(), source())
    next(pieces)
    assert asked == []
    next(pieces)
    assert asked == [0]


def test_uris_with_unprintable_characters_stay_one_line():
    assert "URL:https://example.org/X-A:1" in unfolded(feed_bytes(meta(url="https://example.org/\r\nX-A:1"), []))
