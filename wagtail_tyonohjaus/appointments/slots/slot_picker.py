"""Free times as options to choose from, and all of them by day, one week at a time. Free of requests and HTML."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ...availability import free
from ...availability.free import AvailabilityQuery, Slot
from ...digits import parse_digits
from ...practice.choices import DeliveryMode, Kind
from ...practice.form_fields.dates import is_supported_date
from ...practice.form_fields.slot_values import slot_value
from ...practice.models import Office, PracticeSettings, Service, Supervisor
from .. import formatting
from ..busy_source import busy_key
from ..models import Session
from . import assignment
from .bookable_slots import possible_modes

DAYS_PER_WEEK = 7
DEFAULT_HORIZON_DAYS = 365


@dataclass(frozen=True)
class SlotQuery:
    """The visitor's choices; blank means "any". ``service`` determines the possible lengths.

    ``length`` is in minutes. ``first_day`` is the first day of the week in the practice's zone; None selects the first
    week with a free time. ``zone`` is the time zone of days and times, by default that of the practice, and
    ``visitor_time_zone`` one in which times are named as well; both are IANA names. ``moving`` is a session to move,
    whose own time counts as free. ``limit`` is the maximum number of slots.
    """

    practice: PracticeSettings
    service: Service | None = None
    supervisor: Supervisor | None = None
    office: Office | None = None
    length: int | None = None
    format: str = ""
    mode: str = ""
    first_day: date | None = None
    zone: str = ""
    visitor_time_zone: str = ""
    moving: Session | None = None
    limit: int | None = None

    @property
    def lengths(self) -> list[int]:
        """The lengths of the service in minutes."""
        return self.service.length_minutes if self.service else []

    @property
    def selected_length(self) -> int | None:
        """The requested length if the service has it, otherwise the first one; None without any length."""
        return self.length if self.length in self.lengths else next(iter(self.lengths), None)

    @cached_property
    def time_zone(self) -> str:
        """The zone of the displayed times. Cached, since it may load the settings of another practice."""
        if self.zone:
            return self.zone
        if self.supervisor and self.supervisor.site_id != self.practice.site_id:
            return self.supervisor.zone_name
        return (self.supervisor.time_zone if self.supervisor else "") or self.practice.time_zone

    @property
    def availability_query(self) -> AvailabilityQuery:
        """The query for availability. At the client's premises, the office does not matter."""
        return AvailabilityQuery(
            service=self.service.pk if self.service else None,
            length=self.length,
            format=self.format,
            mode=self.mode,
            office=self.office.pk if self.office and self.mode != DeliveryMode.YOURS else None,
            crisis=bool(self.service and self.service.kind == Kind.CRISIS),
            known_client=self.moving is not None,
            exclude_keys=frozenset({busy_key(self.moving.pk)}) if self.moving else frozenset(),
        )


@dataclass(frozen=True)
class SlotOption:
    """One time to choose. ``visitor_hours`` is the time in the visitor's zone if its clock differs.

    ``day`` is the local day of the start. ``mode`` is how a session is held that is requested for this time, and
    ``office`` where; ``can_be_remote`` if the visitor may choose that instead.
    """

    start: datetime
    end: datetime
    supervisor: Supervisor
    office: Office | None
    hours: str
    day: date
    mode: str = ""
    can_be_remote: bool = False
    visitor_hours: str = ""

    @property
    def day_label(self) -> str:
        """Weekday and date."""
        return formatting.format_day(self.day)

    @property
    def place(self) -> str:
        """The city, or how the session is held; blank if it can be at any office of the supervisor."""
        if self.mode not in ("", DeliveryMode.PREMISES):
            return str(DeliveryMode(self.mode).label)
        if self.office is None:
            return ""
        place = self.office.title
        return _("%(place)s or remotely") % {"place": place} if self.can_be_remote else place

    @property
    def minutes(self) -> int:
        """The length in minutes."""
        return int((self.end - self.start).total_seconds()) // 60

    @property
    def value(self) -> str:
        """The form value, such as ``2026-12-01T08:00Z/60``; see ``forms.TimeValue``."""
        return slot_value(self.start, self.minutes)


@dataclass(frozen=True)
class SlotDay:
    """A local day with its slots; ``label`` is its weekday and date in the active language."""

    date: date
    label: str
    slots: list[SlotOption] = field(default_factory=list)


@dataclass(frozen=True)
class SlotWeek:
    """A week of slots. ``earlier`` and ``later`` are the first days of the adjacent weeks, None if there is none."""

    query: SlotQuery
    days: list[SlotDay]
    earlier: date | None = None
    later: date | None = None

    @property
    def slots(self) -> list[SlotOption]:
        return [slot for day in self.days for slot in day.slots]

    @cached_property
    def visitor_zone_label(self) -> str:
        """The visitor's time zone if its clock differs from the displayed one, otherwise empty."""
        first = self.slots[0].start if self.slots else timezone.now()
        visitor_zone = self.query.visitor_time_zone
        differs = formatting.has_different_clock(first, self.query.time_zone, visitor_zone)
        return formatting.format_zone(visitor_zone) if differs else ""

    @property
    def zone_label(self) -> str:
        """The name of the time zone in which the times are displayed."""
        return formatting.format_zone(self.query.time_zone)


def load_week(query: SlotQuery, *, now: datetime | None = None) -> SlotWeek:
    """The free times of one week. If several supervisors are free at once, ``assignment`` decides between them.

    A constant number of queries, regardless of the number of supervisors and times.
    """
    query = replace(query, length=query.selected_length)
    zone = query.time_zone
    today = formatting.local(now or timezone.now(), zone).date()
    supervisor_ids = matching_supervisor_ids(query)
    first = max(query.first_day or _first_day_with_slot(supervisor_ids, query) or today, today)
    since, until = midnight(first, zone), midnight(first + timedelta(days=DAYS_PER_WEEK), zone)
    slots = free.free_slots(supervisor_ids, query.availability_query, since=since, until=until)
    return SlotWeek(
        query=query,
        days=_group_by_day(slot_options(_assign_slots(slots), query)[: query.limit]),
        earlier=max(first - timedelta(days=DAYS_PER_WEEK), today) if query.first_day and first > today else None,
        later=_next_week(query, first, today),
    )


