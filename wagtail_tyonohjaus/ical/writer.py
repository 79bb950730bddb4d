"""A fast writer for VEVENT feeds (RFC 5545, RFC 7986): plain values in, octets out, one event at a time.

It knows only what our feeds need, in UTC. The icalendar library reads back what it writes in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from time import gmtime, strftime
from urllib.parse import quote
from uuid import UUID, uuid5

from .vtimezone import vtimezone

PRODID = "-//wagtail-tyonohjaus//EN"
MAX_OCTETS = 75
# Control characters have no place in a TEXT value (RFC 5545 section 3.3.11); lone surrogates none in UTF-8.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
URI_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
URI_SAFE = "%/:=&?~#+!$,;'@()*[]"
URI = re.compile(rf"[\w.\-{re.escape(URI_SAFE)}]*", re.ASCII)
DURATION_PARTS = ((86400, "D"), (3600, "H"), (60, "M"), (1, "S"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMeta:
    """What a feed says of itself. ``stamp`` is UTC epoch seconds, ``refresh`` seconds; ``years`` are those the time
    zone's description must be right for."""

    name: str
    stamp: int
    tz: str
    years: tuple[int, int]
    description: str = ""
    url: str = ""
    source: str = ""
    language: str = ""
    refresh: int = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """One event; ``start``, ``end`` and ``stamp`` are UTC epoch seconds, ``stamp`` 0 means the feed's."""

    uid: str
    start: int
    end: int
    summary: str
    location: str = ""
    categories: tuple[str, ...] = ()
    url: str = ""
    description: str = ""
    transparent: bool = True
    status: str = ""
    sequence: int | None = None
    stamp: int = 0


def window_uid(namespace: UUID, place: str, start: int, end: int) -> str:
    """The UID of a free window: another time or place is another event, so apps need no SEQUENCE to see a change."""
    return str(uuid5(namespace, f"{place}|{start}|{end}"))


def feed_bytes(meta: FeedMeta, events: Iterable[FeedEvent]) -> bytes:
    return b"".join(write_feed(meta, events))


def write_feed(meta: FeedMeta, events: Iterable[FeedEvent]) -> Iterator[bytes]:
    """The feed in pieces, each a run of whole lines, so that a long one needs no more memory than one event."""
    yield write_head(meta).encode()
    for event in events:
        made = write_event(event, meta.language, event.uid, event.start, event.end, event.url, meta.stamp)
        yield made.encode()
    yield write_foot().encode()


def write_head(meta: FeedMeta) -> str:
    """Everything before the first event, the zone's description included."""
    language, refresh = _language(meta.language), duration(meta.refresh)
    lines = [
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n",
        text_line(f"NAME{language}", meta.name) + text_line("X-WR-CALNAME", meta.name),
        f"LAST-MODIFIED:{utc(meta.stamp)}\r\n",
        f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}\r\nX-PUBLISHED-TTL:{refresh}\r\nX-WR-TIMEZONE:{meta.tz}\r\n",
    ]
    if meta.description:
        lines.append(text_line(f"DESCRIPTION{language}", meta.description))
        lines.append(text_line("X-WR-CALDESC", meta.description))
    if meta.url:
        lines.append(uri_line("URL", meta.url))
    if meta.source:
        lines.append(uri_line("SOURCE;VALUE=URI", meta.source))
    return "".join([*lines, vtimezone(meta.tz, *meta.years)])


def write_event(pattern: FeedEvent, language: str, uid: str, start: int, end: int, url: str, stamp: int = 0) -> str:
    """One event: what it shares with others from ``pattern``, the rest as given."""
    return (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:{utc(start)}\r\nDTEND:{utc(end)}\r\n"
        f"{uri_line('URL', url) if url else ''}"
        + _shared(
            pattern.stamp or stamp,
            language,
            pattern.summary,
            pattern.location,
            pattern.categories,
            pattern.description,
            pattern.transparent,
            pattern.status,
            pattern.sequence,
        )
    )


def write_foot() -> str:
    return "END:VCALENDAR\r\n"


