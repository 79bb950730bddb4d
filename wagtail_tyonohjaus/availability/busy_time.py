"""Busy time from all sources, by supervisor."""

from collections.abc import Collection
from dataclasses import dataclass, field

from ..intervals import Interval
from .busy_sources import BusyInterval, sources
from .group_sessions import OpenGroupSession


@dataclass(slots=True)
class BusyTime:
    """Busy intervals of one supervisor (neither sorted nor merged), in UTC epoch seconds.

    ``session_starts`` are the starts of those that are sessions, ``open_groups`` the group sessions with a free seat.
    """

    busy: list[Interval] = field(default_factory=list)
    session_starts: list[int] = field(default_factory=list)
    open_groups: list[OpenGroupSession] = field(default_factory=list)

    def add(self, interval: BusyInterval, is_session: bool) -> None:
        """``is_session``: the interval counts towards the limits per day and week."""
        _supervisor_id, start, end, _key, joinable_for, _held = interval
        self.busy.append((start, end))
        if is_session:
            self.session_starts.append(start)
        if joinable_for is not None:
            self.open_groups.append(OpenGroupSession(start, end, joinable_for))


def load_busy_time(
    supervisor_ids: Collection[int], start: int, end: int, exclude_keys: Collection[str] = frozenset()
) -> dict[int, BusyTime]:
    """Busy time that overlaps the span (UTC epoch seconds), by supervisor. Each source is queried once."""
    if not supervisor_ids:
        return {}
    by_supervisor = {pk: BusyTime() for pk in supervisor_ids}
    for source in sources():
        for interval in source.busy_intervals(supervisor_ids, start, end):
            if interval.key not in exclude_keys and interval.supervisor_id in by_supervisor:
                by_supervisor[interval.supervisor_id].add(interval, source.counts_as_sessions)
    return by_supervisor
