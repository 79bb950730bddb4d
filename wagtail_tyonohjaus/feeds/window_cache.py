"""Caches the free windows of many supervisors compactly, so that a change recomputes one supervisor only.

An entry holds a group of supervisors, not one: Django's local-memory cache keeps 300 entries, memcached a megabyte per
entry.
"""

import heapq
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice, repeat
from typing import NamedTuple

from ..availability import safe_cache
from ..availability.free import AvailabilityQuery, Window, compute_windows
from ..availability.schedule import Restrictions
from ..practice.models import Service
from .feed_scope import FeedSupervisor

#: How many primary keys share a cache entry.
GROUP_SIZE = 64

#: Start in UTC epoch seconds, primary key, index of the restrictions, end.
WindowRow = tuple[int, int, int, int]


class WindowColumns(NamedTuple):
    """A supervisor's windows by column: arrays load much faster than thousands of objects."""

    starts: array
    ends: array
    term_indexes: array
    restrictions: tuple[Restrictions, ...]

    @classmethod
    def from_windows(cls, windows: Sequence[Window]) -> "WindowColumns":
        # By index, since attributes of named tuples take longer. Most windows share the same restrictions object, so
        # that few of them need to be hashed.
        all_restrictions = [window[2] for window in windows]
        distinct = {id(one): one for one in all_restrictions}
        restrictions = tuple(dict.fromkeys(distinct.values()))
        indexes = {key: restrictions.index(one) for key, one in distinct.items()}
        return cls(
            array("q", [window[0] for window in windows]),
            array("q", [window[1] for window in windows]),
            array("H", [indexes[id(one)] for one in all_restrictions]),
            restrictions,
        )

    def rows(self, pk: int) -> Iterator[WindowRow]:
        return zip(self.starts, repeat(pk), self.term_indexes, self.ends, strict=False)


#: Revision and windows by primary key.
WindowGroup = dict[int, tuple[int, WindowColumns]]

_MISSING = (-1, WindowColumns.from_windows(()))


def load_windows(
    supervisors: Collection[FeedSupervisor], query: AvailabilityQuery, as_of: int, services: Mapping[int, Service]
) -> dict[int, WindowColumns]:
    """Windows by primary key. Those of new and changed supervisors are computed, all in the same queries.

    ``services`` are all services of the practice, by primary key.
    """
    prefix = f"tyonohjaus:windows:{safe_cache.VERSION}"
    keys = {one.pk: f"{prefix}:{one.pk // GROUP_SIZE}:{query.key}:{as_of}" for one in supervisors}
    groups: dict[str, WindowGroup] = safe_cache.get_many(dict.fromkeys(keys.values()))
    entries = {one.pk: groups.setdefault(keys[one.pk], {}).get(one.pk, _MISSING) for one in supervisors}
    outdated = {one.pk: one.revision for one in supervisors if entries[one.pk][0] != one.revision}
    if outdated:
        for pk, windows in compute_windows(outdated, query, as_of, services).items():
            entries[pk] = groups[keys[pk]][pk] = outdated[pk], WindowColumns.from_windows(windows)
        safe_cache.set_many({key: groups[key] for key in {keys[pk] for pk in outdated}})
    return {pk: columns for pk, (_revision, columns) in entries.items()}


def merge_windows(windows: dict[int, WindowColumns], limit: int | None) -> Iterator[WindowRow]:
    """All windows, or the first ``limit`` of them, by start, then primary key."""
    rows = [columns.rows(pk) for pk, columns in sorted(windows.items())]
    return islice(heapq.merge(*rows) if len(rows) > 1 else chain(*rows), limit)
