"""Chooses the recipients of a contact request: a pure function of the request, the practice's rules and its people.

The result always has at least one recipient. If no rule matches, it is the requested supervisor, else the requested
office, else the practice's fallback recipients.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from types import MappingProxyType
from typing import Any

# Values of RoutingChannel and Urgency, repeated here because routing imports no Django.
MAIL, SMS, CALL = "mail", "sms", "call"
CRISIS = "crisis"
FALLBACK = "fallback"
#: The reason of those to whom a member of staff has passed a request on.
PASSED_ON = "passed_on"

# A condition's value: a primary key, a code of a vocabulary, or a weekday (Monday is 0).
Value = int | str | None


@dataclass(frozen=True)
class RoutingInput:
    """What routing knows of a request. Records are primary keys; ``at`` is aware, in the practice's time zone.

    ``others`` are the values of the project's own conditions by name; inputs are hashable without them.
    """

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
    others: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def value(self, condition: str) -> Value:
        """What a condition compares. None, which no rule accepts, for a condition of which nothing is known."""
        return self.others[condition] if condition in self.others else getattr(self, condition, None)

    @property
    def weekday(self) -> int:
        return self.at.weekday()

    @property
    def is_crisis(self) -> bool:
        return self.urgency == CRISIS or self.kind == CRISIS


@dataclass(frozen=True)
class RoutingRecipient:
    """Somebody who can be notified. ``key`` is such as ``supervisor:4``, ``user`` the primary key of the account.

    ``addresses`` are those of the project's channels by their names; recipients are hashable without them.
    """

    key: str
    name: str
    email: str = ""
    phone: str = ""
    language: str = ""
    user: int | None = None
    addresses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)


@dataclass(frozen=True)
class RuleSnapshot:
    """A ``RoutingRule`` as plain data.

    ``conditions`` maps a field of ``RoutingInput``, or a condition of the project, to the accepted values: a missing
    one does not restrict, and one without values, since their records were deleted, accepts nothing.
    ``recipient_keys`` includes those of ``on_duty_keys``, who are on duty in the rota of a rule ``to_rota``.
    ``response_minutes`` are minutes of opening hours, in a crisis minutes by the clock.
    """

    pk: int
    name: str
    conditions: Mapping[str, frozenset[Value]]
    time_from: time | None = None
    time_until: time | None = None
    to_supervisor: bool = False
    to_office: bool = False
    to_rota: bool = False
    recipient_keys: tuple[str, ...] = ()
    on_duty_keys: tuple[str, ...] = ()
    channels: frozenset[str] = frozenset({MAIL})
    stop_processing: bool = True
    displayed_phone: str = ""
    response_minutes: int | None = None

    @property
    def has_no_recipients(self) -> bool:
        """Whether the rule names nobody for any request."""
        return not (self.recipient_keys or self.to_supervisor or self.to_office or self.to_rota)

    def accepts(self, field: str, value: Value) -> bool:
        """Whether the rule's condition on ``field``, if it has one, accepts ``value``."""
        accepted = self.conditions.get(field)
        return accepted is None or value in accepted

    def in_hours(self, moment: time) -> bool:
        """Whether the rule applies at this local time. Hours that end before they start run past midnight."""
        start, end = self.time_from, self.time_until
        if start is None or end is None:
            return start is None and end is None
        return start <= moment < end if start <= end else moment >= start or moment < end


@dataclass(frozen=True)
class RecipientDirectory:
    """Everybody whom a rule, a request or the fallback can name, by key; people who have left are not in it.

    An office's recipients are its e-mail address or, without one, its coordinators. ``fallback`` is never empty.
    """

    recipients: Mapping[str, tuple[RoutingRecipient, ...]]
    fallback: tuple[RoutingRecipient, ...]
    sms: bool = False

    def get(self, key: str) -> tuple[RoutingRecipient, ...]:
        return self.recipients.get(key, ())

    def can_reach(self, key: str) -> bool:
        """Whether any recipient of ``key`` has an address of any channel; a number if text messages are configured."""
        return any(self.addresses(recipient) for recipient in self.get(key))

    def addresses(self, recipient: RoutingRecipient) -> dict[str, str]:
        """The recipient's addresses by channel, e-mail first; a number only if text messages are configured."""
        addresses = {MAIL: recipient.email, SMS: recipient.phone if self.sms else "", **recipient.addresses}
        return {channel: address for channel, address in addresses.items() if address}


