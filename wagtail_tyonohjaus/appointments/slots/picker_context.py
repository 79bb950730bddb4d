"""The free times on a page: what its address asks for, and where its form and links lead."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from ...practice.choices import Format, Kind
from ...practice.models import Office, PracticeSettings, Service, Supervisor
from ...practice.page_links import PageRole, first_page
from .slot_picker import Question, Times, parse_day, parse_zone, times

ANCHOR = "#times"

#: Zones that a visitor is likely to be in; any other can be asked for by ``?tz=``.
ZONES = (
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


def slot_picker_context(
    request: HttpRequest,
    practice: PracticeSettings,
    *,
    supervisor: Supervisor | None = None,
    service: Service | None = None,
    office: Office | None = None,
    to: str = "",
    most: int | None = None,
) -> dict[str, Any]:
    """What ``appointments/times.html`` needs. ``to`` is the page whose contact form the chosen time goes to."""
    services = [] if service else offered_services(practice, supervisor)
    chosen = service or _chosen(services, request.GET.get("service", ""))
    if chosen is None:
        return {}
    shown = times(_question(request.GET, practice, supervisor, chosen, office, most))
    return {
        "times": shown,
        "services": services if len(services) > 1 else [],
        "formats": [(code, label) for code, label in Format.choices if code in chosen.formats],
        "zones": _zones(shown.question.visitor_time_zone),
        "carried": _carried(shown, to),
        "with_supervisor": supervisor is None,
        "earlier_url": week_url(request, shown.earlier),
        "later_url": week_url(request, shown.later),
    }


def offered_services(practice: PracticeSettings, supervisor: Supervisor | None) -> list[Service]:
    """The services that times can be asked for, ordinary ones first."""
    found = Service.objects.filter(site_id=practice.site_id).prefetch_related("translations")
    found = found.filter(supervisors=supervisor) if supervisor else found.filter(supervisors__active=True).distinct()
    return sorted(found, key=lambda service: (service.kind == Kind.CRISIS, service.name))


def week_url(request: HttpRequest, day: Any) -> str:
    """This page's address with another week, empty without one."""
    if day is None:
        return ""
    query = request.GET.copy()
    query["from"] = day.isoformat()
    return f"?{query.urlencode()}{ANCHOR}"


def contact_form_url(to: str, practice: PracticeSettings, request: HttpRequest) -> str:
    """The page with the contact form: the one that was named, if it is ours, else the site's contact page."""
    if to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        return to
    page = first_page(PageRole.CONTACT, practice.site, request)
    return (page.get_url(request) if page else "") or "/"


def prefilled_form_url(address: str, query: Mapping[str, str]) -> str:
    """The contact form's page with a time and what belongs to it filled in."""
    return f"{address}?{urlencode({key: value for key, value in query.items() if value})}#contact"


def _question(
    query: Mapping[str, str],
    practice: PracticeSettings,
    supervisor: Supervisor | None,
    service: Service,
    office: Office | None,
    most: int | None,
) -> Question:
    length, slot_request = query.get("length", ""), query.get("format", "")
    return Question(
        practice=practice,
        service=service,
        supervisor=supervisor,
        office=office,
        length=int(length) if length.isascii() and length.isdigit() and len(length) < 5 else None,
        format=slot_request if slot_request in Format.values else "",
        first_day=parse_day(query.get("from", "")),
        visitor_time_zone=parse_zone(query.get("tz", "")),
        most=most,
    )


def _chosen(services: list[Service], slot_request: str) -> Service | None:
    return next((each for each in services if str(each.pk) == slot_request), next(iter(services), None))


def _zones(chosen: str) -> list[str]:
    return [*ZONES] if not chosen or chosen in ZONES else [chosen, *ZONES]


def _carried(shown: Times, to: str) -> dict[str, Any]:
    question = shown.question
    carried = {
        "service": question.service.pk if question.service else "",
        "supervisor": question.supervisor.pk if question.supervisor else "",
        "office": question.office.pk if question.office else "",
        "format": question.format,
        "tz": question.visitor_time_zone,
        "to": to,
    }
    return {key: value for key, value in carried.items() if value}
