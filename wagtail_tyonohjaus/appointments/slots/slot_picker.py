"""Free times to choose from, by day, a week at a time, as pages show them. No request and no HTML here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils import timezone

from ...availability import free
from ...availability.free import AvailabilityQuery, Slot
from ...practice.choices import DeliveryMode, Kind
from ...practice.date_fields import is_supported_date
from ...practice.models import Office, PracticeSettings, Service, Supervisor
from ...practice.validators import time_zone_names
from .. import formatting
from ..busy_source import busy_key
from ..models import Session
from . import assignment

DAYS = 7


@dataclass(frozen=True)
class Question:
    """What times are asked for; a blank means "any", but for ``service``, which decides how long a session lasts.

    ``first_day`` is the day the week begins with in the practice's zone, None for the first week that has a time.
    ``visitor_time_zone`` is shown too where its clock differs. ``moving`` is a session whose own time counts as free;
    ``most`` limits how many times are shown.
    """

    practice: PracticeSettings
    service: Service | None = None
    supervisor: Supervisor | None = None
    office: Office | None = None
    length: int | None = None
    format: str = ""
    mode: str = ""
    first_day: date | None = None
    visitor_time_zone: str = ""
    moving: Session | None = None
    most: int | None = None

    @property
    def wish(self) -> AvailabilityQuery:
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
class Choice:
    """One time to choose. ``value`` is what a form posts: ``2026-12-01T08:00Z/60``."""

    start: datetime
    end: datetime
    supervisor: Supervisor
    office: Office | None
    hours: str
    own_hours: str = ""

    @property
    def begins(self) -> str:
        return self.hours.partition(formatting.TO)[0]

    @property
    def ends(self) -> str:
        """The rest of the hours, with what stands between."""
        return self.hours.removeprefix(self.begins)

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds()) // 60

    @property
    def value(self) -> str:
        return f"{self.start:%Y-%m-%dT%H:%MZ}/{self.minutes}"


@dataclass(frozen=True)
class Turn:
    """Times on end that are of one supervisor in one place."""

    supervisor: Supervisor
    office: Office | None
    choices: list[Choice]


@dataclass(frozen=True)
class Day:
    """A day with its free times; ``label`` is its weekday and date in the active language."""

    day: date
    label: str
    choices: list[Choice] = field(default_factory=list)

    @property
    def turns(self) -> list[Turn]:
        on_end = groupby(self.choices, key=lambda choice: (choice.supervisor, choice.office))
        return [Turn(*who, list(choices)) for who, choices in on_end]


@dataclass(frozen=True)
class Times:
    """A week of free times. ``earlier`` and ``later`` are the first days of the weeks next to it, None for no such.

    The first week that has a time has none earlier.
    """

    question: Question
    zone: str
    days: list[Day]
    lengths: list[int]
    earlier: date | None = None
    later: date | None = None

    @property
    def own_zone(self) -> str:
        """The visitor's zone, where it shows another time than the practice's."""
        first = next((choice.start for day in self.days for choice in day.choices), timezone.now())
        differs = formatting.differs(first, self.zone, self.question.visitor_time_zone)
        return self.question.visitor_time_zone if differs else ""

    @property
    def only_office(self) -> Office | None:
        """The office where all the times are, so that it need be named once only."""
        offices = {choice.office for day in self.days for choice in day.choices}
        return next(iter(offices)) if len(offices) == 1 else None

    @property
    def own_zone_label(self) -> str:
        return formatting.zone_label(self.own_zone)

    @property
    def zone_label(self) -> str:
        return formatting.zone_label(self.zone)


def times(question: Question, *, now: datetime | None = None) -> Times:
    """The week's free times. Where several supervisors are free at once, the fairest is proposed.

    A constant number of queries, however many supervisors and times.
    """
    lengths = question.service.length_minutes if question.service else []
    question = replace(question, length=length_of(question))
    zone = question.supervisor.zone_name if question.supervisor else question.practice.time_zone
    today = formatting.local(now or timezone.now(), zone).date()
    supervisors = asked(question)
    first = question.first_day or _first_day_with_times(supervisors, question, zone) or today
    first = max(first, today)
    since, until = midnight(first, zone), midnight(first + timedelta(days=DAYS), zone)
    found = free.free_slots(supervisors, question.wish, since=since, until=until)
    choices = _choices(found, question, zone)
    return Times(
        question=question,
        zone=zone,
        days=_days(choices[: question.most], zone),
        lengths=lengths,
        earlier=max(first - timedelta(days=DAYS), today) if question.first_day and first > today else None,
        later=_later(question, first, today),
    )


def asked(question: Question) -> list[int]:
    """The supervisors whose times are asked for, by primary key."""
    if question.supervisor:
        return [question.supervisor.pk]
    found = Supervisor.objects.filter(site_id=question.practice.site_id, active=True)
    if question.service:
        found = found.filter(services=question.service)
    if question.office:
        found = found.filter(offices=question.office)
    return list(found.order_by("pk").values_list("pk", flat=True))


def midnight(day: date, zone: str) -> int:
    """The UTC second at which a local day begins."""
    return free.epoch_seconds(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))


def parse_day(text: str) -> date | None:
    """A day from an address, None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_supported_date(day) else None


