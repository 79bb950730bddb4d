"""Random cases for the escalation of crisis requests, and the pure decision function run over each.

A case has a rota with gaps and people who can't be reached, who acknowledges when, when the worker does not run, and
when the clock is set forward or back. ``faults_of`` says what went wrong, by rules of its own.
"""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from wagtail_tyonohjaus.duty.alert_steps import (
    MAX_CLOCK_DIFFERENCE,
    TAKEN_STEPS,
    WAITING_STEPS,
    RequestState,
    RotaPicture,
    Step,
    decide,
)

HELSINKI = ZoneInfo("Europe/Helsinki")
MINUTE = 60
#: Cron runs the worker every minute.
TICK = MINUTE
HORIZON = 9 * 60 * MINUTE
MAX_OUTAGE = 120 * MINUTE
# Also the nights in which clocks change.
NIGHTS = [datetime(2026, 3, 28, 23), datetime(2026, 10, 24, 23), datetime(2026, 11, 21, 1), datetime(2026, 12, 24, 18)]


@dataclass(frozen=True)
class Case:
    """Seconds are those that really pass since the request. ``turns`` are (start, end, person) by the clock."""

    start: datetime
    turns: tuple[tuple[datetime, datetime, str], ...]
    reachable: frozenset[str]
    step_minutes: int
    response_minutes: int
    first_tick: float
    outages: tuple[tuple[float, float], ...] = ()
    jumps: tuple[tuple[float, float], ...] = ()
    acknowledges_after: dict[str, float] = field(default_factory=dict)
    calls_after: float | None = None

    def clock(self, seconds: float) -> datetime:
        """What the clock shows."""
        jumped = sum(jump for at, jump in self.jumps if at <= seconds)
        return self.start + timedelta(seconds=seconds + jumped)

    def is_running(self, seconds: float) -> bool:
        return not any(start <= seconds < end for start, end in self.outages)

    @property
    def interval(self) -> float:
        return max(min(self.step_minutes, self.response_minutes / 3), 1) * MINUTE

    def picture(self, now: datetime, alerted: frozenset[str]) -> RotaPicture:
        """As ``contact.alerting.addressees`` loads it."""
        on_duty = self._reachable(person for start, end, person in self.turns if start <= now < end)
        coming = [(start, person) for start, _end, person in self.turns if start > now and person not in on_duty]
        following = self._reachable(person for start, person in coming if start == coming[0][0])
        members = self._reachable(person for _start, end, person in self.turns if end > now)
        new = tuple(person for person in on_duty if person not in alerted) if alerted else ()
        first = on_duty or ("fallback:0",)
        return RotaPicture(first, new or following, members, bool(on_duty) or not self.turns, alerted)

    def _reachable(self, people) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
        return tuple(dict.fromkeys(person for person in people if person in self.reachable))


@dataclass
class Run:
    """What happened: (seconds, step, people) of each step, and when the request was acknowledged."""

    steps: list[tuple[float, Step, tuple[str, ...]]] = field(default_factory=list)
    acknowledged: float | None = None
    called: float | None = None


def random_case(seed: int) -> Case:
    rng = random.Random(seed)
    start = rng.choice(NIGHTS).replace(tzinfo=HELSINKI).astimezone(UTC) + timedelta(minutes=rng.randrange(300))
    people = [f"supervisor:{number}" for number in range(rng.choice([0, 1, 2, 3, 4, 6]))]
    answering = [person for person in [*people, "fallback:0"] if rng.random() < 0.35]
    return Case(
        start=start,
        turns=tuple(random_turns(rng, start, people)),
        reachable=frozenset(person for person in people if rng.random() < 0.85),
        step_minutes=rng.choice([1, 2, 5, 10, 10, 15, 30]),
        response_minutes=rng.choice([1, 5, 10, 30, 30, 30, 60, 120]),
        first_tick=rng.uniform(0, TICK),
        outages=_outages(rng),
        jumps=_jumps(rng),
        acknowledges_after={person: rng.uniform(5, 45 * MINUTE) for person in answering},
        calls_after=rng.uniform(MINUTE, 60 * MINUTE) if rng.random() < 0.5 else None,
    )


def random_turns(rng: random.Random, start: datetime, people: list[str]) -> list[tuple[datetime, datetime, str]]:
    """Turns one after the other, in wall time, with gaps."""
    turns, wall = [], start.astimezone(HELSINKI).replace(tzinfo=None, minute=0) - timedelta(hours=12)
    for _number in range(8 if people else 0):
        end = wall + timedelta(hours=rng.choice([1, 2, 6, 8, 12, 24]))
        if rng.random() < 0.8:
            span = (each.replace(tzinfo=HELSINKI).astimezone(UTC) for each in (wall, end))
            turns.append((*span, rng.choice(people)))
        wall = end
    return turns  # type: ignore[return-value]


def _outages(rng: random.Random) -> tuple[tuple[float, float], ...]:
    starts = [rng.uniform(0, 90 * MINUTE) for _number in range(rng.choice([0, 0, 0, 1, 2]))]
    return tuple((start, start + rng.uniform(MINUTE, MAX_OUTAGE)) for start in starts)


def _jumps(rng: random.Random) -> tuple[tuple[float, float], ...]:
    hours = rng.choice([-24, -5, -1, -0.1, -0.01, 0.1, 1, 5])
    return ((rng.uniform(1, 60 * MINUTE), hours * 60 * MINUTE),) if rng.random() < 0.25 else ()


