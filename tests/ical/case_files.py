"""Reads ``cases/*.txt``: many small calendars in one file, with their busy times.

Cases are separated by blank lines. Each begins with ``case:`` (what it is), ``seen:`` (the bug report, program or
section of an RFC), ``busy:`` (intervals in UTC) and possibly ``job:`` (options) and ``doubtful:`` (days). The rest is
the calendar; ``BEGIN`` and ``END`` of VCALENDAR and VEVENT may be left out.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wagtail_tyonohjaus.ical.reading.options import ReadOptions

FOLDER = Path(__file__).parent / "cases"
SINCE, UNTIL = (int(datetime(*day, tzinfo=UTC).timestamp()) for day in ((2026, 9, 1), (2027, 4, 15)))
_KEYS = ("case", "seen", "busy", "job", "doubtful")


@dataclass(frozen=True)
class Case:
    """``busy`` are intervals as ``compact`` writes them, ``doubtful`` are days (``YYYY-MM-DD``)."""

    name: str
    body: bytes
    busy: list[str]
    doubtful: list[str]
    options: ReadOptions


def read_cases() -> list[Case]:
    return [
        _read_case(text)
        for path in sorted(FOLDER.glob("*.txt"))
        for text in path.read_text(encoding="utf-8").strip().split("\n\n")
    ]


def _read_case(text: str) -> Case:
    head = {}
    lines = text.strip("\n").split("\n")
    while lines and lines[0].partition(":")[0] in _KEYS:
        key, _, value = lines.pop(0).partition(":")
        head[key] = value.strip()
    return Case(
        name=head["case"],
        body=_calendar(lines),
        busy=head["busy"].split(),
        doubtful=[f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in head.get("doubtful", "").split()],
        options=options(**_job(head.get("job", ""))),
    )


def _calendar(lines: list[str]) -> bytes:
    if not any(line.lower().startswith("begin:v") and line.lower() != "begin:valarm" for line in lines):
        lines = ["BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT"]
    if lines[0].lower() != "begin:vcalendar":
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR"]
    return "\r\n".join([*lines, ""]).encode()


def _job(text: str) -> dict[str, Any]:
    values = dict(pair.split("=", 1) for pair in text.split())
    own = values.pop("own", "")
    return {**values, **({"own_addresses": (own,)} if own else {})}


def options(**kwargs: Any) -> ReadOptions:
    return ReadOptions(**{"zone": "Europe/Helsinki", "since": SINCE, "until": UNTIL, **kwargs})


def compact(start: int, end: int) -> str:
    """``20261020T0700-0800``; the end has as much of its date as differs."""
    first, last = datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)
    if first.date() == last.date():
        return f"{first:%Y%m%dT%H%M}-{last:%H%M}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y%m%dT%H%M}-{last:%dT%H%M}"
    if first.year == last.year:
        return f"{first:%Y%m%dT%H%M}-{last:%m%dT%H%M}"
    return f"{first:%Y%m%dT%H%M}-{last:%Y%m%dT%H%M}"