@lru_cache(maxsize=1024)
def _shared(
    stamp: int,
    language: str,
    summary: str,
    location: str,
    categories: tuple[str, ...],
    description: str,
    transparent: bool,
    status: str,
    sequence: int | None,
) -> str:
    tag = _language(language)
    parts = [
        f"DTSTAMP:{utc(stamp)}\r\nLAST-MODIFIED:{utc(stamp)}\r\n",
        text_line(f"SUMMARY{tag}", summary),
        text_line(f"LOCATION{tag}", location) if location else "",
        list_line(f"CATEGORIES{tag}", categories) if categories else "",
        text_line(f"DESCRIPTION{tag}", description) if description else "",
        f"STATUS:{status}\r\n" if status else "",
        f"SEQUENCE:{sequence}\r\n" if sequence is not None else "",
        BUSY[transparent, status],
        "END:VEVENT\r\n",
    ]
    return "".join(parts)


def _language(language: str) -> str:
    return f";LANGUAGE={language}" if language else ""


class _Busy(dict[tuple[bool, str], str]):
    """What tells other people's clients whether the time is taken; Outlook has a property of its own."""

    def __missing__(self, key: tuple[bool, str]) -> str:
        transparent, status = key
        cdo = "FREE" if transparent else "TENTATIVE" if status == "TENTATIVE" else "BUSY"
        line = f"TRANSP:{'TRANSPARENT' if transparent else 'OPAQUE'}\r\nX-MICROSOFT-CDO-BUSYSTATUS:{cdo}\r\n"
        return self.setdefault(key, line)


BUSY = _Busy()


def utc(epoch: int) -> str:
    """``20261120T203000Z`` for UTC epoch seconds."""
    return strftime("%Y%m%dT%H%M%SZ", gmtime(epoch))


def duration(seconds: int) -> str:
    """``PT1H`` for 3600 (RFC 5545 section 3.3.6)."""
    days, rest = divmod(seconds, 86400)
    text = f"{days}D" if days else ""
    time = ""
    for size, letter in DURATION_PARTS[1:]:
        count, rest = divmod(rest, size)
        time += f"{count}{letter}" if count else ""
    return f"P{text}" + (f"T{time}" if time else "" if days else "T0S")


@lru_cache(maxsize=1024)
def text_line(name: str, value: str) -> str:
    """A folded content line with a TEXT value."""
    return fold(f"{name}:{escape(value)}")


@lru_cache(maxsize=1024)
def list_line(name: str, values: tuple[str, ...]) -> str:
    """A folded content line with several TEXT values."""
    return fold(f"{name}:{','.join(map(escape, values))}")


def uri_line(name: str, uri: str) -> str:
    """A folded content line with a URI, made ASCII where it isn't (RFC 3986 section 2.1)."""
    if not URI.fullmatch(uri):
        uri = quote(URI_UNPRINTABLE.sub("", uri), safe=URI_SAFE)
    return fold(f"{name}:{uri}")


def escape(value: str) -> str:
    """A TEXT value: one kind of line end, no control characters, ``\\ ; ,`` and line ends escaped."""
    return UNPRINTABLE.sub("", LINE_ENDS.sub("\n", value)).translate(ESCAPES)


def fold(line: str) -> str:
    """The line in pieces of at most 75 octets, cut neither inside a character nor inside an escape."""
    if line.isascii():
        if len(line) <= MAX_OCTETS:
            return f"{line}\r\n"
        if "\\" not in line:
            rest = range(MAX_OCTETS, len(line), MAX_OCTETS - 1)
            return "\r\n ".join([line[:MAX_OCTETS], *[line[n : n + MAX_OCTETS - 1] for n in rest]]) + "\r\n"
    raw = line.encode()
    pieces, at, room = [], 0, MAX_OCTETS
    while len(raw) - at > room:
        end = _cut(raw, at, at + room)
        pieces.append(raw[at:end])
        at, room = end, MAX_OCTETS - 1
    pieces.append(raw[at:])
    return b"\r\n ".join(pieces).decode() + "\r\n"


def _cut(raw: bytes, start: int, end: int) -> int:
    """The last place not after ``end`` where a line may be cut."""
    while raw[end] & 0xC0 == 0x80:
        end -= 1
    slashes = end
    while slashes > start and raw[slashes - 1] == 0x5C:
        slashes -= 1
    return end - (end - slashes) % 2