def run_case(case: Case) -> Run:
    """Runs the decision function every minute, as the worker would, until nothing is left to do."""
    run, alerted = Run(), dict[str, float]()
    response = timedelta(minutes=case.response_minutes)
    state = RequestState(
        due_at=case.start + response,
        step_interval=timedelta(minutes=case.step_minutes),
        response_time=response,
    )
    state = _advance(case, state, run, alerted, 0.0)
    seconds = case.first_tick
    while seconds < HORIZON and (state.next_at is not None or run.acknowledged is None):
        state = _react(case, state, run, alerted, seconds)
        if case.is_running(seconds):
            state = _advance(case, state, run, alerted, seconds)
        seconds += TICK
    return run


def _react(case: Case, state: RequestState, run: Run, alerted: dict[str, float], seconds: float) -> RequestState:
    """What people have done until now, at the time when they did it."""
    if run.acknowledged is None:
        times = [at + case.acknowledges_after[each] for each, at in alerted.items() if each in case.acknowledges_after]
        if times and min(times) <= seconds:
            run.acknowledged = min(times)
            now = case.clock(run.acknowledged)
            state = replace(state, taken_at=now, next_at=now)
    call = None if run.acknowledged is None or case.calls_after is None else run.acknowledged + case.calls_after
    if run.called is None and call is not None and call <= seconds:
        run.called = call
        state = replace(state, is_done=True)
    return state


def _advance(case: Case, state: RequestState, run: Run, alerted: dict[str, float], seconds: float) -> RequestState:
    """As ``contact.escalation`` selects and stores what is due."""
    now = case.clock(seconds)
    while state.step is None or _is_selected(state, now):
        decision = decide(state, case.picture(now, frozenset(alerted)), now)
        if decision.step is None:
            return replace(state, next_at=decision.next_at, planned_at=now)
        run.steps.append((seconds, decision.step, decision.people))
        reached = ("fallback:0",) if decision.step == Step.FALLBACK else decision.people
        for person in reached:
            alerted.setdefault(person, seconds)
        state = replace(state, step=decision.step, next_at=decision.next_at, planned_at=now)
    return state


def _is_selected(state: RequestState, now: datetime) -> bool:
    set_back = state.planned_at is not None and state.planned_at > now + MAX_CLOCK_DIFFERENCE
    return set_back or (state.next_at is not None and state.next_at <= now)


def faults_of(case: Case, run: Run) -> list[str]:
    """What is wrong with a run; nothing if it is right."""
    faults = []
    counts = Counter(step for _seconds, step, _people in run.steps)
    if max(counts.values()) > 1:
        faults.append("a step was made twice")
    waiting = [step for _seconds, step, _people in run.steps if step in WAITING_STEPS]
    if waiting != sorted(waiting, key=WAITING_STEPS.index) or not waiting or waiting[0] != Step.DUTY:
        faults.append("the steps were not in order")
    known: set[str] = set()
    for _seconds, step, people in run.steps:
        if step in (Step.NEXT, Step.EVERYBODY) and known.issuperset(people):
            faults.append("a step reached nobody new")
        known.update(people)
    times = {step: seconds for seconds, step, _people in run.steps}
    faults += _late(case, run, times)
    if run.acknowledged is not None and any(
        seconds > run.acknowledged for step, seconds in times.items() if step in WAITING_STEPS
    ):
        faults.append("an alert came after the acknowledgement")
    if run.called is not None and any(times.get(step, 0) > run.called for step in TAKEN_STEPS):
        faults.append("an alert came after the call")
    return faults


def _late(case: Case, run: Run, times: dict[Step, float]) -> list[str]:
    promised = max(case.response_minutes * MINUTE, 3 * case.interval)
    allowed = _allowance(case)
    if run.acknowledged is None:
        last = times.get(Step.FALLBACK)
        return [] if last is not None and last <= promised + allowed else ["nobody was alerted last in time"]
    late_at = max(promised, run.acknowledged + case.interval) + sum(abs(jump) for _at, jump in case.jumps)
    faults = []
    for number, step in enumerate(TAKEN_STEPS):
        latest = late_at + number * case.interval + allowed
        if run.called is None and latest < HORIZON and times.get(step, HORIZON) > latest:
            faults.append(f"{step} came late or never")
    return faults


def _allowance(case: Case) -> float:
    """For cron, for what a worker that does not run can't do, and for a clock that is set back."""
    back = sum(case.interval + 2 * MINUTE for _at, jump in case.jumps if jump < 0)
    return 2 * TICK + sum(end - start for start, end in case.outages) + back


def lateness(case: Case, run: Run) -> float:
    """By how many seconds the latest step missed its plan; of a case without outages and jumps."""
    planned = {step: number * case.interval for number, step in enumerate(_reached_steps(run))}
    return max(seconds - planned[step] for seconds, step, _people in run.steps if step in planned)


def _reached_steps(run: Run) -> list[Step]:
    return [step for _seconds, step, _people in run.steps if step in WAITING_STEPS]


class Gateway:
    """The text message gateway, and who has got how many messages."""

    fails = False
    sent: Counter[str] = Counter()

    def send(self, number: str, text: str, message_id: str) -> None:
        from wagtail_tyonohjaus.messages.errors import ServerUnreachable

        if Gateway.fails:
            raise ServerUnreachable("down")
        Gateway.sent[message_id] += 1
