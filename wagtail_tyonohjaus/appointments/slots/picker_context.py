"""The slot picker on a page: reads the query string and builds the template context."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from ...availability.instants import HOUR, current_hour, utc_datetime
from ...content_validity import changes_at, changes_at_midnight, changes_often
from ...practice.choices import Format, Kind
from ...practice.models import Office, PracticeSettings, Service, Supervisor
from ...practice.page_links import PageRole, first_page
from ...practice.time_zones import known_time_zone_name
from .slot_picker import SlotQuery, SlotWeek, load_week, parse_day

ANCHOR = "#times"
MAX_LENGTH_DIGITS = 4

#: The time zones offered in the form; any other one works in ``?tz=``.
COMMON_TIME_ZONES = (
    "Europe/Helsinki",
    "Europe/Stockholm",
    "Europe/Mariehamn",
    "Europe/Tallinn",
    "Europe/London",
    "Europe/Brussels",
    "Europe/Madrid",
    "Europe/Athens",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Dubai",
    "Asia/Tokyo",
    "Australia/Sydney",
)


@dataclass(frozen=True)
class PickerOptions:
    """What a page presets: records, the path of the page with the contact form, and the maximum number of slots."""

    supervisor: Supervisor | None = None
    service: Service | None = None
    office: Office | None = None
    form_path: str = ""
    limit: int | None = None


def slot_picker_context(request: HttpRequest, practice: PracticeSettings, options: PickerOptions) -> dict[str, Any]:
    """The context of ``appointments/slot_picker.html``; empty if no service can be booked."""
    services = [] if options.service else bookable_services(practice, options.supervisor)
    service = options.service or _selected_service(services, request.GET.get("service", ""))
    if service is None:
        return {}
    now = timezone.now()
    week = load_week(_slot_query(request.GET, practice, service, options), now=now)
    _report_changes(week.query, now)
    return {
        "slot_week": week,
        "services": services if len(services) > 1 else [],
        "formats": [(code, label) for code, label in Format.choices if code in service.formats],
        "time_zones": _time_zones(week.query.visitor_time_zone),
        "hidden_fields": _hidden_fields(week.query, options.form_path),
        "with_supervisor": options.supervisor is None,
        **week_urls(request, week),
    }


def _report_changes(query: SlotQuery, now: datetime) -> None:
    """Free time is that of the current hour, and weeks begin today; bookings come at any time."""
    changes_often()
    changes_at(utc_datetime(current_hour(now) + HOUR))
    changes_at_midnight(now, ZoneInfo(query.time_zone))


def bookable_services(practice: PracticeSettings, supervisor: Supervisor | None) -> list[Service]:
    """The services whose times can be requested; crisis services last."""
    services = Service.objects.filter(site_id=practice.site_id).prefetch_related("translations")
    if supervisor:
        services = services.filter(supervisors=supervisor)
    else:
        services = services.filter(supervisors__active=True).distinct()
    return sorted(services, key=lambda service: (service.kind == Kind.CRISIS, service.name))


def week_urls(request: HttpRequest, week: SlotWeek) -> dict[str, str]:
    """The relative URLs of the adjacent weeks on this page, empty if there is none."""
    return {"earlier_url": _week_url(request, week.earlier), "later_url": _week_url(request, week.later)}


def contact_form_url(path: str, practice: PracticeSettings, request: HttpRequest) -> str:
    """``path`` if it is a path on this site, otherwise the URL of the site's contact page."""
    if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    page = first_page(PageRole.CONTACT, practice.site, request)
    return (page.get_url(request) if page else "") or "/"


def prefilled_form_url(url: str, query: Mapping[str, str]) -> str:
    """The URL of the contact form with values for its fields; blank values are omitted."""
    return f"{url}?{urlencode({name: value for name, value in query.items() if value})}#contact"


def _week_url(request: HttpRequest, first_day: date | None) -> str:
    if first_day is None:
        return ""
    query = request.GET.copy()
    query["from"] = first_day.isoformat()
    return f"?{query.urlencode()}{ANCHOR}"


def _slot_query(
    params: Mapping[str, str], practice: PracticeSettings, service: Service, options: PickerOptions
) -> SlotQuery:
    format_code = params.get("format", "")
    return SlotQuery(
        practice=practice,
        service=service,
        supervisor=options.supervisor,
        office=options.office,
        length=_parse_length(params.get("length", "")),
        format=format_code if format_code in Format.values else "",
        first_day=parse_day(params.get("from", "")),
        visitor_time_zone=known_time_zone_name(params.get("tz", "")),
        limit=options.limit,
    )


def _parse_length(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_LENGTH_DIGITS else None


def _selected_service(services: list[Service], pk: str) -> Service | None:
    return next((service for service in services if str(service.pk) == pk), next(iter(services), None))


def _time_zones(selected: str) -> list[str]:
    is_listed = not selected or selected in COMMON_TIME_ZONES
    return [*COMMON_TIME_ZONES] if is_listed else [selected, *COMMON_TIME_ZONES]


def _hidden_fields(query: SlotQuery, form_path: str) -> dict[str, Any]:
    fields = {
        "service": query.service.pk if query.service else "",
        "supervisor": query.supervisor.pk if query.supervisor else "",
        "office": query.office.pk if query.office else "",
        "format": query.format,
        "tz": query.visitor_time_zone,
        "to": form_path,
    }
    return {name: value for name, value in fields.items() if value}
