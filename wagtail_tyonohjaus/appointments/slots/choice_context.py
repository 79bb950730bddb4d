"""The template context of days with their times, and of the soonest times, for any page that offers them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from .. import formatting
from .day_picker import DayPicker
from .slot_picker import SlotOption
from .soonest_times import SoonestTimes

#: The URL of the same page with other parameters, and the URL to which a time leads.
PageURL = Callable[..., str]
TimeURL = Callable[[SlotOption], str]


def day_context(
    days: DayPicker, url: PageURL, time_url: TimeURL = lambda _option: "", chosen: tuple[datetime, int] | None = None
) -> dict[str, Any]:
    """The context ``days`` of ``appointments/_slot_days.html``; ``chosen`` is a start and a length."""
    selected = days.day.isoformat() if days.day else ""
    day_urls = {day: url(day=day.date.isoformat()) if day.is_free else "" for day in days.days}
    return {
        "picker": days,
        "weeks": [[(day, day_urls[day]) for day in week] for week in days.weeks],
        "parts": [
            (part.label, [(one, time_url(one), (one.start, one.minutes) == chosen) for one in part.times])
            for part in days.parts
        ],
        "place": days.only_place,
        "has_free_day": any(each.is_free for each in days.days),
        "earlier_url": url(**{"from": days.earlier.isoformat()}) if days.earlier else "",
        "later_url": url(**{"from": days.later.isoformat()}) if days.later else "",
        "next_free_url": url(day=days.next_free.isoformat()) if days.next_free else "",
        "next_free_label": formatting.format_day(days.next_free) if days.next_free else "",
        "all_url": url(day=selected, all="1") if days.total else "",
        "all_count": days.total,
    }


def soonest_context(
    soonest: SoonestTimes, url: PageURL, time_url: TimeURL = lambda _option: "", show_all: bool = False
) -> dict[str, Any]:
    """The context ``soonest`` of ``appointments/_soonest_times.html``. ``show_all``: no more can be displayed."""
    return {
        "has_times": soonest.has_times,
        "cities": [
            (city, url(place=city.place_value), [(one, time_url(one)) for one in city.times]) for city in soonest.cities
        ],
        "people": [(one, time_url(one), url(supervisor=str(one.supervisor.pk))) for one in soonest.people],
        "all_url": url(all="1") if soonest.hidden_count and not show_all else "",
        "has_more": bool(soonest.hidden_count and show_all),
    }
