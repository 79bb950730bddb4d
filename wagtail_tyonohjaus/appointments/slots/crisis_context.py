"""The next times of a crisis service on a page, as links to the form."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst

from ...practice.formatting import format_near_moment
from ...practice.models import PracticeSettings, Service
from .crisis_times import load_crisis_times
from .picker_context import contact_form_url, prefilled_form_url, report_changes
from .slot_picker import SlotOption, SlotQuery


def crisis_times_context(
    request: HttpRequest, practice: PracticeSettings, service: Service, form_path: str
) -> dict[str, Any]:
    """``times`` are (label, place, URL); ``series`` has the labels of its times and a URL. Empty ones are left out.

    ``form_path`` is the path of the page if it has the form, else blank.
    """
    query, now = SlotQuery(practice, service=service), timezone.now()
    report_changes(query, now)
    form_url, found = contact_form_url(form_path, practice, request), load_crisis_times(query, now=now)
    zone = ZoneInfo(query.time_zone)

    def label(option: SlotOption) -> str:
        return format_near_moment(option.start, zone, now)

    times = [(capfirst(label(each)), each.place, _url(form_url, service, [each])) for each in found.times]
    series = [label(each) for each in found.series]
    return {"times": times, "series": series, "series_url": _url(form_url, service, found.series) if series else ""}


def _url(form_url: str, service: Service, options: list[SlotOption]) -> str:
    """The form with the first time, and with the further ones of a series."""
    first, *further = options
    values = {
        "service": str(service.pk),
        "supervisor": str(first.supervisor.pk),
        "office": str(first.office.pk) if first.office else "",
        "delivery_mode": first.mode if first.office else "",
        "preferred_start": first.value,
        "further_times": ",".join(each.value for each in further),
    }
    return prefilled_form_url(form_url, values)
