"""Open groups: time that is taken, and can still be asked for by whoever joins."""

from collections.abc import Iterable
from dataclasses import dataclass

from .query import Group, narrowed_terms, serves
from .schedule import Rule, Terms, Window
from .zone_offsets import DAY

#: ``(start, end, terms)`` of a meeting that has a seat left.
OpenMeeting = tuple[int, int, Terms]


@dataclass(frozen=True, slots=True)
class JoiningRule(Rule):
    """The rule of windows that are one meeting each: they have one slot, and never join with time next to them."""


def joinable(
    meetings: Iterable[OpenMeeting], group: Group, as_of: int, since: int | None = None, until: int | None = None
) -> list[tuple[Rule, list[Window]]]:
    """Meetings with a free seat that the group's rule shows, as offers of one window each."""
    return [
        _offer(group, *meeting)
        for meeting in sorted(meetings, key=lambda meeting: meeting[:2])
        if _shown(meeting, group, as_of) and not _outside(meeting, since, until)
    ]


def _shown(meeting: OpenMeeting, group: Group, as_of: int) -> bool:
    start, end, terms = meeting
    rule = group.rule
    horizon = as_of + DAY * (rule.horizon_days + 1) if rule.horizon_days is not None else end
    return (
        as_of + rule.notice * 60 <= start <= horizon
        and (end - start) // 60 in rule.lengths
        and rule.admits(terms)
        and serves(terms, group)
    )


def _outside(meeting: OpenMeeting, since: int | None, until: int | None) -> bool:
    return (since is not None and meeting[1] <= since) or (until is not None and meeting[0] >= until)


def _offer(group: Group, start: int, end: int, terms: Terms) -> tuple[Rule, list[Window]]:
    minutes = (end - start) // 60
    return JoiningRule(lengths=(minutes,), step=minutes), [Window(start, end, narrowed_terms(terms, group), start)]