def parse_zone(text: str) -> str:
    """A zone's name from an address, empty for anything else."""
    return text if text in time_zone_names() else ""


def length_of(question: Question) -> int | None:
    """Minutes of the times that are shown: what was asked for, if the service has it; None without any length."""
    lengths = question.service.length_minutes if question.service else []
    return question.length if question.length in lengths else next(iter(lengths), None)


def _first_day_with_times(supervisors: list[int], question: Question, zone: str) -> date | None:
    firsts = free.first_free_slots(supervisors, question.wish).values()
    start = min((slot.start for slot in firsts), default=None)
    return formatting.local(free.utc_datetime(start), zone).date() if start is not None else None


def _later(question: Question, first: date, today: date) -> date | None:
    horizon = question.service.horizon_days if question.service else 365
    following = first + timedelta(days=DAYS)
    return following if (following - today).days <= horizon else None


def _choices(found: Mapping[int, list[Slot]], question: Question, zone: str) -> list[Choice]:
    order = assignment.in_order(found) if len(found) > 1 else list(found)
    chosen: dict[tuple[int, int], tuple[int, Slot]] = {}
    for pk in order:
        for slot in found[pk]:
            chosen.setdefault((slot.start, slot.end), (pk, slot))
    offices = _offices(slot for _, slot in chosen.values())
    supervisors = Supervisor.objects.in_bulk({pk for pk, _ in chosen.values()})
    picked = [chosen[key] for key in sorted(chosen)]
    return [_choice(slot, supervisors[pk], offices, question, zone) for pk, slot in picked]


def _choice(slot: Slot, supervisor: Supervisor, offices: Mapping[int, Office], question: Question, zone: str) -> Choice:
    start, end = free.utc_datetime(slot.start), free.utc_datetime(slot.end)
    differs = formatting.differs(start, zone, question.visitor_time_zone)
    return Choice(
        start=start,
        end=end,
        supervisor=supervisor,
        office=offices.get(slot.restrictions.place) if isinstance(slot.restrictions.place, int) else None,
        hours=formatting.hours(start, end, zone),
        own_hours=_own_hours(start, end, question.visitor_time_zone, zone) if differs else "",
    )


def _own_hours(start: datetime, end: datetime, own_zone: str, zone: str) -> str:
    """The visitor's own clock; with the date where it is another day there."""
    hours = formatting.hours(start, end, own_zone)
    same_day = formatting.local(start, own_zone).date() == formatting.local(start, zone).date()
    return hours if same_day else f"{formatting.day(start, own_zone)}, {hours}"


def _offices(slots: Iterable[Slot]) -> dict[int, Office]:
    places = {slot.restrictions.place for slot in slots if isinstance(slot.restrictions.place, int)}
    return {office.pk: office for office in Office.objects.filter(pk__in=places).prefetch_related("translations")}


def _days(choices: list[Choice], zone: str) -> list[Day]:
    by_day: dict[date, list[Choice]] = {}
    for choice in choices:
        by_day.setdefault(formatting.local(choice.start, zone).date(), []).append(choice)
    return [Day(day, formatting.day_name(day), found) for day, found in by_day.items()]
