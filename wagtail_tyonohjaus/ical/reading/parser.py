"""Parses the content lines of an iCalendar file, tolerantly, and keeps only what affects busy time.

Titles, descriptions and guests are discarded. So are past events that don't recur (most of an old calendar), before
their values are parsed.
"""

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from .errors import CalendarError

MAX_COMPONENTS = 5000
#: Some programs count with time stamps.
MAX_SEQUENCE_DIGITS = 18

_PROPERTIES = frozenset(
    {
        "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
        "STATUS", "TRANSP", "SEQUENCE", "ATTENDEE", "FREEBUSY", "FBTYPE", "TZID",
        "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT",
    }
)  # fmt: skip
#: Properties whose values are dates, times or periods, and so contain no colon.
_DATE_PROPERTIES = frozenset({"DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID", "FREEBUSY"})
_TOP_LEVEL = frozenset({"VEVENT", "VFREEBUSY", "VTIMEZONE", "VTODO", "VJOURNAL", "VAVAILABILITY", "VCALENDAR"})
_COLLECTED = frozenset({"VEVENT", "VFREEBUSY"})
#: An event with one of these can't be dated by DTSTART and DTEND alone.
_EXTENDING = frozenset({"RRULE", "RDATE", "DURATION"})
#: A name, possibly after a group as in vCard.
_NAME = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)\s*[;:]")
_PARAMETER = re.compile(r';[;\s]*([A-Za-z0-9-]+)\s*=((?:"[^"]*"|[^";:,])*(?:,(?:"[^"]*"|[^";:,])*)*)')
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_LINE_BREAKS = re.compile(rb"[\r\n]+")
#: Files from page templates may be indented, and are not folded then: nobody folds a line as short as BEGIN:VEVENT.
_INDENTED_FILE = re.compile(rb"(?:BEGIN|END):V[A-Z]+[ \t]*\n[ \t]+[A-Z0-9.-]+[;:]", re.IGNORECASE)
_INDENTATION = re.compile(rb"\n[ \t]+(?=[A-Za-z0-9.-]+[;:])")
#: The end of one component and the start or end of the next, without a line break between them.
_JOINED_COMPONENTS = re.compile(rb"(END:V[A-Z]+?)[ \t]*(?=(?:BEGIN|END):V)", re.IGNORECASE)
_TZID = re.compile(r';TZID="?([^";]*)"?:', re.IGNORECASE)
#: Marks that browsers put into formatted dates.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_TEXT_ESCAPE = re.compile(r"\\([\\,;])")


class ContentLine(NamedTuple):
    """A property; names are upper case, parameter values unquoted."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class ParsedComponent:
    """A VEVENT or VFREEBUSY with the properties that affect busy time."""

    name: str
    lines: list[ContentLine] = field(default_factory=list)
    #: The attendees who have not declined.
    attending: set[str] = field(default_factory=set)

    def first(self, name: str) -> ContentLine | None:
        return next((line for line in self.lines if line.name == name), None)

    def all(self, name: str) -> list[ContentLine]:
        return [line for line in self.lines if line.name == name]

    def text(self, name: str) -> str:
        line = self.first(name)
        return line.value.strip() if line else ""

    @property
    def sequence(self) -> int | None:
        """SEQUENCE, 0 by default; None if it can't be read."""
        line = self.first("SEQUENCE")
        text = line.value.strip() if line else "0"
        return int(text) if text.isdecimal() and len(text) <= MAX_SEQUENCE_DIGITS else None


@dataclass(slots=True)
class ParsedCalendar:
    """One VCALENDAR of a file.

    ``zones`` are the lines of its VTIMEZONEs by TZID; ``zone_name`` is X-WR-TIMEZONE or TIMEZONE-ID; ``owner`` is
    X-WR-CALNAME if that is an e-mail address, as Google writes it. ``outside`` are the highest SEQUENCE numbers, by
    UID, of single events that were discarded as outside the span: older versions of them don't count.
    """

    components: list[ParsedComponent] = field(default_factory=list)
    zones: dict[str, str] = field(default_factory=dict)
    zone_name: str = ""
    owner: str = ""
    outside: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class ParsedFile:
    """The calendars of a file; ``issues`` counts problems by code."""

    calendars: list[ParsedCalendar] = field(default_factory=list)
    issues: Counter[str] = field(default_factory=Counter)


