"""What a visitor is looking for, and the booking rules that follow from it for one supervisor."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from ..practice.choices import DeliveryMode, Kind
from ..practice.models import Service
from .schedule import BookingRule, ExceptionRow, Hours, Restrictions, WeeklyRow
from .snapshots import SupervisorSnapshot

Row = TypeVar("Row", WeeklyRow, ExceptionRow)

#: The current time is floored to the hour: without an hour's notice, slots in the past would be offered.
MIN_NOTICE_MINUTES = 60


@dataclass(frozen=True, slots=True)
class AvailabilityQuery:
    """Filters for free time; every blank field means "any".

    ``service`` and ``office`` are primary keys, ``length`` is in minutes, ``format`` and ``mode`` are codes of
    ``practice.choices``. Without a service, time is free if any of the supervisor's services has room in it, and
    ``crisis`` selects either crisis services or all others. ``known_client`` includes supervisors who do not take new
    clients. ``exclude_keys`` are keys of busy time to ignore, such as that of a session which is being moved.
    """

    service: int | None = None
    length: int | None = None
    format: str = ""
    mode: str = ""
    office: int | None = None
    crisis: bool = False
    known_client: bool = False
    exclude_keys: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """A short string that is the same for equal queries, for cache keys."""
        values = (self.service, self.length, self.format, self.mode, self.office, self.crisis, self.known_client)
        return hashlib.sha256(repr((values, sorted(self.exclude_keys))).encode()).hexdigest()[:20]


UNRESTRICTED_QUERY = AvailabilityQuery()


class ServiceGroup(NamedTuple):
    """Services with the same booking rule and delivery modes, for which one run of the engine is enough."""

    rule: BookingRule
    services: frozenset[int]
    modes: frozenset[str] | None

    def accepts(self, restrictions: Restrictions) -> bool:
        """Whether any service of the group can use time with these restrictions."""
        services, modes = restrictions.services, restrictions.modes
        return (services is None or not services.isdisjoint(self.services)) and (
            modes is None or self.modes is None or not modes.isdisjoint(self.modes)
        )

    def narrow(self, restrictions: Restrictions) -> Restrictions:
        """The restrictions that remain for the services of the group."""
        services = self.services if restrictions.services is None else restrictions.services & self.services
        return restrictions._replace(services=services, modes=_common(restrictions.modes, self.modes))


def service_groups(
    snapshot: SupervisorSnapshot, query: AvailabilityQuery, services: Mapping[int, Service]
) -> list[ServiceGroup]:
    """The supervisor's services that match the query, grouped by rule. ``services``: the practice's, by key."""
    groups: dict[tuple[BookingRule, frozenset[str] | None], set[int]] = {}
    for service in _matching_services(snapshot, query, services):
        lengths = _matching_lengths(service, query)
        modes = frozenset(service.delivery_modes) or None
        if lengths and not (query.mode and modes and query.mode not in modes):
            groups.setdefault((_rule(snapshot, query, service, lengths), modes), set()).add(service.pk)
    return [ServiceGroup(rule, frozenset(ids), modes) for (rule, modes), ids in groups.items()]


def staff_group(snapshot: SupervisorSnapshot, query: AvailabilityQuery, service: Service, minutes: int) -> ServiceGroup:
    """The service as staff may book it: of any length, not only if it is one of the supervisor's, without a horizon."""
    rule = _rule(snapshot, query, service, (minutes,))
    rule = replace(rule, notice=service.minimum_notice_hours * 60, horizon_days=None)
    return ServiceGroup(rule, frozenset({service.pk}), None)


def _matching_services(
    snapshot: SupervisorSnapshot, query: AvailabilityQuery, services: Mapping[int, Service]
) -> Iterator[Service]:
    if not snapshot.active or not (snapshot.accepts_new_clients or query.known_client):
        return
    if query.format and snapshot.formats and query.format not in snapshot.formats:
        return
    for pk in sorted(snapshot.services):
        service = services.get(pk)
        if service is not None and _service_matches(service, query):
            yield service


def _service_matches(service: Service, query: AvailabilityQuery) -> bool:
    if query.format and service.formats and query.format not in service.formats:
        return False
    if query.service is not None:
        return service.pk == query.service
    return (service.kind == Kind.CRISIS) == query.crisis


def _matching_lengths(service: Service, query: AvailabilityQuery) -> tuple[int, ...]:
    try:
        lengths = tuple(service.length_minutes)
    except ValueError:
        return ()
    if query.length is None:
        return lengths
    return (query.length,) if query.length in lengths else ()


def _rule(
    snapshot: SupervisorSnapshot, query: AvailabilityQuery, service: Service, lengths: tuple[int, ...]
) -> BookingRule:
    return BookingRule(
        lengths=lengths,
        step=service.step or None,
        buffer_before=service.buffer_before,
        buffer_after=service.buffer_after,
        notice=max(MIN_NOTICE_MINUTES, service.minimum_notice_hours * 60),
        horizon_days=service.horizon_days,
        max_per_day=snapshot.max_sessions_per_day,
        max_per_week=snapshot.max_sessions_per_week,
        crisis=service.kind == Kind.CRISIS,
        mode=query.mode or None,
        places=_places(snapshot, query),
    )


def _places(snapshot: SupervisorSnapshot, query: AvailabilityQuery) -> frozenset[int | None] | None:
    """Places that match the office of the query; hours without one (None) are at any of the supervisor's offices."""
    if query.office is None or query.mode == DeliveryMode.REMOTE:
        return None
    return frozenset({query.office, None} if query.office in snapshot.offices else {query.office})


def restrict_hours(hours: Hours, group: ServiceGroup) -> Hours:
    """The hours with the restrictions that remain for a group of services, so that adjacent hours join.

    Hours for other services are left out, except those that reduce the group's hours: exceptions, and time reserved for
    crisis supervision. Filter the resulting windows with ``ServiceGroup.accepts``.
    """
    weekly = [row for row in hours.weekly if row.restrictions.crisis or group.accepts(row.restrictions)]
    return replace(
        hours,
        weekly=tuple(_narrow_row(row, group) for row in weekly),
        exceptions=tuple(_narrow_row(row, group) for row in hours.exceptions),
    )


def _narrow_row(row: Row, group: ServiceGroup) -> Row:
    if not group.accepts(row.restrictions):
        return row
    return replace(row, restrictions=group.narrow(row.restrictions))


def _common(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """Modes that both allow; None and an empty ``one`` allow any."""
    if one is None or other is None:
        return one or other or None
    return one & other
