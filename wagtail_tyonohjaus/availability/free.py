"""Free time: the one entry point for pages, form validation, feeds, the API and appointments.

Every slot that is displayed can therefore be booked. All functions take several supervisors, with the same number of
queries for one as for five hundred. Instants are UTC epoch seconds, which ``utc_datetime`` and ``epoch_seconds``
convert. ``as_of`` is the current time floored to the hour, and defaults to ``current_hour()``: without changes to the
data, all results within an hour are equal.

Supervisors only have free time for the services that are selected on their record.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from ..practice.models import Service, Supervisor
from . import engine, safe_cache
from .group_sessions import GroupSessionRule
from .instants import HOUR, current_hour, epoch_seconds, utc_datetime
from .offers import MAX_HORIZON_SECONDS, Offer, OfferBatch
from .query import UNRESTRICTED_QUERY, AvailabilityQuery
from .schedule import Restrictions, Slot, Window
from .soonest import FirstSlots, find_first_slots
from .zone_offsets import DAY

__all__ = [
    "HOUR",
    "MAX_HORIZON_SECONDS",
    "UNRESTRICTED_QUERY",
    "AvailabilityQuery",
    "Slot",
    "Window",
    "cached_by_revision",
    "compute_windows",
    "current_hour",
    "epoch_seconds",
    "first_free_slots",
    "free_slots",
    "free_windows",
    "offer_summaries",
    "slots_at",
    "soonest_slots",
    "utc_datetime",
]

#: Supervisors per cache entry: a change to one recomputes as many.
CHUNK_SIZE = 16

#: Primary keys and revisions of the supervisors in one cache entry.
Chunk = tuple[tuple[int, int], ...]
Supervisors = Iterable[Supervisor | int] | QuerySet


def free_windows(
    supervisors: Supervisors,
    query: AvailabilityQuery = UNRESTRICTED_QUERY,
    as_of: int | None = None,
    *,
    since: int | None = None,
    until: int | None = None,
) -> dict[int, list[Window]]:
    """Stretches with room for at least one session, by the supervisor's primary key, sorted by start.

    ``since`` and ``until`` select windows that overlap the span, without clipping them. The restrictions of a window
    are its ``place`` (an office's key, ``REMOTE_PLACE``, or None for any of the supervisor's offices), ``modes`` and
    ``services`` (primary keys). If services have different rules, a window has room for at least one of them.
    """
    by_supervisor = _cached_offers(supervisors, query, as_of)
    return {
        pk: [window for window in _merge_windows(offers) if _overlaps(window, since, until)]
        for pk, offers in by_supervisor.items()
    }


def compute_windows(
    supervisor_ids: Collection[int], query: AvailabilityQuery, as_of: int, services: Mapping[int, Service]
) -> dict[int, list[Window]]:
    """The same as ``free_windows``, without the cache, for callers that have a cache of their own.

    ``services`` are all services of the supervisors' practices, by primary key.
    """
    batch = OfferBatch(supervisor_ids, query, as_of, services=services)
    return {pk: _merge_windows(batch.offers(pk)) for pk in batch.snapshots}


def free_slots(
    supervisors: Supervisors,
    query: AvailabilityQuery = UNRESTRICTED_QUERY,
    as_of: int | None = None,
    *,
    since: int | None = None,
    until: int | None = None,
) -> dict[int, list[Slot]]:
    """Slots that start from ``since`` to before ``until``, by the supervisor's primary key.

    Sorted by start, then length. A time that is free at several places appears once for each of them.
    """
    by_supervisor = _cached_offers(supervisors, query, as_of)
    return {pk: _slots_between(offers, since, until) for pk, offers in by_supervisor.items()}


def first_free_slots(
    supervisors: Supervisors, query: AvailabilityQuery = UNRESTRICTED_QUERY, as_of: int | None = None
) -> dict[int, Slot]:
    """The first slot of each supervisor who has one. Without changes to the data, one query and one cache lookup."""
    return offer_summaries("first", _revisions(supervisors), query, as_of, _first_slot)


def offer_summaries(
    name: str,
    revisions: Mapping[int, int],
    query: AvailabilityQuery,
    as_of: int | None,
    summarise: Callable[[list[Offer]], Any],
) -> dict[int, Any]:
    """What ``summarise`` makes of each supervisor's offers, unless it is empty, by primary key; cached under ``name``.

    ``revisions`` are those of the supervisors, by primary key. Without changes to the data one cache lookup, no query.
    """
    as_of = current_hour() if as_of is None else as_of

    def summaries(missing: Mapping[int, int]) -> dict[int, Any]:
        by_supervisor = _offers_by_revision(missing, query, as_of)
        return {pk: summary for pk, offers in by_supervisor.items() if (summary := summarise(offers))}

    if query.exclude_keys:
        return summaries(revisions)
    return cached_by_revision(f"{name}:{query.key}", revisions, as_of, summaries)


def cached_by_revision(
    name: str, revisions: Mapping[int, int], as_of: int, compute: Callable[[Mapping[int, int]], dict[int, Any]]
) -> dict[int, Any]:
    """What ``compute`` returns for supervisors, by primary key; cached under ``name`` until a revision or ``as_of``
    changes. It gets the revisions of those who are not in the cache, and may leave some out.
    """
    chunks = {_cache_key(name, chunk, as_of): dict(chunk) for chunk in _chunks(revisions)}
    cached = safe_cache.get_many(chunks)
    uncached = {key: chunk for key, chunk in chunks.items() if key not in cached}
    missing = {pk: revision for chunk in uncached.values() for pk, revision in chunk.items()}
    values = compute(missing) if missing else {}
    computed = {key: {pk: values[pk] for pk in chunk if pk in values} for key, chunk in uncached.items()}
    safe_cache.set_many(computed)
    return {pk: value for key in chunks for pk, value in (cached.get(key) or computed.get(key) or {}).items()}


def soonest_slots(
    supervisors: Supervisors, query: AvailabilityQuery = UNRESTRICTED_QUERY, as_of: int | None = None
) -> dict[int, tuple[Slot, ...]]:
    """The first slot at each place, for the supervisors who have any; sorted by start.

    It computes only the next days where that is enough, and the cache keeps the result while it stays the first: so it
    suits pages that show a few times of many supervisors.
    """
    as_of = current_hour() if as_of is None else as_of
    chunks = {_cache_key(f"soonest:{query.key}", chunk, 0): dict(chunk) for chunk in _chunks(_revisions(supervisors))}
    cached = {} if query.exclude_keys else safe_cache.get_many(chunks)
    found = {key: chunk for key, chunk in cached.items() if _are_valid(chunk, as_of)}
    missing = [pk for key, chunk in chunks.items() if key not in found for pk in chunk]
    computed = find_first_slots(missing, query, as_of) if missing else {}
    new = {
        key: {pk: computed[pk] for pk in chunk if pk in computed} for key, chunk in chunks.items() if key not in found
    }
    if not query.exclude_keys:
        safe_cache.set_many(new)
    return {pk: first.slots for key in chunks for pk, first in (found | new)[key].items() if first.slots}


def _are_valid(chunk: Mapping[int, FirstSlots], as_of: int) -> bool:
    return all(first.computed_at <= as_of <= first.valid_until for first in chunk.values())


def slots_at(
    supervisor: Supervisor | int, query: AvailabilityQuery, start: int, end: int, as_of: int | None = None
) -> list[Slot]:
    """The slots with exactly this start and end, one for each place; computed without the cache.

    Use it to validate a requested time, and with the supervisor's row locked to hold one.
    """
    as_of = current_hour() if as_of is None else as_of
    if not 0 < end - start <= DAY or not as_of <= start <= as_of + MAX_HORIZON_SECONDS:
        return []
    pk, minutes = _primary_key(supervisor), (end - start) // 60
    offers = OfferBatch([pk], query, as_of, (start, end)).offers(pk, start, end)
    slots = [
        slot
        for rule, windows in offers
        if minutes in rule.lengths
        for slot in engine.slots(windows, rule, minutes, since=start, until=start + 1)
    ]
    return _merge_slots([slot for slot in slots if slot.end == end])


def _cached_offers(supervisors: Supervisors, query: AvailabilityQuery, as_of: int | None) -> dict[int, list[Offer]]:
    return _offers_by_revision(_revisions(supervisors), query, current_hour() if as_of is None else as_of)


def _offers_by_revision(revisions: Mapping[int, int], query: AvailabilityQuery, as_of: int) -> dict[int, list[Offer]]:
    """Offers by supervisor: from the cache if no revision has changed, else computed, all in the same queries.

    Revisions are read first: an entry may be newer than its revision, but never older.
    """
    chunks = {_cache_key(f"free:{query.key}", chunk, as_of): chunk for chunk in _chunks(revisions)}
    cached = {} if query.exclude_keys else safe_cache.get_many(chunks)
    missing = {key: [pk for pk, _ in chunk] for key, chunk in chunks.items() if key not in cached}
    computed = _compute_offers([pk for ids in missing.values() for pk in ids], query, as_of) if missing else {}
    if not query.exclude_keys:
        safe_cache.set_many({key: {pk: computed[pk] for pk in ids if pk in computed} for key, ids in missing.items()})
    offers = computed | {pk: cached_offers for chunk in cached.values() for pk, cached_offers in chunk.items()}
    return {pk: offers[pk] for pk in revisions if pk in offers}


def _compute_offers(supervisor_ids: list[int], query: AvailabilityQuery, as_of: int) -> dict[int, list[Offer]]:
    batch = OfferBatch(supervisor_ids, query, as_of)
    return {pk: batch.offers(pk) for pk in batch.snapshots}


def _chunks(revisions: Mapping[int, int]) -> list[Chunk]:
    """Supervisors grouped by primary key, so that the cache has few entries and none is too large."""
    chunks: dict[int, list[tuple[int, int]]] = {}
    for pk, revision in sorted(revisions.items()):
        chunks.setdefault(pk // CHUNK_SIZE, []).append((pk, revision))
    return [tuple(chunk) for chunk in chunks.values()]


def _cache_key(name: str, chunk: Chunk, as_of: int) -> str:
    digest = hashlib.sha256(repr(chunk).encode()).hexdigest()[:32]
    return f"tyonohjaus:{name}:{safe_cache.VERSION}:{digest}:{as_of}"


def _revisions(supervisors: Supervisors) -> dict[int, int]:
    """Current revisions in the database, in the order of ``supervisors``."""
    if isinstance(supervisors, QuerySet):
        return dict(supervisors.values_list("pk", "revision"))
    ids = [_primary_key(supervisor) for supervisor in supervisors]
    revisions = dict(Supervisor.objects.filter(pk__in=ids).order_by().values_list("pk", "revision"))
    return {pk: revisions[pk] for pk in ids if pk in revisions}


def _primary_key(supervisor: Supervisor | int) -> int:
    return supervisor if isinstance(supervisor, int) else supervisor.pk


def _overlaps(window: Window, since: int | None, until: int | None) -> bool:
    return (since is None or window.end > since) and (until is None or window.start < until)


def _first_slot(offers: Iterable[Offer]) -> Slot | None:
    first_slots = [engine.slots(windows[:1], rule)[0] for rule, windows in offers if windows]
    return min(first_slots, key=lambda slot: slot[:2], default=None)


def _slots_between(offers: list[Offer], since: int | None, until: int | None) -> list[Slot]:
    slots = [slot for rule, windows in offers for slot in engine.slots(windows, rule, since=since, until=until)]
    return slots if len(offers) < 2 else _merge_slots(slots)


def _merge_slots(slots: Iterable[Slot]) -> list[Slot]:
    """Merge slots that only differ in their services."""
    services: dict[Slot, frozenset] = {}
    for slot in slots:
        key = slot._replace(restrictions=slot.restrictions._replace(services=None))
        services[key] = services.get(key, frozenset()) | (slot.restrictions.services or frozenset())
    merged = [slot._replace(restrictions=slot.restrictions._replace(services=ids)) for slot, ids in services.items()]
    return sorted(merged, key=lambda slot: slot[:2])


def _merge_windows(offers: list[Offer]) -> list[Window]:
    """Windows of all offers; those that overlap or touch are joined if they only differ in their services."""
    if len(offers) < 2:
        return offers[0].windows if offers else []
    single: list[Window] = []
    joinable: list[Window] = []
    for rule, windows in offers:
        (single if isinstance(rule, GroupSessionRule) else joinable).extend(windows)
    chains: dict[Restrictions, list[Window]] = {}
    for window in sorted(joinable, key=lambda window: window[:2]):
        chain = chains.setdefault(window.restrictions._replace(services=None), [])
        if chain and window.start <= chain[-1].end:
            chain[-1] = _join_windows(chain[-1], window)
        else:
            chain.append(window)
    return sorted([*single, *(window for chain in chains.values() for window in chain)], key=lambda window: window[:2])


def _join_windows(one: Window, other: Window) -> Window:
    services = (one.restrictions.services or frozenset()) | (other.restrictions.services or frozenset())
    return one._replace(end=max(one.end, other.end), restrictions=one.restrictions._replace(services=services))
