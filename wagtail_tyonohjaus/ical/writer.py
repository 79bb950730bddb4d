"""A fast writer for feeds of free windows (RFC 5545, RFC 7986). All times are UTC.

The icalendar library takes about forty times as long; the tests read with it what this module writes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from .text import (
    DAY,
    MAX_OCTETS,
    PRODID,
    REFRESH_SECONDS,
    ascii_uri,
    busy_lines,
    fold,
    format_duration,
    format_utc,
    list_line,
    text_line,
    uri_line,
    utc_date,
    utc_time,
)
from .vtimezone import vtimezone

FEED_END = b"END:VCALENDAR\r\n"
#: Octets of an epoch second and a slash, up to the year 9999.
_START_OCTETS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedProperties:
    """The properties of a feed itself. ``stamp`` is UTC epoch seconds; the VTIMEZONE of ``tz`` is right for ``years``
    (first and last)."""

    name: str
    stamp: int
    tz: str
    years: tuple[int, int]
    description: str = ""
    url: str = ""
    source: str = ""
    language: str = ""


def feed_start(feed: FeedProperties) -> bytes:
    """Everything before the first event, including the VTIMEZONE."""
    language, refresh = _language_parameter(feed.language), format_duration(REFRESH_SECONDS)
    lines = [
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nCALSCALE:GREGORIAN\r\n",
        text_line(f"NAME{language}", feed.name) + text_line("X-WR-CALNAME", feed.name),
        f"LAST-MODIFIED:{format_utc(feed.stamp)}\r\n",
        f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}\r\nX-PUBLISHED-TTL:{refresh}\r\nX-WR-TIMEZONE:{feed.tz}\r\n",
    ]
    if feed.description:
        lines.append(text_line(f"DESCRIPTION{language}", feed.description))
        lines.append(text_line("X-WR-CALDESC", feed.description))
    if feed.url:
        lines.append(uri_line("URL", feed.url))
    if feed.source:
        lines.append(uri_line("SOURCE;VALUE=URI", feed.source))
    return "".join([*lines, vtimezone(feed.tz, *feed.years)]).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowProperties:
    """What windows that differ only in their times have in common.

    ``stamp`` is UTC epoch seconds. The URL of a window is ``url_prefix``, the start in UTC epoch seconds and a slash.
    The UID is a hash of ``namespace`` and ``uid_name``, with start and end: a different time is a different event, so
    that clients need no SEQUENCE to notice a change.
    """

    namespace: UUID
    uid_name: str
    stamp: int
    summary: str
    location: str = ""
    categories: tuple[str, ...] = ()
    url_prefix: str = ""
    language: str = ""


class WindowWriter:
    """Writes the windows of which ``properties`` are given, each as a transparent VEVENT."""

    __slots__ = ("_rest", "_start", "_url")

    def __init__(self, properties: WindowProperties) -> None:
        parameter = _language_parameter(properties.language)
        # One hash for all windows: hashing each of them would take longer than writing it.
        uid_prefix = hashlib.blake2b(
            properties.namespace.bytes + properties.uid_name.encode(), digest_size=16
        ).hexdigest()
        self._start = f"BEGIN:VEVENT\r\nUID:{uid_prefix}"
        self._url = _unfinished_uri_line("URL", properties.url_prefix)
        stamp, categories = format_utc(properties.stamp), properties.categories
        rest = "".join(
            [
                f"/\r\nDTSTAMP:{stamp}\r\nLAST-MODIFIED:{stamp}\r\n",
                text_line(f"SUMMARY{parameter}", properties.summary),
                text_line(f"LOCATION{parameter}", properties.location) if properties.location else "",
                list_line(f"CATEGORIES{parameter}", categories) if categories else "",
                f"{busy_lines(transparent=True)}END:VEVENT\r\n",
            ]
        )
        self._rest = rest.encode()

    def event(self, start: int, end: int) -> bytes:
        """The VEVENT of a window; ``start`` and ``end`` are UTC epoch seconds."""
        # Without format_utc, since function calls are what takes most of the time here.
        lines = (
            f"{self._start}-{start}-{end}\r\n"
            f"DTSTART:{utc_date(start // DAY)}T{utc_time(start % DAY)}\r\n"
            f"DTEND:{utc_date(end // DAY)}T{utc_time(end % DAY)}\r\n{self._url}{start}"
        )
        return lines.encode() + self._rest


def _unfinished_uri_line(name: str, uri: str) -> str:
    """The start of a folded line, with room for an epoch second and a slash in its last piece."""
    line = fold(f"{name}:{ascii_uri(uri)}").removesuffix("\r\n")
    last_piece = line.rpartition("\r\n")[2]
    return line if len(last_piece) + _START_OCTETS <= MAX_OCTETS else f"{line}\r\n "


def _language_parameter(language: str) -> str:
    return f";LANGUAGE={language}" if language else ""
