"""Free time: the one way to it for pages, form checks, feeds, the API and appointments.

So what is shown can be asked for. All take many supervisors and use the same few queries for one as for five hundred.
Instants are UTC epoch seconds; ``moment`` and ``seconds`` translate. ``as_of`` is "now" floored to the hour, which is
what ``current_hour`` gives and what is taken where it is left out: all answers of an hour are the same as long as
nothing changed.

A supervisor has free time only for services that are ticked on the supervisor's record.
"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from ..practice.models import Supervisor
from . import engine, safe_cache
from .busy_time import Taken, load_taken
from .group_sessions import JoiningRule, joinable
from .query import ANYTHING, Group, Wish, groups, narrowed, serves
from .schedule import Rule, Slot, Terms, Window
from .snapshots import Person, load_people, load_services
from .zone_offsets import DAY

__all__ = [
    "ANYTHING",
    "Slot",
    "Window",
    "Wish",
    "current_hour",
    "free_slots",
    "free_windows",
    "is_free",
    "moment",
    "seconds",
    "slots_at",
    "soonest_free",
]

HOUR = 3600
LONGEST_HORIZON = 732 * DAY
#: Sessions of a whole week before and after count for the limits.
WEEK_AROUND = 8 * DAY
#: Supervisors to one value of the cache: one change computes as many afresh.
CHUNK = 16

#: Windows of one supervisor, by the rule that they were made with.
Offers = list[tuple[Rule, list[Window]]]
#: Supervisors that are kept together: primary keys and revisions.
Chunk = tuple[tuple[int, int], ...]
Supervisors = Iterable[Supervisor | int] | QuerySet


def free_windows(
    supervisors: Supervisors,
    wish: Wish = ANYTHING,
    as_of: int | None = None,
    *,
    since: int | None = None,
    until: int | None = None,
) -> dict[int, list[Window]]:
    """Stretches with room for at least one session, by supervisor's primary key, sorted by start.

    ``since`` and ``until`` choose the windows that lie in the span at least in part, whole as they are. The terms of a
    window say where (``place``: an office's key, ``REMOTE_PLACE``, or None for any of the supervisor's offices), how
    (``modes``) and for which of the supervisor's services (``services``, primary keys). Where services have different
    rules, a window is what any of them has room in.
    """
    found = _offers(supervisors, wish, as_of)
    return {pk: [w for w in _combined(offers) if _within(w, since, until)] for pk, offers in found.items()}


def free_slots(
    supervisors: Supervisors,
    wish: Wish = ANYTHING,
    as_of: int | None = None,
    *,
    since: int | None = None,
    until: int | None = None,
) -> dict[int, list[Slot]]:
    """Bookable pieces that start from ``since`` to before ``until``, by supervisor's primary key.

    Sorted by start, then length. A slot of several services or places appears once for each set of terms.
    """
    return {pk: _slots(offers, since, until) for pk, offers in _offers(supervisors, wish, as_of).items()}


def soonest_free(supervisors: Supervisors, wish: Wish = ANYTHING, as_of: int | None = None) -> dict[int, Slot]:
    """The first slot of each supervisor who has one; one query and one look into the cache while nothing changes."""
    as_of = current_hour() if as_of is None else as_of
    chunks = {_cache_key("first", chunk, wish, as_of): chunk for chunk in _chunks(_revisions(supervisors))}
    kept = {} if wish.ignoring else safe_cache.get_many(chunks)
    missing = {key: dict(chunk) for key, chunk in chunks.items() if key not in kept}
    made = _firsts(missing, wish, as_of) if missing else {}
    if not wish.ignoring:
        safe_cache.set_many(made)
    return {pk: slot for key in chunks for pk, slot in (kept.get(key) or made.get(key) or {}).items()}


def _firsts(chunks: dict[str, dict[int, int]], wish: Wish, as_of: int) -> dict[str, dict[int, Slot]]:
    """The first slots of chunks of supervisors, by the chunks' cache keys."""
    revisions = {pk: revision for chunk in chunks.values() for pk, revision in chunk.items()}
    firsts = {pk: _first(offers) for pk, offers in _offers_of(revisions, wish, as_of).items()}
    return {key: {pk: slot for pk in chunk if (slot := firsts.get(pk)) is not None} for key, chunk in chunks.items()}


