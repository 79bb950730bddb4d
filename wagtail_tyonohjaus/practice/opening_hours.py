"""When somebody answers the telephone, and working time counted by those hours.

Hours are wall time in the practice's zone; a closed day is one that ``closed`` says is closed, such as a holiday.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .settings import OpeningHours

Closed = Callable[[date], bool]
FAR = 366
# Where a practice tells no hours, working time is counted by these.
USUAL = tuple((day, time(8), time(16)) for day in range(5))
# As the days stand in “opens Monday at 8”: languages with cases inflect them.
ON_DAY = (
    pgettext_lazy("opens", "Monday"),
    pgettext_lazy("opens", "Tuesday"),
    pgettext_lazy("opens", "Wednesday"),
    pgettext_lazy("opens", "Thursday"),
    pgettext_lazy("opens", "Friday"),
    pgettext_lazy("opens", "Saturday"),
    pgettext_lazy("opens", "Sunday"),
)


@dataclass(frozen=True)
class OpenStatus:
    """At a moment: open until ``until``, or closed and open again at ``opens``; aware, in the practice's zone."""

    until: datetime | None = None
    opens: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.until is not None


def never_closed(day: date) -> bool:
    return False


def merged_spans(opening_hours: Iterable["OpeningHours"]) -> list[tuple[int, time, time]]:
    """(weekday, opens, closes), hours that touch or overlap joined."""
    joined: list[tuple[int, time, time]] = []
    for weekday, opens, closes in sorted((row.weekday, row.opens, row.closes) for row in opening_hours):
        if joined and joined[-1][0] == weekday and opens <= joined[-1][2]:
            joined[-1] = (weekday, joined[-1][1], max(closes, joined[-1][2]))
        else:
            joined.append((weekday, opens, closes))
    return joined


def open_status(spans: Sequence[tuple[int, time, time]], moment: datetime, closed: Closed = never_closed) -> OpenStatus:
    """``moment`` is aware and in the practice's zone."""
    for start, end in _intervals(spans, moment, closed):
        if start <= moment:
            return OpenStatus(until=end)
        return OpenStatus(opens=start)
    return OpenStatus()


def status_text(status: OpenStatus, moment: datetime) -> str:
    """“open until 16:00”, “opens Monday at 8:00”; empty where no hours are known."""
    if status.until:
        return gettext("open until %(time)s") % {"time": _clock(status.until)}
    if not status.opens:
        return ""
    days = (status.opens.date() - moment.date()).days
    return _opens_text(days, status.opens) % {
        "time": _clock(status.opens),
        "weekday": ON_DAY[status.opens.weekday()],
        "date": date_format(status.opens, "SHORT_DATE_FORMAT"),
    }


def add_minutes(
    start: datetime, minutes: int, spans: Sequence[tuple[int, time, time]], closed: Closed = never_closed
) -> datetime:
    """The moment at which so many minutes of opening hours have passed; by the clock where there never are any.

    ``start`` is aware and in the practice's zone; so is the answer.
    """
    left = timedelta(minutes=minutes)
    for begins, ends in _intervals(spans or USUAL, start, closed):
        begins = max(begins, start)
        # Aware times of one zone subtract as wall time; what passes across a clock change is told by UTC.
        length = timedelta(seconds=ends.timestamp() - begins.timestamp())
        if left <= length:
            return datetime.fromtimestamp(begins.timestamp() + left.total_seconds(), start.tzinfo)
        left -= length
    return start + timedelta(minutes=minutes)


def validate_opening(opening: "OpeningHours") -> None:
    """Refuses hours that end before they start; raises ``ValidationError`` at ``closes``."""
    if opening.opens is not None and opening.closes is not None and opening.closes <= opening.opens:
        raise ValidationError({"closes": _("The hours end before they start. Give a later time.")})


def _intervals(
    spans: Sequence[tuple[int, time, time]], moment: datetime, closed: Closed
) -> Iterator[tuple[datetime, datetime]]:
    """Opening hours that end after ``moment``, in order, for a year."""
    for offset in range(FAR):
        day = moment.date() + timedelta(days=offset)
        if closed(day):
            continue
        for weekday, opens, closes in spans:
            end = datetime.combine(day, closes, moment.tzinfo)
            if weekday == day.weekday() and end > moment:
                yield datetime.combine(day, opens, moment.tzinfo), end


def _opens_text(days: int, opens: datetime) -> str:
    if days == 0:
        return gettext("opens at %(time)s")
    if days == 1:
        return gettext("opens tomorrow at %(time)s")
    if days < 7:
        return gettext("opens %(weekday)s at %(time)s")
    return gettext("opens %(date)s at %(time)s")


def _clock(moment: datetime) -> str:
    return time_format(timezone.localtime(moment, moment.tzinfo).time())
