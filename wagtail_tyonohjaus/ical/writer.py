"""A fast writer for feeds of free windows (RFC 5545, RFC 7986). All times are UTC.

The icalendar library takes about forty times as long; the tests read with it what this module writes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from .text import (
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
)
from .vtimezone import vtimezone

FEED_END = "END:VCALENDAR\r\n"
#: Octets of an epoch second and a slash, up to the year 9999.
_START_OCTETS = 13
#: The first hexadecimal digit of a UUID's fourth group, with the variant of RFC 9562 section 4.1 set.
_VARIANT = {digit: f"{int(digit, 16) & 3 | 8:x}" for digit in "0123456789abcdef"}


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


def feed_start(feed: FeedProperties) -> str:
    """Everything before the first event, including the VTIMEZONE."""
    language, refresh = _language_parameter(feed.language), format_duration(REFRESH_SECONDS)
    lines = [
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n",
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
    return "".join([*lines, vtimezone(feed.tz, *feed.years)])


class WindowWriter:
    """Writes windows that differ only in their times.

    ``stamp`` is UTC epoch seconds. The URL of a window is ``url_prefix``, the start in UTC epoch seconds and a slash.
    The UID is the UUIDv5 of ``uid_name|start|end`` in ``namespace``: a different time is a different event, so that
    clients need no SEQUENCE to notice a change.
    """

    def __init__(
        self,
        *,
        namespace: UUID,
        uid_name: str,
        stamp: int,
        summary: str,
        location: str = "",
        categories: tuple[str, ...] = (),
        url_prefix: str = "",
        language: str = "",
    ) -> None:
        parameter = _language_parameter(language)
        self._uid_hash = hashlib.sha1(namespace.bytes + f"{uid_name}|".encode(), usedforsecurity=False)
        self._url = _unfinished_uri_line("URL", url_prefix)
        self._rest = "".join(
            [
                f"/\r\nDTSTAMP:{format_utc(stamp)}\r\nLAST-MODIFIED:{format_utc(stamp)}\r\n",
                text_line(f"SUMMARY{parameter}", summary),
                text_line(f"LOCATION{parameter}", location) if location else "",
                list_line(f"CATEGORIES{parameter}", categories) if categories else "",
                f"{busy_lines(transparent=True)}END:VEVENT\r\n",
            ]
        )
        #: How many more octets than characters an event has.
        self.extra_octets = len(self._rest.encode()) - len(self._rest)

    def event(self, start: int, end: int) -> str:
        """The VEVENT of a window; ``start`` and ``end`` are UTC epoch seconds."""
        return (
            f"BEGIN:VEVENT\r\nUID:{self._uid(start, end)}\r\nDTSTART:{format_utc(start)}\r\nDTEND:{format_utc(end)}\r\n"
            f"{self._url}{start}{self._rest}"
        )

    def _uid(self, start: int, end: int) -> str:
        # Without UUID objects, which take three times as long.
        digest = self._uid_hash.copy()
        digest.update(b"%d|%d" % (start, end))
        text = digest.hexdigest()
        return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{_VARIANT[text[16]]}{text[17:20]}-{text[20:32]}"


def _unfinished_uri_line(name: str, uri: str) -> str:
    """The start of a folded line, with room for an epoch second and a slash in its last piece."""
    line = fold(f"{name}:{ascii_uri(uri)}").removesuffix("\r\n")
    last_piece = line.rpartition("\r\n")[2]
    return line if len(last_piece) + _START_OCTETS <= MAX_OCTETS else f"{line}\r\n "


def _language_parameter(language: str) -> str:
    return f";LANGUAGE={language}" if language else ""
