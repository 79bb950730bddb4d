"""The slot picker on a page: reads the query string and builds the template context."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ...availability.instants import HOUR, current_hour, utc_datetime
from ...content_validity import changes_at, changes_at_midnight, changes_often
from ...digits import parse_digits
from ...practice.choices import DeliveryMode, Format, Kind
from ...practice.form_fields.slot_values import parse_slot_value
from ...practice.models import Office, PracticeSettings, Service, Supervisor
from ...practice.page_links import PageRole, first_page
from ...practice.time_zones import known_time_zone_name
from .. import formatting
from .choice_context import day_context, soonest_context
from .day_picker import DayPicker, load_days
from .picker_form import PickerForm, place_choices, zone_choices
from .slot_picker import (
    SlotOption,
    SlotQuery,
    SlotWeek,
    last_day,
    matching_supervisor,
    matching_supervisors,
    parse_day,
)
from .soonest_times import load_soonest

ANCHOR = "#times"
#: Parameters of the URL by which the visitor selects times; a time zone is kept when others change.
SELECTION = ("service", "format", "place", "length", "supervisor")
DAY = ("day", "from", "all")
PARAMETERS = (*SELECTION, *DAY, "tz", "zones", "preferred_start", "office", "delivery_mode")


@dataclass(frozen=True)
class PickerOptions:
    """What a page presets: records, the delivery mode, the path of the page with the contact form, a number of times.

    ``anchor`` is the id of the element with the slot picker, which its links lead to.
    """

    supervisor: Supervisor | None = None
    service: Service | None = None
    office: Office | None = None
    mode: str = ""
    form_path: str = ""
    limit: int | None = None
    anchor: str = "times"


def slot_picker_context(request: HttpRequest, practice: PracticeSettings, options: PickerOptions) -> dict[str, Any]:
    """The context of ``appointments/slot_picker.html``; empty if no service can be booked."""
    services = [] if options.service else bookable_services(practice, options.supervisor)
    if options.service is None and not services:
        return {}
    picker = SlotPicker(request, practice, options, services)
    report_changes(picker.query, timezone.now())
    return picker.context()


class SlotPicker:
    """One slot picker for one request."""

    def __init__(
        self, request: HttpRequest, practice: PracticeSettings, options: PickerOptions, services: list[Service]
    ) -> None:
        self.request, self.practice, self.options, self.services = request, practice, options, services
        self.params: dict[str, str] = {name: request.GET.get(name, "") for name in PARAMETERS}
        self.problems: list[str] = []
        self.offices: dict[str, Office] = {}
        self.service = options.service or self._selected_service()
        self.supervisor = options.supervisor or self._selected_supervisor()
        self.zone = self._selected_zone()
        self.chosen = self._chosen_time()
        self.form = self._form()
        self.query = self._query()

    def context(self) -> dict[str, Any]:
        """The filters, and unless one of them has an error, days and times, or the soonest time of each supervisor."""
        query = self.query
        days = soonest = None
        if self.form.is_valid() and not self.problems:
            if query.supervisor:
                days = self._days(query)
            else:
                soonest = load_soonest(query, show_all=bool(self.params["all"]), offices=self._loaded_offices)
        return {
            "anchor": self.options.anchor,
            "form": self.form,
            "fields": self.form.asked(),
            "summary": self.form.summary(),
            "hidden_fields": self._hidden_fields(("tz", "supervisor", *self._kept)),
            "problems": [*self.problems, *self._chosen_problem(days)],
            "zone": self._zone_context(query),
            "days": day_context(days, self.url, lambda one: self._time_url(one, query), self.chosen) if days else None,
            "soonest": soonest_context(soonest, self.url, lambda one: self._time_url(one, query)) if soonest else None,
            "with_supervisor": self.options.supervisor is None,
            "supervisor": self.supervisor,
            "other_supervisors_url": self.url(supervisor="") if self._is_supervisor_selected else "",
            "ask_url": prefilled_form_url(self._form_url, self._record_values(query)),
        }

    def url(self, **changes: str) -> str:
        """The relative URL of this page with other selections; blank ones are omitted, and a chosen time, too."""
        query = self.request.GET.copy()
        for name in PARAMETERS:
            if name not in ("tz", *SELECTION, *self._kept) or not self.params[name]:
                query.pop(name, None)
        for name, value in changes.items():
            query[name] = value
            if not value:
                del query[name]
        return f"?{query.urlencode()}#{self.options.anchor}"

    @property
    def _loaded_offices(self) -> dict[int, Office]:
        return {office.pk: office for office in self.offices.values()}

    @property
    def _kept(self) -> tuple[str, ...]:
        """At the client's premises, the office stands for the city that the visitor has asked for."""
        return ("office",) if self.query.mode == DeliveryMode.YOURS and self.query.office else ()

    @property
    def _is_supervisor_selected(self) -> bool:
        return self.options.supervisor is None and bool(self.params["supervisor"])

    def _selected_service(self) -> Service:
        return next((each for each in self.services if str(each.pk) == self.params["service"]), self.services[0])

    def _selected_supervisor(self) -> Supervisor | None:
        key = self.params["supervisor"]
        if not key:
            return None
        supervisor = matching_supervisor(SlotQuery(practice=self.practice, service=self.service), key)
        if supervisor is None:
            self.problems.append(_("This supervisor has no times here, or not any more. Choose another."))
        return supervisor

    def _selected_zone(self) -> str:
        zone = known_time_zone_name(self.params["tz"])
        if self.params["tz"] and not zone:
            self.problems.append(_("There is no such time zone. Choose another."))
        return zone

    def _chosen_time(self) -> tuple[datetime, int] | None:
        """The time that the visitor has chosen, if the link contains a valid one; the form reports any other."""
        try:
            return parse_slot_value(self.params["preferred_start"])
        except ValueError:
            return None

    def _form(self) -> PickerForm:
        data = {name: self.params[name] for name in ("service", "format", "place", "length")}
        if self.options.service:
            data["service"] = ""
        if self.chosen and not data["length"] and self.chosen[1] in self.service.length_minutes:
            data["length"] = str(self.chosen[1])
        options = self.options
        places = [] if options.office or options.mode else self._places()
        chosen: dict[str, Any] = {"service": self.service, "services": self.services, "supervisor": options.supervisor}
        return PickerForm(data, **chosen, places=places, anchor=options.anchor)

    def _places(self) -> list[tuple[str, str]]:
        offices = Office.objects.filter(site_id=self.practice.site_id).prefetch_related("translations")
        if self.supervisor:
            offices = offices.filter(supervisors=self.supervisor)
        else:
            supervisors = matching_supervisors(SlotQuery(practice=self.practice, service=self.service))
            offices = offices.filter(supervisors__in=supervisors.order_by()).distinct()
        self.offices = {str(office.pk): office for office in offices}
        return place_choices(self.service, self.supervisor, self.offices.values())

    def _query(self) -> SlotQuery:
        office, mode = self.options.office, self.options.mode
        place = self.form.value("place") or self._only_place()
        if parse_digits(place) is not None:
            office, mode = self.offices[place], DeliveryMode.PREMISES.value
        elif place:
            mode = place
        if mode == DeliveryMode.YOURS and office is None:
            office = self.offices.get(self.params["office"])
        return SlotQuery(
            practice=self.practice,
            service=self.service,
            supervisor=self.supervisor,
            office=office,
            mode=mode,
            format=self.form.value("format"),
            length=int(self.form.value("length") or 0) or None,
            zone=self.zone,
            first_day=parse_day(self.params["from"]),
            limit=self.options.limit,
        )

    def _only_place(self) -> str:
        """The only delivery mode, if there is no choice and no office to choose."""
        places = self.form.options["place"]
        return places[0][0] if len(places) == 1 and parse_digits(places[0][0]) is None else ""

    def _days(self, query: SlotQuery) -> DayPicker | None:
        day = self._selected_day(query)
        if self.problems:
            query = replace(query, first_day=None)
        elif day is None and not self.params["from"] and self.chosen:
            day = formatting.local(self.chosen[0], query.time_zone).date()
        chosen = self.chosen[0] if self.chosen else None
        return load_days(query, day=day, chosen=chosen, show_all=bool(self.params["all"]), offices=self._loaded_offices)

    def _selected_day(self, query: SlotQuery) -> date | None:
        """The day of the link; what is wrong with it is added to the problems."""
        today = formatting.local(timezone.now(), query.time_zone).date()
        last = last_day(query, today)
        for name in ("day", "from"):
            day = parse_day(self.params[name])
            if self.params[name] and day is None:
                self.problems.append(_("The link contains no valid day. Choose one of these days."))
                return None
            if day and name == "day" and day < today:
                text = _("%(day)s has passed. Choose another day.") % {"day": formatting.format_day(day)}
                self.problems.append(capfirst(text))
                return None
            if day and day > last:
                text = _("You can choose times until %(day)s. Choose one of these days.")
                self.problems.append(text % {"day": formatting.format_day(last)})
                return None
        return parse_day(self.params["day"])

    def _chosen_problem(self, days: DayPicker | None) -> list[str]:
        """If the chosen time is not among those of the displayed day any more."""
        if days is None or self.chosen is None or self.problems:
            return []
        start, minutes = self.chosen
        if days.day != formatting.local(start, days.query.time_zone).date() or any(
            (option.start, option.minutes) == self.chosen for option in days.times
        ):
            return []
        time = formatting.format_time(start, start + timedelta(minutes=minutes), days.query.time_zone)
        return [_("The time you chose is not free: %(time)s. Choose another.") % {"time": time}]

    def _zone_context(self, query: SlotQuery) -> dict[str, Any]:
        own = replace(query, zone="").time_zone
        is_choosing = bool(self.params["zones"] or (self.params["tz"] and not self.zone))
        return {
            "label": formatting.format_zone(query.time_zone),
            "own_label": formatting.format_zone(own),
            "name": query.time_zone,
            "is_other": query.time_zone != own,
            "own_url": self.url(tz=""),
            "choose_url": self.url(zones="1"),
            "template_url": self.url(tz="Zone/Name"),
            "choices": zone_choices() if is_choosing else [],
            "hidden_fields": self._hidden_fields(SELECTION) if is_choosing else [],
        }

    def _hidden_fields(self, names: Iterable[str]) -> list[tuple[str, str]]:
        return [(name, self.params[name]) for name in names if self.params[name]]

    @cached_property
    def _form_url(self) -> str:
        return contact_form_url(self.options.form_path, self.practice, self.request)

    def _time_url(self, option: SlotOption, query: SlotQuery) -> str:
        """The URL of the contact form with this time. On this page, the selection is kept."""
        office = query.office if query.mode == DeliveryMode.YOURS else option.office
        values = self._record_values(query) | {
            "supervisor": str(option.supervisor.pk),
            "office": str(office.pk) if office else "",
            "delivery_mode": option.mode if query.mode or option.office else "",
            "preferred_start": option.value,
        }
        if self.options.form_path:
            kept = {name: self.params[name] for name in ("place", "length", "tz")}
            values = kept | values | {"day": option.day.isoformat()}
        return prefilled_form_url(self._form_url, values)

    def _record_values(self, query: SlotQuery) -> dict[str, str]:
        return {
            "service": str(self.service.pk),
            "supervisor": str(query.supervisor.pk) if query.supervisor else "",
            "office": str(query.office.pk) if query.office else "",
            "format": query.format,
            "delivery_mode": query.mode,
        }


