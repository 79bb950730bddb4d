"""VTIMEZONE text that gives the same offsets as the IANA zone (RFC 5545 section 3.6.5).

Calendar apps believe a VTIMEZONE over its name, and many misread RDATE ones, so the rules come from the zone's own
TZif file (RFC 9636): its POSIX footer becomes RRULEs, and what the footer doesn't yet (or can't) say becomes
observances with a single onset each.
"""

from __future__ import annotations

import re
import struct
import zoneinfo
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path

WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
EPOCH = datetime(1970, 1, 1)
# A rule whose onset moves between two months is cut into one RRULE per month; this many years show all of its months.
CYCLE_YEARS = 40


@dataclass(frozen=True, order=True)
class Transition:
    """One change of a zone's offset; ``onset`` is wall time by the clock in force before it."""

    onset: datetime
    before: timedelta
    after: timedelta
    daylight: bool
    name: str

    @property
    def utc(self) -> datetime:
        return self.onset - self.before

    def equals(self, other: Transition) -> bool:
        return (self.onset, self.before, self.after) == (other.onset, other.before, other.after)


@dataclass(frozen=True)
class PosixRule:
    """``Mm.w.d/time`` of a POSIX TZ string: week 5 is the month's last; ``time`` may leave the day."""

    month: int
    week: int
    weekday: int
    time: timedelta

    def onset(self, year: int) -> datetime:
        if self.week == 5:
            last = date(year + self.month // 12, self.month % 12 + 1, 1) - timedelta(days=1)
            day = last - timedelta(days=(last.isoweekday() - self.weekday) % 7)
        else:
            first = date(year, self.month, 1)
            day = first + timedelta(days=(self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1))
        return datetime(day.year, day.month, day.day) + self.time

    def rrule(self, onset: datetime) -> str:
        """The RRULE for the onsets in the month of ``onset``."""
        shift = self.time // timedelta(days=1)
        if not shift:
            week = -1 if self.week == 5 else self.week
            return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={week}{WEEKDAYS[self.weekday]}"
        days = ",".join(str(day.day) for day in self._days(onset.year, shift) if day.month == onset.month)
        weekday = WEEKDAYS[(self.weekday + shift) % 7]
        return f"FREQ=YEARLY;BYMONTH={onset.month};BYMONTHDAY={days};BYDAY={weekday}"

    def _days(self, year: int, shift: int) -> list[date]:
        if self.week == 5:
            first = date(year + self.month // 12, self.month % 12 + 1, 1) - timedelta(days=7)
        else:
            first = date(year, self.month, 7 * self.week - 6)
        return [first + timedelta(days=shift + n) for n in range(7)]


@dataclass(frozen=True)
class Footer:
    """A zone's rules from its last explicit transition on; without DST ``rules`` is empty."""

    standard: tuple[str, timedelta]
    summer: tuple[str, timedelta] | None = None
    rules: tuple[PosixRule, PosixRule] | None = None

    def transitions(self, year: int) -> list[tuple[PosixRule, Transition]]:
        if self.summer is None or self.rules is None:
            return []
        pairs = zip(self.rules, (self.standard, self.summer), (self.summer, self.standard), strict=True)
        return sorted(
            ((rule, _change(rule.onset(year), old[1], new[1], new[0])) for rule, old, new in pairs),
            key=lambda pair: pair[1].onset,
        )


def _change(onset: datetime, before: timedelta, after: timedelta, name: str, dst: bool = True) -> Transition:
    # By offset, not by the zone's own flag: Dublin and Casablanca call their winter "daylight saving".
    return Transition(onset, before, after, dst and after > before, name)


@lru_cache(maxsize=64)
def vtimezone(tzid: str, first_year: int, last_year: int) -> str:
    """The VTIMEZONE component of ``tzid``, unfolded lines ending in CRLF, right from January 1st of ``first_year``
    to the end of ``last_year`` and, where the zone has a rule, for ever after.

    Raises ``zoneinfo.ZoneInfoNotFoundError`` for a name the system doesn't know.
    """
    lines = ["BEGIN:VTIMEZONE", f"TZID:{tzid}"]
    for lines_of_one in _observances(_read(tzid), first_year, last_year):
        lines += lines_of_one
    lines.append("END:VTIMEZONE")
    return "".join(f"{line}\r\n" for line in lines)


def transitions(tzid: str, first_year: int, last_year: int) -> list[Transition]:
    """Every change of offset in those years, as the zone's file has them."""
    return list(_read(tzid).between(first_year, last_year))


@dataclass(frozen=True)
class Zone:
    """A time zone's file: explicit transitions, the rules after them, and name and offset before the first one."""

    explicit: tuple[Transition, ...]
    footer: Footer
    initial: tuple[str, timedelta]

    @property
    def last_year(self) -> int:
        return self.explicit[-1].onset.year if self.explicit else 1

    def between(self, first_year: int, last_year: int) -> Iterator[Transition]:
        last = self.explicit[-1].utc if self.explicit else datetime.min
        for change in self.explicit:
            if first_year <= change.onset.year <= last_year:
                yield change
        for year in range(max(first_year, self.last_year), last_year + 1):
            for _, change in self.footer.transitions(year):
                if change.utc > last and change.onset.year <= last_year:
                    yield change

    def state(self, year: int) -> tuple[str, timedelta]:
        """Name and offset as that year begins, for zones that don't change in the requested years."""
        earlier = [change for change in self.explicit if change.onset.year < year]
        return (earlier[-1].name, earlier[-1].after) if earlier else self.initial


def _observances(zone: Zone, first_year: int, last_year: int) -> Iterator[list[str]]:
    # A year earlier, so that both halves of a summer-time rule have begun when the first requested year does; and on
    # to the file's end, since a rule holds only once nothing explicit departs from it any more.
    changes = list(zone.between(first_year - 1, max(last_year, zone.last_year + 1)))
    ruled = _ruled_suffix(changes, zone.footer)
    single, repeated = changes[: len(changes) - ruled], changes[len(changes) - ruled :]
    if not changes or changes[0].onset.year >= first_year:
        name, offset = zone.state(first_year)
        yield _observance(Transition(EPOCH, offset, offset, False, name))
    for change in single:
        if change.onset.year <= last_year:
            yield _observance(change)
    if repeated and repeated[0].onset.year <= last_year:
        for rule, change in _rule_starts(zone.footer, repeated[0]):
            yield _observance(change, rule.rrule(change.onset))


def _ruled_suffix(changes: list[Transition], footer: Footer) -> int:
    """How many of the last changes are the footer's own, without a gap."""
    if not changes or not _expressible(footer):
        return 0
    years = range(changes[0].onset.year, changes[-1].onset.year + 1)
    ruled = sorted(change for year in years for _, change in footer.transitions(year))
    pairs = zip(reversed(changes), reversed(ruled), strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if not one.equals(other)), min(len(changes), len(ruled)))


def _expressible(footer: Footer) -> bool:
    # The last weekday of February plus some days falls on other dates in leap years; no zone does that today.
    return bool(footer.rules) and not any(
        rule.month == 2 and rule.week == 5 and rule.time // timedelta(days=1) for rule in footer.rules or ()
    )


def _rule_starts(footer: Footer, first: Transition) -> Iterable[tuple[PosixRule, Transition]]:
    """The first onset of each rule in each month it ever falls in."""
    starts: dict[tuple[PosixRule, int], tuple[PosixRule, Transition]] = {}
    for year in range(first.onset.year, first.onset.year + CYCLE_YEARS):
        for rule, change in footer.transitions(year):
            if change.utc >= first.utc:
                starts.setdefault((rule, change.onset.month), (rule, change))
    return sorted(starts.values(), key=lambda pair: pair[1].onset)


def _observance(change: Transition, rrule: str = "") -> list[str]:
    kind = "DAYLIGHT" if change.daylight else "STANDARD"
    lines = [
        f"BEGIN:{kind}",
        f"DTSTART:{change.onset:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_offset(change.before)}",
        f"TZOFFSETTO:{_offset(change.after)}",
        f"TZNAME:{change.name}",
    ]
    if rrule:
        lines.append(f"RRULE:{rrule}")
    return [*lines, f"END:{kind}"]


def _offset(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    text = f"{sign}{seconds // 3600:02}{seconds // 60 % 60:02}"
    return text + (f"{seconds % 60:02}" if seconds % 60 else "")


# --- The zone's file -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _read(tzid: str) -> Zone:
    zoneinfo.ZoneInfo(tzid)  # refuses unknown names and paths that leave the directory
    explicit, footer, initial = _parse(_tzif(tzid))
    return Zone(tuple(explicit), _footer(footer), initial)


def _tzif(tzid: str) -> bytes:
    """The bytes zoneinfo itself reads: the system's file, else the one in the tzdata package."""
    for root in zoneinfo.TZPATH:
        path = Path(root, tzid)
        if path.is_file():
            return path.read_bytes()
    return resources.files("tzdata").joinpath("zoneinfo", *tzid.split("/")).read_bytes()


def _parse(raw: bytes) -> tuple[list[Transition], str, tuple[str, timedelta]]:
    """The transitions of a TZif file's 64-bit part, its footer, and the first name and offset."""
    isut, isstd, leap, times, types, chars = struct.unpack(">6l", raw[20:44])
    at = 44 + times * 5 + types * 6 + chars + leap * 8 + isstd + isut
    isut, isstd, leap, times, types, chars = struct.unpack(">6l", raw[at + 20 : at + 44])
    at += 44
    moments = struct.unpack(f">{times}q", raw[at : at + times * 8])
    at += times * 8
    indexes = raw[at : at + times]
    at += times
    kinds = [struct.unpack(">lBB", raw[at + n * 6 : at + n * 6 + 6]) for n in range(types)]
    at += types * 6
    names = raw[at : at + chars]
    footer = raw[at + chars + leap * 12 + isstd + isut :].strip(b"\n").decode("ascii")
    states = [(names[n : names.index(b"\0", n)].decode(), timedelta(seconds=off), bool(dst)) for off, dst, n in kinds]
    return _changes(moments, indexes, states), footer, states[0][:2]


def _changes(moments: tuple[int, ...], indexes: bytes, states: list[tuple[str, timedelta, bool]]) -> list[Transition]:
    changes = []
    _, before, was_dst = states[0]
    for moment, index in zip(moments, indexes, strict=True):
        name, after, dst = states[index]
        if after != before and moment > -(2**33):
            onset = datetime.fromtimestamp(0, UTC).replace(tzinfo=None) + timedelta(seconds=moment) + before
            changes.append(_change(onset, before, after, name, dst != was_dst))
        before, was_dst = after, dst
    return changes


NAME = r"<[^>]+>|[A-Za-z]+"
TIME = r"[+-]?\d+(?::\d+){0,2}"
TZ_STRING = re.compile(rf"({NAME})({TIME})(?:({NAME})({TIME})?(?:,([^,]+),([^,]+))?)?")
M_RULE = re.compile(rf"M(\d+)\.(\d)\.(\d)(?:/({TIME}))?")


def _footer(text: str) -> Footer:
    match = TZ_STRING.fullmatch(text)
    if match is None:
        return Footer(("", timedelta(0)))
    name, offset, dst_name, dst_offset, *changes = match.groups()
    standard = name.strip("<>"), -_time(offset)
    rules = [M_RULE.fullmatch(change or "") for change in changes]
    if not dst_name or not all(rules):
        return Footer(standard)
    saved = -_time(dst_offset) if dst_offset else standard[1] + timedelta(hours=1)
    start, end = (_posix_rule(rule) for rule in rules if rule)
    return Footer(standard, (dst_name.strip("<>"), saved), (start, end))


def _posix_rule(match: re.Match[str]) -> PosixRule:
    month, week, weekday, time = match.groups()
    return PosixRule(int(month), int(week), int(weekday), _time(time or "2"))


def _time(text: str) -> timedelta:
    hours, minutes, seconds = ([*text.lstrip("+-").split(":"), "0", "0"])[:3]
    value = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return -value if text.startswith("-") else value