def parse_file(body: bytes, since: str, until: str) -> ParsedFile:
    """The components that may be busy between two days (``YYYYMMDD``).

    Raises ``CalendarError`` if the file is not iCalendar, or has too many components.
    """
    text, is_utf8 = _unfold(body)
    text = text.lstrip()
    if not text[:15].upper() == "BEGIN:VCALENDAR":
        raise CalendarError("web_page" if text[:1] == "<" else "not_a_calendar")
    parser = _Parser(since, until)
    if not is_utf8:
        parser.file.issues["not_utf8"] += 1
    for line in text.split("\n"):
        parser.feed(line)
    return parser.finish()


def zone_key(tzid: str) -> str:
    """A TZID without quotes and TEXT escapes: some programs escape it in the VTIMEZONE and quote it elsewhere."""
    return _TEXT_ESCAPE.sub(r"\1", tzid.strip().strip('"')).strip().lower()


def _unfold(body: bytes) -> tuple[str, bool]:
    """The text with its lines unfolded (RFC 5545 section 3.1), and whether it was valid UTF-8.

    Lines are unfolded before they are decoded, since some programs fold inside a character.
    """
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        body = body.decode("utf-16", "replace").encode()
    body = _JOINED_COMPONENTS.sub(rb"\1\n", _LINE_BREAKS.sub(b"\n", body.replace(BOM_UTF8, b"")))
    if _INDENTED_FILE.search(body):
        body = _INDENTATION.sub(b"\n", body)
    body = body.replace(b"\n ", b"").replace(b"\n\t", b"")
    try:
        return body.decode("utf-8"), True
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace"), False


class _Parser:
    def __init__(self, since: str, until: str) -> None:
        self.file = ParsedFile()
        self.calendar = ParsedCalendar()
        self.since, self.until = since, until
        self.open: list[str] = []
        self.component: ParsedComponent | None = None
        self.zone_lines: list[str] = []
        self.component_count = 0

    def feed(self, line: str) -> None:
        head = line[:6].upper()
        if head == "BEGIN:":
            self._begin(line[6:].strip().upper())
        elif head.startswith("END:"):
            self._end(line[4:].strip().upper())
        elif self.open and self.open[-1] == "VCALENDAR":
            self._read_calendar_property(line)
        elif "VTIMEZONE" in self.open:
            self.zone_lines.append(line)
        elif self.component is not None and self.open and self.open[-1] in _COLLECTED:
            self._read_property(self.component, line)

    def finish(self) -> ParsedFile:
        if self.open:
            self.file.issues["unfinished"] += 1
        self._close_all()
        return self.file

    def _begin(self, name: str) -> None:
        if name in _TOP_LEVEL and len(self.open) > 1:
            self.file.issues["unfinished"] += 1
            self._close_all()
        elif name in _TOP_LEVEL and name != "VCALENDAR" and not self.open:
            self.open.append("VCALENDAR")
        if name == "VCALENDAR":
            self._close_all()
            self.open.clear()
            self.calendar = ParsedCalendar()
            self.file.calendars.append(self.calendar)
        self.open.append(name)
        if name in _COLLECTED:
            self.component = ParsedComponent(name)
        elif name == "VTIMEZONE":
            self.zone_lines = []
        elif "VTIMEZONE" in self.open:
            self.zone_lines.append(f"BEGIN:{name}")

    def _end(self, name: str) -> None:
        if name not in self.open:
            return
        while self.open[-1] != name:
            self.file.issues["unfinished"] += 1
            self._close(self.open.pop())
        if name in ("STANDARD", "DAYLIGHT"):
            self.zone_lines.append(f"END:{name}")
        self._close(self.open.pop())

    def _close_all(self) -> None:
        while len(self.open) > 1:
            self._close(self.open.pop())

    def _close(self, name: str) -> None:
        if name == "VTIMEZONE":
            self._store_zone()
        elif name in _COLLECTED and self.component is not None:
            self._store_component(self.component)
            self.component = None

    def _store_component(self, component: ParsedComponent) -> None:
        zone = component.text("TZID")
        if zone:
            component.lines = [_with_zone(line, zone) for line in component.lines]
        if self._is_outside(component):
            self._remember_version(component)
            return
        self.calendar.components.append(component)
        self.component_count += 1
        if self.component_count > MAX_COMPONENTS:
            raise CalendarError("too_many_events", str(MAX_COMPONENTS))

    def _remember_version(self, component: ParsedComponent) -> None:
        if component.sequence and component.first("RECURRENCE-ID") is None:
            uid = component.text("UID")
            self.calendar.outside[uid] = max(component.sequence, self.calendar.outside.get(uid, 0))

    def _store_zone(self) -> None:
        for line in self.zone_lines:
            match = _NAME.match(line)
            if match and match[1].upper() == "TZID":
                name = _content_line("TZID", line[match.end() - 1 :]).value
                self.calendar.zones[zone_key(name)] = "\r\n".join(self.zone_lines)

    def _read_calendar_property(self, line: str) -> None:
        name, colon, value = line.partition(":")
        name = name.upper().partition(";")[0].strip()
        if colon and (name == "X-WR-TIMEZONE" or (name == "TIMEZONE-ID" and not self.calendar.zone_name)):
            self.calendar.zone_name = value.strip()
        elif colon and name == "X-WR-CALNAME":
            self.calendar.owner = value.strip() if "@" in value else ""
        elif name.partition(":")[0] == "DTSTART":
            self._begin_lost_event(line)

    def _begin_lost_event(self, line: str) -> None:
        """An event whose beginning is missing starts with its DTSTART."""
        self.file.issues["unfinished"] += 1
        self._begin("VEVENT")
        self.feed(line)

    def _read_property(self, component: ParsedComponent, line: str) -> None:
        match = _NAME.match(line)
        if match is None or match[1].upper() not in _PROPERTIES:
            return
        name = match[1].upper()
        if name == "ATTENDEE" and "DECLINED" not in line.upper():
            component.attending.add(line.rpartition(":")[2].strip().lower())
            return
        content_line = _content_line(name, line[match.end() - 1 :])
        if name == "DTSTART" and component.text(name) not in ("", content_line.value.strip()):
            self._close_all()
            self._begin_lost_event(line)
            return
        component.lines.append(content_line)

    def _is_outside(self, component: ParsedComponent) -> bool:
        """Whether this is a single event, or one instance of a series, outside the span, judged by its dates alone."""
        if component.name != "VEVENT" or any(line.name in _EXTENDING for line in component.lines):
            return False
        instance = component.first("RECURRENCE-ID")
        if instance is not None and ("RANGE" in instance.parameters or not self._is_day_outside(instance.value)):
            return False
        start = _day(component.text("DTSTART"))
        if not start:
            return instance is not None and component.text("STATUS").upper() == "CANCELLED"
        return start > self.until or max(start, *(_day(line.value) for line in component.all("DTEND")), "") < self.since

    def _is_day_outside(self, value: str) -> bool:
        day = _day(value)
        return bool(day) and not self.since <= day <= self.until


