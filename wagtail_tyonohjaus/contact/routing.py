"""Who hears of a request: a pure function of the request's facts, the practice's rules and its people.

It never yields nobody. Where no rule catches a request, the supervisor that was asked for receives it, else the
office, else the practice's fallback.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from .choices import RoutingChannel, Urgency

MAIL, SMS, CALL = (str(channel.value) for channel in RoutingChannel)
CRISIS = str(Urgency.CRISIS.value)


@dataclass(frozen=True)
class RoutingInput:
    """What routing knows of a request; ``at`` is aware and in the practice's zone, records are primary keys."""

    at: datetime
    service: int | None = None
    kind: str = ""
    format: str = ""
    office: int | None = None
    delivery_mode: str = ""
    supervisor: int | None = None
    language: str = ""
    payer: str = ""
    urgency: str = "normal"

    @property
    def is_crisis(self) -> bool:
        return self.urgency == CRISIS or self.kind == "crisis"


@dataclass(frozen=True)
class RoutingRecipient:
    """Somebody who can be told: ``key`` such as ``supervisor:4`` says who, ``email`` and ``phone`` how."""

    key: str
    name: str
    email: str = ""
    phone: str = ""
    language: str = ""
    user: int | None = None


@dataclass(frozen=True)
class RuleSnapshot:
    """A ``RoutingRule`` as data. ``conditions`` maps a fact to the values that satisfy it; an absent fact asks nothing."""

    pk: int
    name: str
    conditions: Mapping[str, frozenset]
    time_from: time | None = None
    time_until: time | None = None
    to_supervisor: bool = False
    to_office: bool = False
    # Whoever has the turn is among the targets, where anybody has it.
    to_rota: bool = False
    targets: tuple[str, ...] = ()
    channels: frozenset[str] = frozenset({MAIL})
    stop: bool = True
    phone: str = ""
    response_minutes: int | None = None

    @property
    def names_nobody(self) -> bool:
        return not (self.targets or self.to_supervisor or self.to_office or self.to_rota)

    def in_hours(self, moment: time) -> bool:
        start, end = self.time_from, self.time_until
        if start is None or end is None:
            return True
        return start <= moment < end if start <= end else moment >= start or moment < end


@dataclass(frozen=True)
class RecipientDirectory:
    """Everybody whom a rule, a request or the fallback can name; only people who still work are in it.

    An office's targets are its address or, without one, its coordinators. ``fallback`` is never empty.
    """

    people: Mapping[str, tuple[RoutingRecipient, ...]]
    fallback: tuple[RoutingRecipient, ...]
    sms: bool = False

    def find(self, key: str) -> tuple[RoutingRecipient, ...]:
        return self.people.get(key, ())

    def can_reach(self, key: str) -> bool:
        return any(target.email or (target.phone and self.sms) for target in self.find(key))


@dataclass(frozen=True)
class PlannedNotification:
    """One message: to whom, how, and which rule said so."""

    target: RoutingRecipient
    channel: str
    reason: str


@dataclass(frozen=True)
class RuleEvaluation:
    """What came of one rule; ``failed`` names the facts that did not fit.

    A rule that ``names_nobody`` is there for its telephone number or a call task.
    """

    rule: str
    pk: int | None
    matched: bool
    failed: tuple[str, ...] = ()
    reached: bool = False
    names_nobody: bool = False


@dataclass(frozen=True)
class RoutingDecision:
    """``hits`` is never empty. ``call`` asks for a call task; ``phone`` is a rule's number for pages, if any."""

    hits: tuple[PlannedNotification, ...]
    steps: tuple[RuleEvaluation, ...]
    by_fallback: bool
    call: bool = False
    phone: str = ""
    response_minutes: int | None = None
    users: frozenset[int] = field(default_factory=frozenset)

    def to_data(self) -> dict[str, Any]:
        """What is kept with the request: keys and reasons, no addresses."""
        return {
            "hits": [{"to": hit.target.key, "channel": hit.channel, "reason": hit.reason} for hit in self.hits],
            "steps": [
                {"rule": step.rule, "pk": step.pk, "matched": step.matched, "failed": list(step.failed)}
                for step in self.steps
            ],
            "fallback": self.by_fallback,
            "call": self.call,
            "minutes": self.response_minutes,
        }


def route(facts: RoutingInput, rules: Sequence[RuleSnapshot], directory: RecipientDirectory) -> RoutingDecision:
    """Asks the rules in order; see the module's docstring for what happens where none catches the request."""
    steps, caught, hits = [], [], []
    for rule in rules:
        failed = unmet_conditions(rule, facts)
        if failed:
            steps.append(RuleEvaluation(rule.name, rule.pk, False, failed))
            continue
        found = _rule_hits(rule, facts, directory)
        steps.append(RuleEvaluation(rule.name, rule.pk, True, (), bool(found), rule.names_nobody))
        caught.append(rule)
        hits += found
        # A rule that reaches nobody must not keep later ones from doing so.
        if rule.stop and found:
            break
    by_fallback = False
    if not hits:
        hits, default = _default_hits(facts, directory)
        by_fallback = default == "fallback"
        steps.append(RuleEvaluation(default, None, True, (), True))
    return _decision(_unique(hits), steps, caught, by_fallback)


