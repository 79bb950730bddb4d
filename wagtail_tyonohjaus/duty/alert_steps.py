"""Which step of an escalation is due: a pure function of a request, its steps so far, the rota and the time.

One function decides for all requests, with two clocks. Requests about a crisis are alerted around the clock: the person
on duty at once, then the person whose turn is next, then everybody of the rota, then the fallback recipients and the
managers. After somebody has acknowledged an alert, the promised time is watched, and after a call that did not reach
the visitor the time of the next one, until the visitor has been reached. Of other requests the recipients are reminded
when the response time has passed, and the fallback recipients when it has passed twice, in opening hours only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol


class Step(StrEnum):
    """``LATE`` and ``LATE_FALLBACK`` follow if the promised time passes after an acknowledgement."""

    DUTY = "duty"
    NEXT = "next"
    EVERYBODY = "everybody"
    FALLBACK = "fallback"
    LATE = "late"
    LATE_FALLBACK = "late_fallback"
    REMINDER = "reminder"


#: The steps of a crisis request while nobody has acknowledged it.
WAITING_STEPS = (Step.DUTY, Step.NEXT, Step.EVERYBODY, Step.FALLBACK)
#: The steps after somebody has.
TAKEN_STEPS = (Step.LATE, Step.LATE_FALLBACK)
#: The steps of all other requests.
OTHER_STEPS = (Step.REMINDER, Step.FALLBACK)
# These reach somebody always; the others are left out where there is nobody new to reach.
ALWAYS = frozenset({Step.DUTY, Step.FALLBACK, Step.LATE, Step.LATE_FALLBACK, Step.REMINDER})
# A plan that was made later than now plus this was made before the clock was set back.
MAX_CLOCK_DIFFERENCE = timedelta(minutes=1)
SHORTEST_INTERVAL = timedelta(minutes=1)
#: After a call that did not reach the visitor of a crisis request, somebody has to call again within this time.
RETRY_INTERVAL = timedelta(minutes=15)


class Clock(Protocol):
    """By which the time of a request passes."""

    def is_running(self, now: datetime) -> bool: ...
    def next_time(self, planned: datetime, state: "RequestState") -> datetime:
        """When the step after the one that was planned for ``planned`` is due."""
        ...


class RoundTheClock:
    """The clock of crisis requests."""

    def is_running(self, now: datetime) -> bool:
        return True

    def next_time(self, planned: datetime, state: "RequestState") -> datetime:
        return planned + state.interval


ROUND_THE_CLOCK = RoundTheClock()


@dataclass(frozen=True)
class RequestState:
    """What escalation knows of a request. Times are aware.

    ``due_at`` is the time that the visitor was promised, ``step`` the last one, ``planned_at`` when it was done or the
    next one was planned, and ``next_at`` when the next one is due, if that is known. ``taken_at`` is when somebody
    acknowledged an alert or took the request; None while nobody has, and ``tried_at`` when the last call since then did
    not reach the visitor. A request that ``is_done`` needs nobody: the visitor has been contacted, or the request is
    closed or held for review.
    """

    due_at: datetime
    is_crisis: bool = True
    step: Step | None = None
    planned_at: datetime | None = None
    next_at: datetime | None = None
    taken_at: datetime | None = None
    tried_at: datetime | None = None
    is_done: bool = False
    step_interval: timedelta = timedelta(minutes=10)
    response_time: timedelta = timedelta(minutes=30)

    @property
    def interval(self) -> timedelta:
        """Between two steps: as set, but shorter if the last step would else come after the promised time."""
        longest = self.response_time / (len(WAITING_STEPS) - 1)
        return max(min(self.step_interval, longest), SHORTEST_INTERVAL)


@dataclass(frozen=True)
class RotaPicture:
    """The people that each step can reach, by keys such as ``supervisor:4``; those who can't be reached are left out.

    ``first`` are the recipients of the routing decision; ``alerted`` are those whom an earlier step has reached.
    """

    first: tuple[str, ...] = ()
    following: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    is_anybody_on_duty: bool = True
    alerted: frozenset[str] = field(default_factory=frozenset)

    def people(self, step: Step) -> tuple[str, ...]:
        """Whom the step reaches; nobody if all of them have been alerted by an earlier step."""
        chosen: Mapping[Step, tuple[str, ...]] = MappingProxyType(
            {
                # In a gap of the rota, the next person is alerted without waiting.
                Step.DUTY: self.first if self.is_anybody_on_duty else self.first + self.following,
                Step.NEXT: self.following,
                Step.EVERYBODY: self.members,
            }
        )
        people = tuple(dict.fromkeys(chosen.get(step, ())))
        return () if self.alerted.issuperset(people) else people


@dataclass(frozen=True)
class Decision:
    """``step`` is due and reaches ``people``; None if nothing is due. ``next_at`` is when the next step is.

    A ``next_at`` of None means that no step is left. Whom the steps without ``people`` reach does not depend on a rota.
    """

    step: Step | None
    people: tuple[str, ...] = ()
    next_at: datetime | None = None


def decide(state: RequestState, picture: RotaPicture, now: datetime, clock: Clock = ROUND_THE_CLOCK) -> Decision:
    """The step that is due at ``now`` (aware); one at a time, so ask again after it is stored."""
    steps = remaining_steps(state)
    if not steps:
        return Decision(None)
    planned = planned_time(state, now, clock)
    if planned > now or not clock.is_running(now) or _is_just_reminded(state, now):
        return Decision(None, next_at=planned)
    for number, step in enumerate(steps, 1):
        people = picture.people(step)
        if people or step in ALWAYS:
            following = steps[number:]
            return Decision(step, people, clock.next_time(planned, state) if following else None)
    raise AssertionError("The last step reaches somebody always.")


def remaining_steps(state: RequestState) -> tuple[Step, ...]:
    """The steps that are left, in order."""
    if state.is_done or (state.taken_at is not None and not state.is_crisis):
        return ()
    steps: tuple[Step, ...] = OTHER_STEPS
    if state.is_crisis:
        steps = WAITING_STEPS if state.taken_at is None else TAKEN_STEPS
    return steps[steps.index(state.step) + 1 :] if state.step in steps else steps


def planned_time(state: RequestState, now: datetime, clock: Clock = ROUND_THE_CLOCK) -> datetime:
    """When the next of ``remaining_steps`` is due; a step to nobody takes no time."""
    if state.is_crisis and state.taken_at is not None and state.step not in TAKEN_STEPS:
        due_at = min(state.tried_at, now) + RETRY_INTERVAL if state.tried_at else state.due_at
        return max(due_at, min(state.taken_at, now) + state.interval)
    if state.step is None:
        return now if state.is_crisis else state.due_at
    previous = state.planned_at if state.is_crisis else None
    planned = state.next_at or clock.next_time(previous or state.due_at, state)
    if state.is_crisis and state.planned_at is not None and state.planned_at > now + MAX_CLOCK_DIFFERENCE:
        return min(planned, now + state.interval)
    return planned


def _is_just_reminded(state: RequestState, now: datetime) -> bool:
    """A reminder and the step after it are never in the same run, however late that is."""
    return state.step == Step.REMINDER and state.planned_at == now