def slots_at(supervisor: Supervisor | int, wish: Wish, start: int, end: int, as_of: int | None = None) -> list[Slot]:
    """The slots that are exactly this time, read afresh and never from the cache; one for each set of terms.

    This is the check of a time that somebody asks for; call it with the supervisor's row locked to hold the time.
    """
    as_of = current_hour() if as_of is None else as_of
    if not 0 < end - start <= DAY or not as_of <= start <= as_of + LONGEST_HORIZON:
        return []
    pk = _key(supervisor)
    batch = _Batch([pk], wish, as_of, (start - WEEK_AROUND, end + WEEK_AROUND))
    person = batch.people.get(pk)
    if person is None:
        return []
    minutes = (end - start) // 60
    offers = batch.offers(person, start, end)
    fitting = [(rule, windows) for rule, windows in offers if minutes in rule.lengths]
    found = [slot for rule, windows in fitting for slot in engine.slots(windows, rule, minutes)]
    return _united([slot for slot in found if (slot.start, slot.end) == (start, end)])


def is_free(supervisor: Supervisor | int, wish: Wish, start: int, end: int, as_of: int | None = None) -> bool:
    """Whether this very time can be asked for; see ``slots_at``."""
    return bool(slots_at(supervisor, wish, start, end, as_of))


def current_hour(now: datetime | None = None) -> int:
    """``now`` floored to the hour, in UTC epoch seconds."""
    return int((now or timezone.now()).timestamp()) // HOUR * HOUR


def moment(instant: int) -> datetime:
    """An aware datetime in UTC for epoch seconds."""
    return datetime.fromtimestamp(instant, UTC)


def seconds(time: datetime) -> int:
    """UTC epoch seconds of an aware datetime."""
    return int(time.timestamp())


class _Batch:
    """Supervisors with all that the engine needs for a wish, read at once."""

    def __init__(self, ids: Collection[int], wish: Wish, as_of: int, span: tuple[int, int] | None = None) -> None:
        self.wish, self.as_of = wish, as_of
        years = range(moment(as_of - 2 * DAY).year, moment(as_of + LONGEST_HORIZON).year + 1)
        self.people = load_people(ids, years)
        self.services = load_services({person.site_id for person in self.people.values()})
        self.groups = {pk: groups(person, wish, self.services) for pk, person in self.people.items()}
        asked = [pk for pk, found in self.groups.items() if found]
        self.taken = load_taken(asked, *(span or self._span()), ignoring=wish.ignoring)

    def _span(self) -> tuple[int, int]:
        rules = [group.rule for found in self.groups.values() for group in found]
        days = max((rule.horizon_days or 0 for rule in rules), default=0)
        return self.as_of - WEEK_AROUND, self.as_of + days * DAY + WEEK_AROUND

    def offers(self, person: Person, since: int | None = None, until: int | None = None) -> Offers:
        taken = self.taken.get(person.pk, Taken())
        offers: Offers = []
        for group in self.groups[person.pk]:
            offers.append((group.rule, windows_of(person, group, taken, self.as_of, since, until)))
            offers += joinable(taken.joinable, group, self.as_of, since, until)
        return offers


def windows_of(
    person: Person, group: Group, taken: Taken, as_of: int, since: int | None = None, until: int | None = None
) -> list[Window]:
    """The engine's windows for one supervisor and services of equal rules."""
    windows = engine.free_windows(
        narrowed(person.hours, group),
        taken.busy,
        group.rule,
        as_of,
        until,
        since=since,
        session_starts=taken.session_starts,
    )
    return [window for window in windows if serves(window.terms, group)]


def _offers(supervisors: Supervisors, wish: Wish, as_of: int | None) -> dict[int, Offers]:
    as_of = current_hour() if as_of is None else as_of
    return _offers_of(_revisions(supervisors), wish, as_of)


