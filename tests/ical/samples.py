"""Builders of calendar files, for the tests of reading."""

from datetime import UTC, datetime

from wagtail_tyonohjaus.ical.reading.options import ReadOptions
from wagtail_tyonohjaus.ical.reading.reader import BusyTime, read_busy_time

SINCE = int(datetime(2026, 9, 1, tzinfo=UTC).timestamp())
UNTIL = int(datetime(2027, 1, 1, tzinfo=UTC).timestamp())

# The codes that reading reports; availability has a text for each.
CALENDAR_CODES = frozenset({"not_a_calendar", "too_many_events", "too_many_instances", "web_page"})
EVENT_CODES = frozenset({"all_day", "bad_value", "declined", "marked_free", "no_start"})
WARNING_CODES = frozenset({"not_utf8", "unfinished", "unknown_zone"})


#: The busy hour of ``hour("20261020")`` in October 2026.
TUESDAY = "2026-10-20 07:00/08:00"


def calendar(*parts: str, head: str = "") -> str:
    return "\r\n".join(filter(None, ["BEGIN:VCALENDAR", "VERSION:2.0", head, *parts, "END:VCALENDAR", ""]))


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def hour(day: str, *lines: str, uid: str = "1", zone: str = "Europe/Helsinki") -> str:
    """An event from 10 to 11 of a day (``YYYYMMDD``) in a zone."""
    return event(f"UID:{uid}", f"DTSTART;TZID={zone}:{day}T100000", f"DTEND;TZID={zone}:{day}T110000", *lines)


def options(**kwargs) -> ReadOptions:
    return ReadOptions(**{"zone": "Europe/Helsinki", "since": SINCE, "until": UNTIL, **kwargs})


def read(text: str | bytes, **kwargs) -> BusyTime:
    return read_busy_time(text if isinstance(text, bytes) else text.encode(), options(**kwargs))


def utc(blocks) -> list[str]:
    """Blocks as ``2026-10-20 07:00/08:00``, UTC."""
    pairs = [(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)) for start, end in blocks]
    return [f"{a:%Y-%m-%d %H:%M}/{b:%H:%M}" for a, b in pairs]


def busy(*parts: str, head: str = "", **kwargs) -> list[str]:
    return utc(read(calendar(*parts, head=head), **kwargs).blocks)
