"""What a visitor asks for, turned into the engine's rules for one supervisor."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from ..practice.choices import DeliveryMode, Kind
from ..practice.models import Service
from .schedule import ExceptionRow, Hours, Rule, Terms, WeeklyRow
from .snapshots import REMOTE_PLACE, Person

Row = TypeVar("Row", WeeklyRow, ExceptionRow)

#: Minutes of notice at least: "now" is floored to the hour, and no time that has begun may be offered.
LEAST_NOTICE = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for; every blank means "any".

    ``service`` and ``office`` are primary keys, ``length`` is in minutes, ``format`` and ``mode`` are codes of
    ``practice.choices``. Without a service, time is free if one of the supervisor's services has room in it; then
    ``crisis`` chooses between crisis services and all others. ``known_client`` also asks supervisors who take no new
    clients. ``ignoring`` holds keys of busy time that doesn't count, as when a session is moved.
    """

    service: int | None = None
    length: int | None = None
    format: str = ""
    mode: str = ""
    office: int | None = None
    crisis: bool = False
    known_client: bool = False
    ignoring: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """A short text that is the same for equal wishes, for cache keys."""
        values = (self.service, self.length, self.format, self.mode, self.office, self.crisis, self.known_client)
        return hashlib.sha256(repr((values, sorted(self.ignoring))).encode()).hexdigest()[:20]


#: The wish of who asks for nothing in particular.
ANYTHING = Wish()


class Group(NamedTuple):
    """Services with equal rules, so that the engine need run once for all of them."""

    rule: Rule
    services: frozenset[int]
    modes: frozenset[str] | None


def groups(person: Person, wish: Wish, services: Mapping[int, Service]) -> list[Group]:
    """The rules by which the supervisor has time for the wish; none where there can't be any."""
    found: dict[tuple, set[int]] = {}
    for service in _wanted(person, wish, services):
        lengths = _lengths(service, wish)
        modes = frozenset(service.delivery_modes) or None
        if lengths and not (wish.mode and modes and wish.mode not in modes):
            found.setdefault((_rule(person, wish, service, lengths), modes), set()).add(service.pk)
    return [Group(rule, frozenset(ids), modes) for (rule, modes), ids in found.items()]


def _wanted(person: Person, wish: Wish, services: Mapping[int, Service]) -> Iterator[Service]:
    if not person.active or not (person.takes_new_clients or wish.known_client):
        return
    if wish.format and person.formats and wish.format not in person.formats:
        return
    for pk in sorted(person.services):
        service = services.get(pk)
        if service is not None and _suits(service, wish):
            yield service


def _suits(service: Service, wish: Wish) -> bool:
    if wish.format and service.formats and wish.format not in service.formats:
        return False
    if wish.service is not None:
        return service.pk == wish.service
    return (service.kind == Kind.CRISIS) == wish.crisis


def _lengths(service: Service, wish: Wish) -> tuple[int, ...]:
    try:
        lengths = tuple(service.length_minutes)
    except ValueError:
        return ()
    if wish.length is None:
        return lengths
    return (wish.length,) if wish.length in lengths else ()


def _rule(person: Person, wish: Wish, service: Service, lengths: tuple[int, ...]) -> Rule:
    return Rule(
        lengths=lengths,
        step=service.step or 30,
        buffer_before=service.buffer_before,
        buffer_after=service.buffer_after,
        notice=max(LEAST_NOTICE, service.notice_hours * 60),
        horizon_days=service.horizon_days,
        max_per_day=person.max_sessions_day,
        max_per_week=person.max_sessions_week,
        crisis=service.kind == Kind.CRISIS,
        mode=wish.mode or None,
        places=_places(person, wish),
    )


def _places(person: Person, wish: Wish) -> frozenset | None:
    """Places that serve somebody who asks for an office; hours at no certain place are at any of the supervisor's."""
    if wish.office is None or wish.mode == DeliveryMode.REMOTE:
        return None
    return frozenset({wish.office, None} if wish.office in person.offices else {wish.office})


def narrowed(hours: Hours, group: Group) -> Hours:
    """The hours with the terms that hold for a group of services, so that neighbouring hours join.

    Hours for other services are left out, but for those that take time away: exceptions, and time reserved for crisis
    supervision. ``serves`` tells what remains of use in what comes out.
    """
    return replace(
        hours,
        weekly=tuple(_narrowed(row, group) for row in hours.weekly if row.terms.crisis or serves(row.terms, group)),
        exceptions=tuple(_narrowed(row, group) for row in hours.exceptions),
    )


def _narrowed(row: Row, group: Group) -> Row:
    return replace(row, terms=narrowed_terms(row.terms, group)) if serves(row.terms, group) else row


def serves(terms: Terms, group: Group) -> bool:
    """Whether time on these terms is of use to any of the group's services."""
    return (terms.services is None or not terms.services.isdisjoint(group.services)) and (
        terms.modes is None or group.modes is None or not terms.modes.isdisjoint(group.modes)
    )


def narrowed_terms(terms: Terms, group: Group) -> Terms:
    services = group.services if terms.services is None else terms.services & group.services
    return terms._replace(services=services, modes=_common(terms.modes, group.modes))


def _common(one: Iterable[str] | None, other: Iterable[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return frozenset(one or other or ()) or None
    return frozenset(one) & frozenset(other)


def is_remote(place: object) -> bool:
    """Whether a window's place is no office at all."""
    return place == REMOTE_PLACE
