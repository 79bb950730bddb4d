"""When and where a session is, in words; used in mails, pages, invitations and the admin alike."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from ..practice.choices import DeliveryMode
from .models import Session

TO = "–"


def when(start: datetime, end: datetime, zone: str, visitor_time_zone: str = "") -> str:
    """A time in the active language: weekday, date and both ends, in ``zone``; and in the visitor's where it differs.

    Where only one zone is given or both clocks agree, the zone is not named.
    """
    text = _in_zone(start, end, zone)
    if not differs(start, zone, visitor_time_zone):
        return text
    return _("%(time)s (%(zone)s), where you are %(own)s (%(own_zone)s)") % {
        "time": text,
        "zone": zone_label(zone),
        "own": _in_zone(start, end, visitor_time_zone),
        "own_zone": zone_label(visitor_time_zone),
    }


def format_session_time(session: Session, *, visitor: bool = False) -> str:
    return when(session.start, session.end, session.time_zone, session.visitor_time_zone if visitor else "")


def hours(start: datetime, end: datetime, zone: str) -> str:
    """Both ends of a time: ``10:00–11:30``."""
    tz = ZoneInfo(zone)
    return f"{_clock(start.astimezone(tz))}{TO}{_clock(end.astimezone(tz))}"


def day(moment: datetime, zone: str) -> str:
    """Weekday and date in the active language."""
    return day_name(moment.astimezone(ZoneInfo(zone)))


def day_name(day: date) -> str:
    """Weekday and date of a local day in the active language."""
    return formats.date_format(day, _("l j F Y"))


def point(moment: datetime, zone: str) -> str:
    """One moment: weekday, date and time of day."""
    return f"{day(moment, zone)}, {_clock(moment.astimezone(ZoneInfo(zone)))}"


def differs(moment: datetime, zone: str, other: str) -> bool:
    """Whether two zones' clocks show different times at a moment. An unknown zone counts as none."""
    if not other or other == zone or not known_zone(other):
        return False
    return moment.astimezone(ZoneInfo(zone)).utcoffset() != moment.astimezone(ZoneInfo(other)).utcoffset()


def known_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_label(name: str) -> str:
    """``Europe/Helsinki`` as a reader knows it: the city."""
    return name.rpartition("/")[2].replace("_", " ")


def where(session: Session, language: str | None = None) -> str:
    """The place on one line: an office and its address, at the visitor's, or remotely and by which link."""
    if session.mode == DeliveryMode.REMOTE:
        link, remotely = session.practice.video_link, _("Remotely")
        return f"{remotely}: {link}" if link else remotely
    if session.office is None:
        return _("At your premises") if session.mode == DeliveryMode.YOURS else session.get_mode_display()
    parts = [session.office.text("address", language), session.office.text("city", language)]
    return ", ".join(" ".join(part.split()) for part in parts if part)


def in_language(language: str) -> translation.override:
    """Words of a receiver's language inside a ``with``."""
    return translation.override(language or translation.get_language())


def local(moment: datetime, zone: str) -> datetime:
    return timezone.localtime(moment, ZoneInfo(zone))


def _in_zone(start: datetime, end: datetime, zone: str) -> str:
    return f"{day(start, zone)}, {hours(start, end, zone)}"


def _clock(moment: datetime) -> str:
    return formats.date_format(moment, "H:i")
