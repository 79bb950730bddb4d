"""Time zones that a file defines itself (VTIMEZONE, RFC 5545 section 3.6.5), read tolerantly."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from itertools import islice

from dateutil.rrule import rrule, rrulestr

#: Definitions of IANA zones with their whole history are half as long.
MAX_CHARACTERS = 60_000
MAX_DATES = 500
MAX_OBSERVANCES = 400
MAX_RULES = 50
#: Rules apply until the end of this year; the time that is read ends earlier.
_LAST_YEAR = 2100
_FIRST_YEAR = 1970
_OFFSET = re.compile(r"([+-]?)(\d{2}):?(\d{2})(?::?(\d{2}))?")
_DATE_TIME = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}):?(\d{2}))?(Z?)", re.IGNORECASE)
_EPOCH = datetime(1970, 1, 1)
#: Parts of a rule that chooses one day a year.
_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST"})


@dataclass(slots=True)
class _Observance:
    """A STANDARD or DAYLIGHT part: its offset applies from each of its onsets on, which are wall times before."""

    values: dict[str, str] = field(default_factory=dict)
    dates: list[str] = field(default_factory=list)

    @property
    def offset(self) -> int:
        return _seconds(self.values["TZOFFSETTO"])

    @property
    def offset_before(self) -> int:
        """Outlook for Mac leaves it out of zones without daylight saving time."""
        return _seconds(self.values.get("TZOFFSETFROM") or self.values["TZOFFSETTO"])

    def onsets(self) -> Iterator[datetime]:
        start = _date_time(self.values["DTSTART"])
        yield start
        for text in self.dates:
            yield _date_time(text)
        if self.values.get("RRULE", "").strip():
            yield from self._repeated(start)

    def _repeated(self, start: datetime) -> Iterator[datetime]:
        parts = dict(part.partition("=")[::2] for part in self.values["RRULE"].upper().split(";") if part)
        last = _until(parts.pop("UNTIL", ""), self.offset_before)
        if parts.get("FREQ") != "YEARLY" or not _PARTS.issuperset(parts):
            raise ValueError("not a yearly change")
        if start.year < _FIRST_YEAR and "INTERVAL" not in parts and "COUNT" not in parts:
            start = start.replace(year=_FIRST_YEAR)
        rule = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=start)
        assert isinstance(rule, rrule)  # noqa: S101  rrulestr returns an rruleset only if there are several lines
        for onset in islice(rule, 2 * _LAST_YEAR):
            if onset > last:
                return
            yield onset


class DefinedZone(tzinfo):
    """A zone as a list of changes: UTC epoch seconds, and the offset from then on."""

    def __init__(self, first_offset: int, changes: list[tuple[int, int]]) -> None:
        self._offsets = [first_offset, *(offset for _, offset in changes)]
        self._utc = [moment for moment, _ in changes]
        pairs = list(zip(self._utc, self._offsets[:-1], self._offsets[1:], strict=True))
        #: Wall times of the changes as the first and the second reading of a repeated or skipped hour has them.
        self._walls = tuple([moment + pick(pair) for moment, *pair in pairs] for pick in (max, min))

    def utcoffset(self, dt: datetime | None) -> timedelta:
        if dt is None:
            return timedelta(seconds=self._offsets[-1])
        return timedelta(seconds=self._offsets[bisect_right(self._walls[dt.fold], _epoch(dt))])

    def dst(self, dt: datetime | None) -> timedelta:
        return timedelta()

    def tzname(self, dt: datetime | None) -> str:
        return "defined"

    def fromutc(self, dt: datetime) -> datetime:
        offset = self._offsets[bisect_right(self._utc, _epoch(dt))]
        local = (dt + timedelta(seconds=offset)).replace(fold=0)
        is_second = self.utcoffset(local) != timedelta(seconds=offset)
        return local.replace(fold=1) if is_second else local


def read_definition(text: str) -> tzinfo | None:
    """The zone that the lines of a VTIMEZONE define; None if they can't be read, or are too many."""
    if len(text) > MAX_CHARACTERS:
        return None
    observances = list(_observances(text))
    if not observances or _are_too_many(observances):
        return None
    try:
        return _as_zone(observances)
    except (ValueError, KeyError, OverflowError, TypeError):
        return None


def _are_too_many(observances: list[_Observance]) -> bool:
    rules = sum("RRULE" in one.values for one in observances)
    dates = sum(len(one.dates) for one in observances)
    return len(observances) > MAX_OBSERVANCES or rules > MAX_RULES or dates > MAX_DATES


def _as_zone(observances: list[_Observance]) -> DefinedZone:
    changes = sorted(
        (_epoch(onset) - part.offset_before, part.offset, part.offset_before)
        for part in observances
        for onset in part.onsets()
    )
    first_offset = changes[0][2]
    return DefinedZone(first_offset, [(moment, offset) for moment, offset, _before in changes])


def _observances(text: str) -> Iterator[_Observance]:
    observance: _Observance | None = None
    for line in text.splitlines():
        head, _, value = line.partition(":")
        name = head.partition(";")[0].strip().upper()
        if name == "BEGIN":
            observance = _Observance()
        elif name == "END" and observance is not None:
            yield observance
            observance = None
        elif name == "RDATE" and observance is not None:
            observance.dates += value.split(",")
        elif observance is not None:
            observance.values[name] = value.strip()


def _seconds(text: str) -> int:
    match = _OFFSET.fullmatch(text.strip())
    if match is None:
        raise ValueError("not an offset")
    seconds = int(match[2]) * 3600 + int(match[3]) * 60 + int(match[4] or 0)
    if seconds >= 24 * 3600:
        raise ValueError("not an offset")
    return -seconds if match[1] == "-" else seconds


def _date_time(text: str) -> datetime:
    match = _DATE_TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError("not a date")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    return datetime(year, month, day, hour, minute, second)


def _until(text: str, offset_before: int) -> datetime:
    """The last possible onset, as wall time before the change."""
    if not text:
        return datetime(_LAST_YEAR, 12, 31)
    until = _date_time(text) + timedelta(seconds=offset_before if text.endswith("Z") else 0)
    return min(until, datetime(_LAST_YEAR, 12, 31))


def _epoch(wall: datetime) -> int:
    return int((wall.replace(tzinfo=None) - _EPOCH).total_seconds())