def report_changes(query: SlotQuery, now: datetime) -> None:
    """Free time is that of the current hour, and weeks begin today; bookings come at any time."""
    changes_often([query.supervisor.pk] if query.supervisor else None)
    changes_at(utc_datetime(current_hour(now) + HOUR))
    changes_at_midnight(now, ZoneInfo(query.time_zone))


def bookable_services(practice: PracticeSettings, supervisor: Supervisor | None) -> list[Service]:
    """The services whose times can be requested, the commonest first: by how many supervisors offer them.

    Crisis services are last, and of equally common ones, those for one person are first.
    """
    working = Count("supervisors", filter=Q(supervisors__active=True), distinct=True)
    services = Service.objects.filter(site_id=practice.site_id).prefetch_related("translations")
    if supervisor:
        services = services.filter(pk__in=supervisor.services.values("pk"))
    rows = services.annotate(supervisor_count=working).filter(supervisor_count__gt=0)
    return sorted(rows, key=_commonness)


def _commonness(service: Any) -> tuple[bool, int, bool, int, str]:
    order = {code: number for number, code in enumerate(Format.values)}
    first_format = min((order.get(code, len(order)) for code in service.formats), default=0)
    is_crisis, is_coaching = service.kind == Kind.CRISIS, service.kind == Kind.COACHING
    return is_crisis, -service.supervisor_count, is_coaching, first_format, service.name


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
