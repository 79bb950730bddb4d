"""What all busy sources say, by supervisor."""

from collections.abc import Collection
from dataclasses import dataclass, field

from ..intervals import Interval
from .busy_sources import sources
from .group_sessions import OpenMeeting


@dataclass(slots=True)
class Taken:
    """Time of one supervisor that is taken, when sessions start, and open groups; in UTC epoch seconds."""

    busy: list[Interval] = field(default_factory=list)
    session_starts: list[int] = field(default_factory=list)
    joinable: list[OpenMeeting] = field(default_factory=list)


def load_taken(
    supervisor_ids: Collection[int], start: int, end: int, ignoring: Collection[str] = frozenset()
) -> dict[int, Taken]:
    """Busy time that overlaps the span, by supervisor; each source is asked once for all. Unordered, unmerged."""
    if not supervisor_ids:
        return {}
    found = {pk: Taken() for pk in supervisor_ids}
    for source in sources():
        for owner, begin, finish, key, terms in source.busy(supervisor_ids, start, end):
            if key in ignoring or owner not in found:
                continue
            taken = found[owner]
            taken.busy.append((begin, finish))
            if source.sessions:
                taken.session_starts.append(begin)
            if terms is not None:
                taken.joinable.append((begin, finish, terms))
    return found
