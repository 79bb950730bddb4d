"""Times and places of sessions as text, for messages, pages, invitations and the admin."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ..practice import formatting
from ..practice.choices import DeliveryMode
from ..practice.time_zones import time_zone_names
from .models import Session


def format_time(start: datetime, end: datetime, zone: str, visitor_zone: str = "") -> str:
    """Weekday, date, start and end in ``zone``; also in the visitor's zone if its clock differs.

    The names of the zones are omitted if there is only one.
    """
    time = _format_in_zone(start, end, zone)
    if not has_different_clock(start, zone, visitor_zone):
        return time
    return _("%(time)s (%(zone)s), which is %(own)s (%(own_zone)s)") % {
        "time": time,
        "zone": format_zone(zone),
        "own": _format_in_zone(start, end, visitor_zone),
        "own_zone": format_zone(visitor_zone),
    }


def format_session_time(session: Session, *, visitor: bool = False) -> str:
    """The session's time in its own zone; with ``visitor``, also in the visitor's zone."""
    return format_time(session.start, session.end, session.time_zone, session.visitor_time_zone if visitor else "")


def format_hours(start: datetime, end: datetime, zone: str) -> str:
    """Start and end, such as ``10:00–11:30``."""
    return formatting.format_time_range(local(start, zone), local(end, zone))


def format_minutes(minutes: int) -> str:
    """``60 min``."""
    return _("%(minutes)s min") % {"minutes": minutes}


def format_day(day: date) -> str:
    """Weekday and date in the active language."""
    return formatting.format_weekday_date(day)


def format_moment(moment: datetime, zone: str) -> str:
    """Weekday, date and time of day."""
    local_moment = local(moment, zone)
    return f"{format_day(local_moment)}, {_format_clock(local_moment)}"


def has_different_clock(moment: datetime, zone: str, other: str) -> bool:
    """Whether the clocks of two zones differ at ``moment``. False if ``other`` is blank or unknown."""
    if not other or other == zone or other not in time_zone_names():
        return False
    return local(moment, zone).utcoffset() != local(moment, other).utcoffset()


def format_zone(name: str) -> str:
    """See ``practice.formatting.format_zone``."""
    return formatting.format_zone(name)


def format_place(session: Session) -> str:
    """The place on one line: the office and its address, the client's premises, or remote with the video link."""
    if session.mode == DeliveryMode.REMOTE:
        link = session.practice.video_url
        return _("Remotely: %(link)s") % {"link": link} if link else _("Remotely")
    if session.office is None:
        return _("At your premises") if session.mode == DeliveryMode.YOURS else session.get_mode_display()
    return formatting.format_office(session.office)


def in_language(language: str) -> translation.override:
    """A context manager that activates ``language``, or keeps the active language if it is blank."""
    return translation.override(language or translation.get_language())


def local(moment: datetime, zone: str) -> datetime:
    """``moment`` (aware) with the wall time of the IANA zone."""
    return timezone.localtime(moment, ZoneInfo(zone))


def _format_in_zone(start: datetime, end: datetime, zone: str) -> str:
    return f"{format_day(local(start, zone))}, {format_hours(start, end, zone)}"


def _format_clock(moment: datetime) -> str:
    return formatting.format_time(moment)
