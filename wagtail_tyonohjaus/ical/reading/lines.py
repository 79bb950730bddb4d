"""The lines of an iCalendar file, read once and forgivingly: only what tells times is kept.

Titles, descriptions and guests are dropped here. Old single events, most of any calendar in use for years, are dropped
before anything is parsed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from .job import Refused

MAX_COMPONENTS = 5000

_KEPT = frozenset(
    {
        "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "TRANSP",
        "SEQUENCE", "ATTENDEE", "FREEBUSY", "X-MICROSOFT-CDO-BUSYSTATUS",
    }
)  # fmt: skip
_TOP = frozenset({"VEVENT", "VFREEBUSY", "VTIMEZONE", "VTODO", "VJOURNAL", "VAVAILABILITY", "VCALENDAR"})
_READ = frozenset({"VEVENT", "VFREEBUSY"})
_NAME = re.compile(r"([A-Za-z0-9-]+)[;:]")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,])*(?:,(?:"[^"]*"|[^";:,])*)*)')
_DAY = re.compile(r"\d{8}")


class Property(NamedTuple):
    """A content line; names are upper case, parameters' values unquoted."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class Component:
    """A VEVENT or VFREEBUSY with the properties that tell times."""

    name: str
    properties: list[Property] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        return next((found for found in self.properties if found.name == name), None)

    def all(self, name: str) -> list[Property]:
        return [found for found in self.properties if found.name == name]

    def text(self, name: str) -> str:
        found = self.first(name)
        return found.value.strip() if found else ""


@dataclass(slots=True)
class Document:
    """What a file holds, and what was odd about it (counts by code)."""

    components: list[Component] = field(default_factory=list)
    zones: dict[str, str] = field(default_factory=dict)
    zone_name: str = ""
    calendar_name: str = ""
    notes: Counter[str] = field(default_factory=Counter)


def read_document(body: bytes, since: str, until: str) -> Document:
    """The parts of a file that can matter between two days (``YYYYMMDD``); raises ``Refused``."""
    text, sound = _text(body)
    start = text.lstrip("\ufeff \t\n")
    if not start[:15].upper() == "BEGIN:VCALENDAR":
        raise Refused("web_page" if start[:1] == "<" else "not_a_calendar")
    reader = _Reader(since, until)
    if not sound:
        reader.document.notes["not_utf8"] += 1
    for line in start.split("\n"):
        reader.read(line)
    return reader.finished()


def _text(body: bytes) -> tuple[str, bool]:
    """Text with lines unfolded (RFC 5545, 3.1), and whether its bytes were sound. Folds may cut a character in two."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        body = body.decode("utf-16", "replace").encode()
    body = re.sub(rb"\r\n?|\n+", b"\n", body)
    body = body.replace(b"\n ", b"").replace(b"\n\t", b"")
    try:
        return body.decode("utf-8"), True
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace"), False


class _Reader:
    def __init__(self, since: str, until: str) -> None:
        self.document = Document()
        self.since, self.until = since, until
        self.open: list[str] = []
        self.component: Component | None = None
        self.zone_lines: list[str] = []

    def read(self, line: str) -> None:
        head = line[:6].upper()
        if head == "BEGIN:":
            self._begin(line[6:].strip().upper())
        elif head.startswith("END:"):
            self._end(line[4:].strip().upper())
        elif self.open and self.open[-1] == "VCALENDAR":
            self._head_line(line)
        elif "VTIMEZONE" in self.open:
            self.zone_lines.append(line)
        elif self.component is not None and self.open and self.open[-1] in _READ:
            self._property(self.component, line)

    def finished(self) -> Document:
        if self.open:
            self.document.notes["unfinished"] += 1
        self._close_all()
        return self.document

    def _begin(self, name: str) -> None:
        if name in _TOP and len(self.open) > 1:
            self.document.notes["unfinished"] += 1
            self._close_all()
        elif name in _TOP and name != "VCALENDAR" and not self.open:
            self.open.append("VCALENDAR")
        if name == "VCALENDAR":
            self.open.clear()
        self.open.append(name)
        if name in _READ:
            self.component = Component(name)
        elif name == "VTIMEZONE":
            self.zone_lines = []
        elif "VTIMEZONE" in self.open:
            self.zone_lines.append(f"BEGIN:{name}")

    def _end(self, name: str) -> None:
        if name not in self.open:
            return
        while self.open[-1] != name:
            self.document.notes["unfinished"] += 1
            self._close(self.open.pop())
        if name in ("STANDARD", "DAYLIGHT"):
            self.zone_lines.append(f"END:{name}")
        self._close(self.open.pop())

    def _close_all(self) -> None:
        while len(self.open) > 1:
            self._close(self.open.pop())

    def _close(self, name: str) -> None:
        if name == "VTIMEZONE":
            self._keep_zone()
        elif name in _READ and self.component is not None:
            if not self._passed(self.component):
                self.document.components.append(self.component)
            self.component = None
            if len(self.document.components) > MAX_COMPONENTS:
                raise Refused("too_many_events", str(MAX_COMPONENTS))

    def _keep_zone(self) -> None:
        for line in self.zone_lines:
            if line[:5].upper() == "TZID:":
                self.document.zones[line[5:].strip()] = "\r\n".join(self.zone_lines)

    def _head_line(self, line: str) -> None:
        name, colon, value = line.partition(":")
        if colon and name.upper().split(";")[0] == "X-WR-TIMEZONE":
            self.document.zone_name = value.strip()
        elif colon and name.upper().split(";")[0] == "X-WR-CALNAME":
            self.document.calendar_name = value.strip() if "@" in value else ""

    def _property(self, component: Component, line: str) -> None:
        found = _NAME.match(line)
        if found is None or found[1].upper() not in _KEPT:
            return
        name = found[1].upper()
        if name == "ATTENDEE" and "DECLINED" not in line.upper():
            return
        component.properties.append(_parsed(name, line[found.end() - 1 :]))

    def _passed(self, component: Component) -> bool:
        """Whether it is a single event of which even its days alone tell that it lies outside the span."""
        if component.name != "VEVENT" or any(p.name in _LASTING for p in component.properties):
            return False
        start, end = _day(component.text("DTSTART")), _day(component.text("DTEND"))
        return bool(start) and (start > self.until or (end or start) < self.since)


_LASTING = frozenset({"RRULE", "RDATE", "RECURRENCE-ID", "DURATION"})


def _day(value: str) -> str:
    found = _DAY.match(value)
    return found[0] if found else ""


def _parsed(name: str, rest: str) -> Property:
    """The property of what follows its name: ``;PARAMETER=value:value``."""
    parameters = {}
    position = 0
    for found in _parameters(rest):
        parameters[found[1].upper()] = found[2].replace('"', "")
        position = found.end()
    return Property(name, parameters, rest[position:].removeprefix(":"))


def _parameters(rest: str) -> Iterator[re.Match[str]]:
    found = _PARAMETER.match(rest)
    while found:
        yield found
        found = _PARAMETER.match(rest, found.end())