@dataclass(frozen=True)
class PlannedNotification:
    """One message to send. ``reason`` is the name of the rule, or ``supervisor``, ``office``, ``fallback`` or
    ``PASSED_ON``.
    """

    recipient: RoutingRecipient
    channel: str
    reason: str

    @property
    def address(self) -> str:
        own = {MAIL: self.recipient.email, SMS: self.recipient.phone}
        return own[self.channel] if self.channel in own else self.recipient.addresses[self.channel]


@dataclass(frozen=True)
class RuleEvaluation:
    """What one rule did. ``pk`` is None for the default that applies if no rule notified anybody.

    A rule that ``has_no_recipients`` is there for its displayed telephone number or a callback.
    """

    rule: str
    pk: int | None
    matched: bool
    unmet_conditions: tuple[str, ...] = ()
    notified: bool = False
    has_no_recipients: bool = False


@dataclass(frozen=True)
class RoutingDecision:
    """``notifications`` is never empty. ``matching_rules`` are in order, for the number to display."""

    notifications: tuple[PlannedNotification, ...]
    evaluations: tuple[RuleEvaluation, ...]
    used_fallback: bool
    needs_callback: bool = False
    matching_rules: tuple[RuleSnapshot, ...] = ()
    response_minutes: int | None = None

    @property
    def user_ids(self) -> frozenset[int]:
        """The primary keys of the recipients' accounts, who get access to the request."""
        return frozenset(each.recipient.user for each in self.notifications if each.recipient.user)

    def to_data(self) -> dict[str, Any]:
        """JSON that is stored with the request: keys and reasons, no addresses."""
        return {
            "notifications": [
                {"to": each.recipient.key, "channel": each.channel, "reason": each.reason}
                for each in self.notifications
            ],
            "evaluations": [
                {
                    "rule": each.rule,
                    "pk": each.pk,
                    "matched": each.matched,
                    "unmet_conditions": list(each.unmet_conditions),
                }
                for each in self.evaluations
            ],
            "fallback": self.used_fallback,
            "callback": self.needs_callback,
            "response_minutes": self.response_minutes,
        }


def route(routing_input: RoutingInput, rules: Sequence[RuleSnapshot], directory: RecipientDirectory) -> RoutingDecision:
    """Evaluates the rules in order, until one that stops processing has notified somebody."""
    evaluations, matching, notifications = [], [], []
    for rule in rules:
        unmet = unmet_conditions(rule, routing_input)
        if unmet:
            evaluations.append(RuleEvaluation(rule.name, rule.pk, False, unmet))
            continue
        planned = _rule_notifications(rule, routing_input, directory)
        evaluations.append(RuleEvaluation(rule.name, rule.pk, True, (), bool(planned), rule.has_no_recipients))
        matching.append(rule)
        notifications += planned
        # A rule whose recipients can't be reached must not keep later rules from notifying theirs.
        if rule.stop_processing and planned:
            break
    if notifications:
        return _decision(notifications, evaluations, matching)
    notifications, default = _default_notifications(routing_input, directory)
    evaluations.append(RuleEvaluation(default, None, True, (), True))
    return _decision(notifications, evaluations, matching, used_fallback=default == FALLBACK)


def with_recipient(
    decision: RoutingDecision, key: str, directory: RecipientDirectory, *, is_crisis: bool
) -> RoutingDecision:
    """The decision with the recipients of ``key`` as well, also against the rules; they replace the fallback."""
    chosen = list(_notifications_to(key, _channels({MAIL}, is_crisis), PASSED_ON, directory))
    others = () if chosen and decision.used_fallback else decision.notifications
    used_fallback = decision.used_fallback and not chosen
    return replace(decision, notifications=tuple(_unique([*chosen, *others])), used_fallback=used_fallback)