def _day(value: str) -> str:
    match = _DAY.match(value.strip())
    return "".join(match.groups()) if match else ""


def _with_zone(line: ContentLine, zone: str) -> ContentLine:
    """A time with the zone of its event, for those who write TZID as a property."""
    if line.name not in _DATE_PROPERTIES or "TZID" in line.parameters:
        return line
    return line._replace(parameters={**line.parameters, "TZID": zone})


def _content_line(name: str, rest: str) -> ContentLine:
    """``rest`` is what follows the name: ``;PARAMETER=value:value``."""
    parameters = {}
    position = 0
    for match in _parameters(rest):
        parameters[match[1].upper()] = match[2].replace('"', "")
        position = match.end()
    value = rest[position:].lstrip("; \t").removeprefix(":")
    if name in _DATE_PROPERTIES:
        value = _INVISIBLE.sub("", value).strip(" \t\"'")
        if ":" in value:
            return _line_with_colons(name, parameters, rest, value)
    return ContentLine(name, parameters, value)


def _line_with_colons(name: str, parameters: dict[str, str], rest: str, value: str) -> ContentLine:
    """A line whose TZID contains a colon without being quoted, such as Google's ``TZID=GMT+05:30``.

    What precedes the last colon is otherwise a parameter that can't be read.
    """
    head, _, last = rest.rpartition(":")
    if _DAY.match(value.strip()) or not _DAY.match(last.strip()):
        return ContentLine(name, parameters, value)
    zone = _TZID.search(head + ":")
    return ContentLine(name, {**parameters, "TZID": zone[1]} if zone else parameters, last)


def _parameters(rest: str) -> Iterator[re.Match[str]]:
    match = _PARAMETER.match(rest)
    while match:
        yield match
        match = _PARAMETER.match(rest, match.end())
