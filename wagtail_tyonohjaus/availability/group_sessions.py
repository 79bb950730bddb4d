"""Open groups: busy time that can still be booked, because the session has free seats."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from .query import ServiceGroup
from .schedule import BookingRule, Restrictions, Window
from .zone_offsets import DAY


class OpenGroupSession(NamedTuple):
    """A group session with a free seat; start and end in UTC epoch seconds."""

    start: int
    end: int
    restrictions: Restrictions

    @property
    def minutes(self) -> int:
        """The length in minutes."""
        return (self.end - self.start) // 60


@dataclass(frozen=True, slots=True)
class GroupSessionRule(BookingRule):
    """The rule of a window that is one group session: it has a single slot and is never joined to adjacent time."""


def group_session_windows(
    sessions: Iterable[OpenGroupSession],
    group: ServiceGroup,
    as_of: int,
    since: int | None = None,
    until: int | None = None,
) -> list[tuple[GroupSessionRule, Window]]:
    """Group sessions that can be joined for the group's services, each as a window with its own rule."""
    return [
        (_rule(session), _window(session, group))
        for session in sorted(sessions, key=lambda session: session[:2])
        if _is_bookable(session, group, as_of) and not _is_outside(session, since, until)
    ]


def _is_bookable(session: OpenGroupSession, group: ServiceGroup, as_of: int) -> bool:
    rule = group.rule
    horizon = as_of + DAY * (rule.horizon_days + 1) if rule.horizon_days is not None else session.end
    return (
        as_of + rule.notice * 60 <= session.start <= horizon
        and session.minutes in rule.lengths
        and rule.admits(session.restrictions)
        and group.accepts(session.restrictions)
    )


def _is_outside(session: OpenGroupSession, since: int | None, until: int | None) -> bool:
    return (since is not None and session.end <= since) or (until is not None and session.start >= until)


def _rule(session: OpenGroupSession) -> GroupSessionRule:
    return GroupSessionRule(lengths=(session.minutes,), step=session.minutes)


def _window(session: OpenGroupSession, group: ServiceGroup) -> Window:
    return Window(session.start, session.end, group.narrow(session.restrictions), session.start)