def unmet_conditions(rule: RuleSnapshot, routing_input: RoutingInput) -> tuple[str, ...]:
    """The conditions of a rule that a request does not meet, ``time`` last."""
    unmet = [field for field in rule.conditions if not rule.accepts(field, routing_input.value(field))]
    if not rule.in_hours(routing_input.at.time()):
        unmet.append("time")
    return tuple(unmet)


def rules_without_recipients(rules: Iterable[RuleSnapshot], directory: RecipientDirectory) -> list[int]:
    """Rules that can notify nobody: none of their own recipients can be reached, and they notify none of the request's.

    A rule that names no recipients may still be there for its displayed number or a callback.
    """
    return [
        rule.pk
        for rule in rules
        if not (rule.to_supervisor or rule.to_office or has_reachable_recipient(rule, directory))
        and (rule.recipient_keys or not (rule.displayed_phone or CALL in rule.channels))
    ]


def has_reachable_recipient(rule: RuleSnapshot, directory: RecipientDirectory) -> bool:
    """Whether a rule notifies somebody for every request, without the supervisor or office of the request."""
    return any(directory.can_reach(key) for key in rule.recipient_keys)


def _rule_notifications(
    rule: RuleSnapshot, routing_input: RoutingInput, directory: RecipientDirectory
) -> list[PlannedNotification]:
    keys = list(rule.recipient_keys)
    if rule.to_supervisor and routing_input.supervisor:
        keys.append(f"supervisor:{routing_input.supervisor}")
    if rule.to_office and routing_input.office:
        keys.append(f"office:{routing_input.office}")
    channels = _channels(rule.channels, routing_input.is_crisis)
    return [each for key in keys for each in _notifications_to(key, channels, rule.name, directory)]


def _channels(channels: Iterable[str], is_crisis: bool) -> set[str]:
    possible = set(channels) - {CALL}
    return possible | ({SMS} if is_crisis else set()) or {MAIL}


def _notifications_to(
    key: str, channels: Iterable[str], reason: str, directory: RecipientDirectory
) -> Iterator[PlannedNotification]:
    for recipient in directory.get(key):
        possible = [PlannedNotification(recipient, channel, reason) for channel in directory.addresses(recipient)]
        # A recipient without a telephone for text messages still has a mailbox, and the other way about.
        yield from [each for each in possible if each.channel in channels] or possible[:1]


def _default_notifications(
    routing_input: RoutingInput, directory: RecipientDirectory
) -> tuple[list[PlannedNotification], str]:
    channels = _channels({MAIL}, routing_input.is_crisis)
    for reason, pk in (("supervisor", routing_input.supervisor), ("office", routing_input.office)):
        notifications = list(_notifications_to(f"{reason}:{pk}", channels, reason, directory)) if pk else []
        if notifications:
            return notifications, reason
    return [PlannedNotification(recipient, MAIL, FALLBACK) for recipient in directory.fallback], FALLBACK


def _unique(notifications: Iterable[PlannedNotification]) -> list[PlannedNotification]:
    """One message to an address by a channel, even if several rules name it."""
    unique: dict[tuple[str, str], PlannedNotification] = {}
    for notification in notifications:
        key = (notification.channel, notification.address.lower())
        first = unique.setdefault(key, notification)
        if first.recipient.user is None and notification.recipient.user is not None:
            unique[key] = replace(first, recipient=replace(first.recipient, user=notification.recipient.user))
    return list(unique.values())


def _decision(
    notifications: Iterable[PlannedNotification],
    evaluations: Iterable[RuleEvaluation],
    matching: Sequence[RuleSnapshot],
    used_fallback: bool = False,
) -> RoutingDecision:
    minutes = [rule.response_minutes for rule in matching if rule.response_minutes]
    return RoutingDecision(
        notifications=tuple(_unique(notifications)),
        evaluations=tuple(evaluations),
        used_fallback=used_fallback,
        needs_callback=any(CALL in rule.channels for rule in matching),
        matching_rules=tuple(matching),
        response_minutes=min(minutes, default=None),
    )
