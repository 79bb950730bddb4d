"""busy.ifb: busy time as VFREEBUSY (RFC 5545 section 3.6.4), with the query parameters of CalConnect CC/S 0903.

It contains merged intervals only: neither the source nor the number of events can be recognised.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

from ..availability.busy_time import load_busy_time
from ..availability.free import utc_datetime
from ..availability.zone_offsets import DAY
from ..ical.components import free_busy_bytes
from ..intervals import merge
from .feed_scope import FeedScope

DEFAULT_DAYS = 42
MAX_DAYS = 366
#: How far from now a range may start and end.
MAX_DAYS_BACK, MAX_DAYS_AHEAD = 31, 732
PERIOD = re.compile(r"P(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?)")


class InvalidRange(ValueError):
    """The parameters are invalid. The message is for programmers, so it is not translated."""


def parse_range(query: Mapping[str, str], tz: str, as_of: int) -> tuple[int, int]:
    """Start and end in UTC epoch seconds, limited to what is known. Raises ``InvalidRange``.

    ``start`` and ``end`` are dates or date-times, in ``tz`` if they have no offset. ``period`` is a duration; it can't
    be combined with ``end``.
    """
    if "end" in query and "period" in query:
        raise InvalidRange("Use either end or period.")
    start = _instant(query["start"], tz) if "start" in query else as_of
    if "end" in query:
        end = _instant(query["end"], tz)
    else:
        end = start + (_period(query["period"]) if "period" in query else DEFAULT_DAYS * DAY)
    if end <= start:
        raise InvalidRange("The end must be after the start.")
    first = max(start, as_of - MAX_DAYS_BACK * DAY)
    last = min(end, as_of + MAX_DAYS_AHEAD * DAY, first + MAX_DAYS * DAY)
    if last <= first:
        raise InvalidRange("The range is too far from now.")
    return first, last


def build_busy_feed(scope: FeedScope, start: int, end: int, url: str) -> bytes:
    """``start`` and ``end`` are UTC epoch seconds, to which the busy time is clipped. ``url`` is that of the feed."""
    busy = load_busy_time([scope.pk], start, end)[scope.pk].busy
    clipped = [(max(busy_start, start), min(busy_end, end)) for busy_start, busy_end in busy]
    return free_busy_bytes(
        uid=str(uuid5(scope.uuid, f"busy|{start}|{end}")),
        stamp=utc_datetime(scope.stamp),
        start=utc_datetime(start),
        end=utc_datetime(end),
        busy=merge(interval for interval in clipped if interval[0] < interval[1]),
        url=url,
    )


def _instant(text: str, tz: str) -> int:
    try:
        # An unescaped plus sign in a query string arrives as a space.
        value = datetime.fromisoformat(text.strip().replace(" ", "+"))
        return int((value if value.tzinfo else value.replace(tzinfo=ZoneInfo(tz))).timestamp())
    except (ValueError, OverflowError) as error:
        raise InvalidRange("start and end must be ISO 8601 dates or date-times.") from error


def _period(text: str) -> int:
    match = PERIOD.fullmatch(text.strip().upper())
    if match is None or not any(match.groups()):
        raise InvalidRange("period must be an ISO 8601 duration, such as P2W.")
    weeks, days, hours, minutes, seconds = (int(value or 0) for value in match.groups())
    return int(timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds())
