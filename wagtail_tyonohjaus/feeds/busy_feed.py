"""busy.ifb: when a supervisor is taken, as VFREEBUSY (RFC 5545 section 3.6.4), read as CalConnect CC/S 0903 asks.

Only start and end, neighbours joined: never what takes the time or how many things do.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

from ..availability.busy_time import load_taken
from ..availability.free import moment
from ..availability.zone_offsets import DAY
from ..ical import components
from ..intervals import merge
from .feed_scope import Subject

DEFAULT_DAYS = 42
LONGEST_DAYS = 366
#: How far from now a range may lie, in days.
PAST_DAYS, AHEAD_DAYS = 31, 732
PERIOD = re.compile(r"P(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?)")


class BadRange(ValueError):
    """The parameters make no range; the message says why, in English as all protocol texts are."""


def asked_range(query: Mapping[str, str], tz: str, as_of: int) -> tuple[int, int]:
    """The range to answer for, UTC epoch seconds, clipped to what is known. Raises ``BadRange``.

    ``start`` and ``end`` are dates or date-times, without an offset the supervisor's wall time; ``period`` is a
    duration and excludes ``end``.
    """
    if "end" in query and "period" in query:
        raise BadRange("Give end or period, not both.")
    start = _instant(query["start"], tz) if "start" in query else as_of
    if "end" in query:
        end = _instant(query["end"], tz)
    else:
        end = start + (_period(query["period"]) if "period" in query else DEFAULT_DAYS * DAY)
    if end <= start:
        raise BadRange("The end must be after the start.")
    low = max(start, as_of - PAST_DAYS * DAY)
    high = min(end, as_of + AHEAD_DAYS * DAY, low + LONGEST_DAYS * DAY)
    if high <= low:
        raise BadRange("Nothing is known of this range.")
    return low, high


def build(subject: Subject, start: int, end: int, url: str) -> bytes:
    busy = load_taken([subject.pk], start, end)[subject.pk].busy
    clipped = [(max(begin, start), min(finish, end)) for begin, finish in busy]
    return components.free_busy(
        uid=str(uuid5(subject.uuid, f"busy|{start}|{end}")),
        stamp=moment(subject.stamp),
        start=moment(start),
        end=moment(end),
        busy=merge((begin, finish) for begin, finish in clipped if begin < finish),
        url=url,
    )


def _instant(text: str, tz: str) -> int:
    try:
        # A plus sign that was not escaped has become a space.
        found = datetime.fromisoformat(text.strip().replace(" ", "+"))
        aware = found if found.tzinfo else found.replace(tzinfo=ZoneInfo(tz))
        return int(aware.timestamp())
    except (ValueError, OverflowError) as error:
        raise BadRange("This is no date or time.") from error


def _period(text: str) -> int:
    match = PERIOD.fullmatch(text.strip().upper())
    if match is None or not any(match.groups()):
        raise BadRange("This is no period.")
    weeks, days, hours, minutes, seconds = (int(value or 0) for value in match.groups())
    found = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return int(found.total_seconds())
