"""Dates, times, time zones and places as text for people.

All parts use these functions, so that every page, message and list shows the same: a clock of 24 hours, the language's
own order of day and month, the month as a word in English, and a time zone that the caller names. ``TIME_ZONE`` and the
reader's own settings have no influence.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from .time_zones import city_of_zone

EN_DASH = "–"
#: The letters of Django's formats that stand for figures, as far as dates and times need them.
FIGURES = frozenset("djmnYGHi")
# How people call these time zones; any other is named by its city.
TIME_ZONE_LABELS = {
    "Europe/Helsinki": gettext_lazy("Finnish time"),
    "Europe/Mariehamn": gettext_lazy("Finnish time"),
    "Europe/Stockholm": gettext_lazy("Swedish time"),
}


class Place(Protocol):
    """An office, whose texts can be translated."""

    def text(self, name: str, language: str | None = None) -> str: ...


def format_office(office: Place, language: str | None = None) -> str:
    """The office's name, address and city on one line, in ``language`` or the active language.

    The city is omitted if the address contains it.
    """
    address_lines = office.text("address", language).splitlines()
    address = ", ".join(" ".join(line.split()) for line in address_lines).strip(", ")
    name, city = office.text("name", language), office.text("city", language)
    is_city_in_address = city.casefold() in address.casefold()
    return ", ".join(part for part in (name, address, "" if is_city_in_address else city) if part)


def format_city_and_name(office: Place) -> str:
    """``Helsinki, Kamppi``, in the active language; the name is omitted if it is blank."""
    return ", ".join(part for part in (office.text("city"), office.text("name")) if part)


def format_date(day: date) -> str:
    """``7 December 2026``."""
    return formats.date_format(day, pgettext("date format", "j F Y"))


def format_short_date(day: date) -> str:
    """``7 Dec 2026``, or in figures where the language writes them so: ``7.12.2026``."""
    return formats.date_format(day, pgettext("date format", "j M Y"))


def format_weekday_date(day: date) -> str:
    """``Monday 7 December 2026``."""
    return formats.date_format(day, _("l j F Y"))


def format_day_and_month(day: date) -> str:
    """``7 Dec``, where the year is known."""
    return formats.date_format(day, pgettext("date format", "j M"))


def format_weekday_and_day(day: date) -> str:
    """``Mon 7 Dec``, where the year is known."""
    return formats.date_format(day, pgettext("date format", "D j M"))


def format_weekday(day: date) -> str:
    """``Monday``."""
    return formats.date_format(day, "l")


def format_short_weekday(day: date) -> str:
    """``Mon``."""
    return formats.date_format(day, "D")


def format_month(day: date) -> str:
    """``December 2026``."""
    return formats.date_format(day, pgettext("date format", "F Y"))


def format_days(first: date, last: date) -> str:
    """``7 Dec 2026 – 13 Dec 2026``, or one date if both are the same."""
    if first == last:
        return format_short_date(first)
    return f"{format_short_date(first)} {EN_DASH} {format_short_date(last)}"


def format_time(moment: time | datetime) -> str:
    """``09:00``. A datetime has to be in its zone already."""
    return formats.time_format(
        moment.time() if isinstance(moment, datetime) else moment, pgettext("time format", "H:i")
    )


def format_time_range(start: time | datetime, end: time | datetime) -> str:
    """``09:00–10:30``."""
    return f"{format_time(start)}{EN_DASH}{format_time(end)}"


def format_moment(moment: datetime, zone: tzinfo, *, with_zone: bool = False) -> str:
    """``7 Dec 2026, 09:00`` in ``zone``; ``with_zone`` adds the name of the zone in parentheses."""
    local = moment.astimezone(zone)
    text = _("%(date)s, %(time)s") % {"date": format_short_date(local), "time": format_time(local)}
    return f"{text} ({format_zone(zone)})" if with_zone else text


def format_long_moment(moment: datetime, zone: tzinfo) -> str:
    """``Monday 7 December 2026 at 09:00`` in ``zone``."""
    local = moment.astimezone(zone)
    return _("%(date)s at %(time)s") % {"date": format_weekday_date(local), "time": format_time(local)}


def format_near_moment(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """``today 14:00``, ``tomorrow 08:30`` or ``Thu 3 Dec 16:00`` in ``zone``."""
    local = moment.astimezone(zone)
    days_ahead = (local.date() - now.astimezone(zone).date()).days
    names = {0: _("today %(time)s"), 1: _("tomorrow %(time)s")}
    text = names.get(days_ahead) or _("%(date)s %(time)s")
    return text % {"date": format_weekday_and_day(local), "time": format_time(local)}


def format_interval(start: datetime, end: datetime, zone: tzinfo) -> str:
    """``7 Dec 2026, 09:00–10:00`` in ``zone``, with both dates if they differ."""
    local_start, local_end = start.astimezone(zone), end.astimezone(zone)
    if local_start.date() == local_end.date():
        return f"{format_moment(start, zone)}{EN_DASH}{format_time(local_end)}"
    return f"{format_moment(start, zone)} {EN_DASH} {format_moment(end, zone)}"


def figure_formats() -> tuple[str, str]:
    """The formats of a date and of a time for spreadsheets, which read figures only, with the letters in ``FIGURES``.

    They are those of ``format_short_date`` and ``format_time``, as ``7.12.2026`` and ``9.00``, or ``2026-12-07`` and
    ``09:00`` in a language that writes the month as a word.
    """
    day, clock = pgettext("date format", "j M Y"), pgettext("time format", "H:i")
    letters = {character for character in day + clock if character.isalpha()}
    return (day, clock) if letters <= FIGURES else ("Y-m-d", "H:i")


def format_zone(zone: tzinfo | str) -> str:
    """``Finnish time``; of a zone that has no name of its own here, the city: ``Berlin``."""
    name = str(zone)
    return str(TIME_ZONE_LABELS.get(name) or city_of_zone(name) or name.rpartition("/")[2].replace("_", " "))


def have_different_clocks(moment: datetime, zones: Sequence[str | ZoneInfo]) -> bool:
    """Whether the clocks of the zones differ at ``moment``."""
    return len({moment.astimezone(ZoneInfo(str(zone))).utcoffset() for zone in zones}) > 1