def matching_supervisor_ids(query: SlotQuery) -> list[int]:
    """The primary keys of the supervisors whose times match the query."""
    if query.supervisor:
        return [query.supervisor.pk]
    return list(matching_supervisors(query).values_list("pk", flat=True))


def matching_supervisors(query: SlotQuery) -> QuerySet[Supervisor]:
    """The supervisors from which a query without one selects."""
    supervisors = Supervisor.objects.filter(site_id=query.practice.site_id, active=True)
    if query.service:
        supervisors = supervisors.filter(services=query.service)
    if query.office:
        supervisors = supervisors.filter(offices=query.office)
    return supervisors.order_by("pk")


def matching_supervisor(query: SlotQuery, key: str) -> Supervisor | None:
    """The one of these supervisors whose primary key is in a query string; None if there is none."""
    pk = parse_digits(key)
    return matching_supervisors(query).filter(pk=pk).first() if pk is not None else None


def last_day(query: SlotQuery, today: date) -> date:
    """The last day whose times can be requested."""
    return today + timedelta(days=query.service.horizon_days if query.service else DEFAULT_HORIZON_DAYS)


def midnight(day: date, zone: str) -> int:
    """The start of a local day in UTC epoch seconds."""
    return free.epoch_seconds(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))


def parse_day(text: str) -> date | None:
    """An ISO date from a query string; None if it is not valid."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_supported_date(day) else None


def _first_day_with_slot(supervisor_ids: list[int], query: SlotQuery) -> date | None:
    first_slots = free.first_free_slots(supervisor_ids, query.availability_query).values()
    start = min((slot.start for slot in first_slots), default=None)
    if start is None:
        return None
    return formatting.local(free.utc_datetime(start), query.time_zone).date()


def _next_week(query: SlotQuery, first: date, today: date) -> date | None:
    following = first + timedelta(days=DAYS_PER_WEEK)
    return following if following <= last_day(query, today) else None


def slot_options(
    slots: Collection[tuple[int, Slot]], query: SlotQuery, offices: Mapping[int, Office] | None = None
) -> list[SlotOption]:
    """Options from pairs of a supervisor's primary key and a slot, in their order.

    ``offices`` are by primary key; those that are missing are loaded.
    """
    supervisors = {query.supervisor.pk: query.supervisor} if query.supervisor else {}
    if not {pk for pk, _ in slots} <= supervisors.keys():
        supervisors = Supervisor.objects.in_bulk({pk for pk, _ in slots})
    known = dict(offices or {})
    known |= _load_offices({slot.restrictions.place for _, slot in slots} - known.keys())
    return [_slot_option(slot, supervisors[pk], known, query) for pk, slot in slots]


def _assign_slots(slots_by_supervisor: Mapping[int, list[Slot]]) -> list[tuple[int, Slot]]:
    """One supervisor and slot for each time, sorted by start and end."""
    pks = list(slots_by_supervisor)
    by_time: dict[tuple[int, int], tuple[int, Slot]] = {}
    for pk in assignment.order_supervisors(pks) if len(pks) > 1 else pks:
        for slot in slots_by_supervisor[pk]:
            by_time.setdefault((slot.start, slot.end), (pk, slot))
    return [by_time[time] for time in sorted(by_time)]


def _slot_option(slot: Slot, supervisor: Supervisor, offices: Mapping[int, Office], query: SlotQuery) -> SlotOption:
    start, end = free.utc_datetime(slot.start), free.utc_datetime(slot.end)
    modes = [query.mode] if query.mode else possible_modes(slot.restrictions.modes, query.service)
    place = slot.restrictions.place
    office = offices.get(place) if isinstance(place, int) else query.office
    return SlotOption(
        start=start,
        end=end,
        supervisor=supervisor,
        office=office if modes[0] == DeliveryMode.PREMISES else None,
        hours=formatting.format_hours(start, end, query.time_zone),
        day=formatting.local(start, query.time_zone).date(),
        mode=modes[0],
        can_be_remote=DeliveryMode.REMOTE in modes[1:],
        visitor_hours=_visitor_hours(start, end, query),
    )


def _visitor_hours(start: datetime, end: datetime, query: SlotQuery) -> str:
    """The time in the visitor's zone if its clock differs; includes the date if that differs, too."""
    zone, visitor_zone = query.time_zone, query.visitor_time_zone
    if not formatting.has_different_clock(start, zone, visitor_zone):
        return ""
    hours = formatting.format_hours(start, end, visitor_zone)
    visitor_day = formatting.local(start, visitor_zone).date()
    is_same_day = visitor_day == formatting.local(start, zone).date()
    return hours if is_same_day else f"{formatting.format_day(visitor_day)}, {hours}"


def _load_offices(places: Iterable[object]) -> dict[int, Office]:
    pks = {place for place in places if isinstance(place, int)}
    rows = Office.objects.filter(pk__in=pks).prefetch_related("translations") if pks else ()
    return {office.pk: office for office in rows}


def _group_by_day(slots: list[SlotOption]) -> list[SlotDay]:
    by_date: dict[date, list[SlotOption]] = {}
    for slot in slots:
        by_date.setdefault(slot.day, []).append(slot)
    return [SlotDay(day, formatting.format_day(day), day_slots) for day, day_slots in by_date.items()]