def _offers_of(revisions: dict[int, int], wish: Wish, as_of: int) -> dict[int, Offers]:
    """Offers by supervisor, from the cache where no revision moved; what is missing is computed together.

    Revisions are read before all else: what is kept under them may be newer than they say, and is never older.
    """
    chunks = {_cache_key("free", chunk, wish, as_of): chunk for chunk in _chunks(revisions)}
    kept = {} if wish.ignoring else safe_cache.get_many(chunks)
    missing = {key: [pk for pk, _ in chunk] for key, chunk in chunks.items() if key not in kept}
    made = _computed([pk for ids in missing.values() for pk in ids], wish, as_of) if missing else {}
    if not wish.ignoring:
        safe_cache.set_many({key: {pk: made[pk] for pk in ids if pk in made} for key, ids in missing.items()})
    found = made | {pk: offers for chunk in kept.values() for pk, offers in chunk.items()}
    return {pk: found[pk] for pk in revisions if pk in found}


def _computed(ids: list[int], wish: Wish, as_of: int) -> dict[int, Offers]:
    batch = _Batch(ids, wish, as_of)
    return {pk: batch.offers(person) for pk, person in batch.people.items()}


def _chunks(revisions: dict[int, int]) -> list[Chunk]:
    """Supervisors in groups by primary key, so that a cache holds few values and none too big."""
    found: dict[int, list[tuple[int, int]]] = {}
    for pk, revision in sorted(revisions.items()):
        found.setdefault(pk // CHUNK, []).append((pk, revision))
    return [tuple(chunk) for chunk in found.values()]


def _cache_key(what: str, chunk: Chunk, wish: Wish, as_of: int) -> str:
    state = hashlib.sha256(repr(chunk).encode()).hexdigest()[:32]
    return f"tyonohjaus:{what}:{safe_cache.VERSION}:{state}:{wish.key}:{as_of}"


def _revisions(supervisors: Supervisors) -> dict[int, int]:
    """Revisions as the database has them now, in the order in which the supervisors were given."""
    if isinstance(supervisors, QuerySet):
        return dict(supervisors.values_list("pk", "revision"))
    ids = [_key(supervisor) for supervisor in supervisors]
    found = dict(Supervisor.objects.filter(pk__in=ids).order_by().values_list("pk", "revision"))
    return {pk: found[pk] for pk in ids if pk in found}


def _key(supervisor: Supervisor | int) -> int:
    return supervisor if isinstance(supervisor, int) else supervisor.pk


def _within(window: Window, since: int | None, until: int | None) -> bool:
    return (since is None or window.end > since) and (until is None or window.start < until)


def _first(offers: Offers) -> Slot | None:
    firsts = [engine.slots(windows[:1], rule)[0] for rule, windows in offers if windows]
    return min(firsts, key=lambda slot: slot[:2], default=None)


def _slots(offers: Offers, since: int | None, until: int | None) -> list[Slot]:
    found = []
    for rule, windows in offers:
        slots = engine.slots([window for window in windows if _within(window, since, until)], rule)
        found += [s for s in slots if (since is None or s.start >= since) and (until is None or s.start < until)]
    return found if len(offers) < 2 else _united(found)


def _united(slots: list[Slot]) -> list[Slot]:
    """Slots that differ in their services alone, as one."""
    found: dict[tuple, Any] = {}
    for slot in slots:
        key = (slot.start, slot.end, slot.terms._replace(services=None))
        found[key] = found.get(key, frozenset()) | (slot.services or frozenset())
    united = [Slot(start, end, terms._replace(services=services)) for (start, end, terms), services in found.items()]
    return sorted(united, key=lambda slot: slot[:2])


def _combined(offers: Offers) -> list[Window]:
    """Windows of services with different rules as one list; on the same terms they join, with the services of all."""
    if len(offers) < 2:
        return offers[0][1] if offers else []
    meetings = [window for rule, windows in offers if isinstance(rule, JoiningRule) for window in windows]
    offers = [offer for offer in offers if not isinstance(offer[0], JoiningRule)]
    chains: dict[Terms, list[Window]] = {}
    for window in sorted((w for _, windows in offers for w in windows), key=lambda w: w[:2]):
        chain = chains.setdefault(window.terms._replace(services=None), [])
        if chain and window.start <= chain[-1].end:
            chain[-1] = _joined(chain[-1], window)
        else:
            chain.append(window)
    return sorted([*meetings, *(w for chain in chains.values() for w in chain)], key=lambda w: w[:2])


def _joined(one: Window, other: Window) -> Window:
    services = (one.services or frozenset()) | (other.services or frozenset())
    return one._replace(end=max(one.end, other.end), terms=one.terms._replace(services=services))