def unmet_conditions(rule: RuleSnapshot, facts: RoutingInput) -> tuple[str, ...]:
    """The conditions of a rule that the facts don't meet."""
    values = {"weekday": facts.at.weekday()}
    failed = [
        name
        for name, wanted in rule.conditions.items()
        if wanted and (values[name] if name in values else getattr(facts, name)) not in wanted
    ]
    if not rule.in_hours(facts.at.time()):
        failed.append("time")
    return tuple(failed)


def rules_without_recipients(rules: Iterable[RuleSnapshot], directory: RecipientDirectory) -> list[int]:
    """Rules that nobody hears of: none whom they name can be reached any more, and nobody of the request's own.

    A rule that names nobody may still be there for its number or a call task.
    """
    return [
        rule.pk
        for rule in rules
        if not (rule.to_supervisor or rule.to_office or has_reachable_recipient(rule, directory))
        and (rule.targets or not (rule.phone or CALL in rule.channels))
    ]


def has_reachable_recipient(rule: RuleSnapshot, directory: RecipientDirectory) -> bool:
    """Whether a rule reaches anybody whatever the request is, by name."""
    return any(_hits_of(target, rule, False, directory) for key in rule.targets for target in directory.find(key))


def _rule_hits(rule: RuleSnapshot, facts: RoutingInput, directory: RecipientDirectory) -> list[PlannedNotification]:
    keys = list(rule.targets)
    if rule.to_supervisor and facts.supervisor:
        keys.append(f"supervisor:{facts.supervisor}")
    if rule.to_office and facts.office:
        keys.append(f"office:{facts.office}")
    return [
        hit
        for key in keys
        for target in directory.find(key)
        for hit in _hits_of(target, rule, facts.is_crisis, directory)
    ]


def _hits_of(
    target: RoutingRecipient, rule: RuleSnapshot, crisis: bool, directory: RecipientDirectory
) -> list[PlannedNotification]:
    wanted = set(rule.channels) | ({SMS} if crisis else set())
    if not wanted & {MAIL, SMS}:
        wanted.add(MAIL)
    found = [PlannedNotification(target, channel, rule.name) for channel in (MAIL, SMS) if channel in wanted]
    found = [hit for hit in found if _live(hit, directory)]
    # Whoever has no telephone for a text message still has a box for a mail, and the other way about.
    return (
        found
        or [hit for hit in (PlannedNotification(target, c, rule.name) for c in (MAIL, SMS)) if _live(hit, directory)][
            :1
        ]
    )


def _live(hit: PlannedNotification, directory: RecipientDirectory) -> bool:
    return bool(hit.target.email) if hit.channel == MAIL else bool(hit.target.phone and directory.sms)


def _default_hits(facts: RoutingInput, directory: RecipientDirectory) -> tuple[list[PlannedNotification], str]:
    keys = (("supervisor", facts.supervisor), ("office", facts.office))
    for reason, key in keys:
        rule = RuleSnapshot(0, reason, {}, channels=frozenset({MAIL}))
        targets = directory.find(f"{reason}:{key}") if key else ()
        hits = [hit for target in targets for hit in _hits_of(target, rule, facts.is_crisis, directory)]
        if hits:
            return hits, reason
    return [PlannedNotification(target, MAIL, "fallback") for target in directory.fallback], "fallback"


def _unique(hits: Iterable[PlannedNotification]) -> list[PlannedNotification]:
    """One message to an address by a channel, however many rules name it."""
    found: dict[tuple[str, str], PlannedNotification] = {}
    for hit in hits:
        address = hit.target.email.lower() if hit.channel == MAIL else hit.target.phone
        kept = found.setdefault((hit.channel, address), hit)
        if kept.target.user is None and hit.target.user is not None:
            found[hit.channel, address] = replace(kept, target=replace(kept.target, user=hit.target.user))
    return list(found.values())


def _decision(
    hits: list[PlannedNotification], steps: list[RuleEvaluation], caught: list[RuleSnapshot], by_fallback: bool
) -> RoutingDecision:
    minutes = [rule.response_minutes for rule in caught if rule.response_minutes]
    return RoutingDecision(
        hits=tuple(hits),
        steps=tuple(steps),
        by_fallback=by_fallback,
        call=any(CALL in rule.channels for rule in caught),
        phone=next((rule.phone for rule in caught if rule.phone), ""),
        response_minutes=min(minutes, default=None),
        users=frozenset(hit.target.user for hit in hits if hit.target.user),
    )
