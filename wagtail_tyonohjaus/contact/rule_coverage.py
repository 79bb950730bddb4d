"""Which requests a practice's rules leave over, reckoned with sets instead of trying every request.

A ``Box`` is a set of requests: for every fact the values that it may have. What a rule catches is a box, and taking
one box from another leaves a few smaller ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any, Self

from .routing import RecipientDirectory, RuleSnapshot, has_reachable_recipient

Box = Mapping[str, frozenset]

FACTS = (
    *("office", "service", "urgency", "format", "delivery_mode"),
    *("supervisor", "language", "payer", "weekday", "time"),
)
MIDNIGHT = time(0)
# Rules that leave more pieces than this are too tangled to be told about.
MOST = 3000


class TooTangledError(Exception):
    """More pieces are left than anybody could read."""


@dataclass(frozen=True)
class World:
    """Every value that matters. ``kinds`` tells each service's kind; None is no service, and blank no answer.

    ``starts`` are the times of day at which some rule begins or ends; a time stands for the stretch until the next.
    """

    kinds: Mapping[Any, str]
    values: Mapping[str, frozenset]
    starts: tuple[time, ...]

    @classmethod
    def of(
        cls,
        rules: Sequence[RuleSnapshot],
        kinds: Mapping[int | None, str],
        offices: Iterable[int],
        urgencies: Iterable[str],
    ) -> Self:
        starts = {MIDNIGHT} | {clock for rule in rules for clock in (rule.time_from, rule.time_until) if clock}
        known: dict[str, frozenset] = {
            "service": frozenset({None, *kinds}),
            "office": frozenset({None, *offices}),
            "urgency": frozenset(urgencies),
            "weekday": frozenset(range(7)),
            "time": frozenset(starts),
        }
        # What no rule names is all alike, so blank stands for it.
        named = {name: {"", *_named(rules, name)} for name in FACTS if name not in known and name != "supervisor"}
        named["supervisor"] = {None, *_named(rules, "supervisor")}
        values = {**known, **{name: frozenset(found) for name, found in named.items()}}
        return cls({**kinds, None: ""}, values, tuple(sorted(starts)))

    def asked_by_pages(self, rule: RuleSnapshot) -> Self:
        """With what a page asks for a number that the rule has: a kind, of no certain service."""
        bare = {kind: kind for kind in rule.conditions.get("kind", ()) if rule.phone}
        services = self.values["service"] | bare.keys()
        return replace(self, kinds={**self.kinds, **bare}, values={**self.values, "service": services})

    def everything(self, **facts: Any) -> Box:
        return {**self.values, **{name: frozenset(found) for name, found in facts.items()}}

    def caught_by(self, rule: RuleSnapshot) -> Box:
        """What meets a rule's conditions; some fact has no value where nothing can."""
        box = {
            name: values & rule.conditions[name] if rule.conditions.get(name) else values
            for name, values in self.values.items()
        }
        kinds = rule.conditions.get("kind")
        if kinds:
            box["service"] = frozenset(pk for pk in box["service"] if self.kinds[pk] in kinds)
        box["time"] = frozenset(clock for clock in box["time"] if rule.in_hours(clock))
        return box


def is_empty(box: Box) -> bool:
    return not all(box.values())


def without(boxes: Iterable[Box], taken: Box) -> list[Box]:
    """What is left of the boxes, in pieces that don't overlap; raises ``TooTangledError``."""
    left = [piece for box in boxes for piece in _cut(box, taken)]
    if len(left) > MOST:
        raise TooTangledError
    return left


def never_matching(rules: Sequence[RuleSnapshot], directory: RecipientDirectory, world: World) -> dict[int, list[int]]:
    """Rules that no request gets to, with the earlier ones that take all of theirs; none where a rule bars itself."""
    found: dict[int, list[int]] = {}
    for position, rule in enumerate(rules):
        asked = world.asked_by_pages(rule)
        own = asked.caught_by(rule)
        if is_empty(own):
            # A page asks for numbers without a request, so a rule with one may yet act.
            found |= {} if rule.phone else {rule.pk: []}
            continue
        earlier = [each for each in rules[:position] if each.stop and has_reachable_recipient(each, directory)]
        if earlier and _take_all(own, earlier, asked):
            found[rule.pk] = [each.pk for each in _needed(own, earlier, asked)]
    return found


def _needed(own: Box, takers: list[RuleSnapshot], world: World) -> list[RuleSnapshot]:
    """The fewest of the first that take all."""
    for taker in reversed(takers):
        others = [each for each in takers if each is not taker]
        takers = others if others and _take_all(own, others, world) else takers
    return takers


def left_over(rules: Sequence[RuleSnapshot], directory: RecipientDirectory, world: World) -> list[Box]:
    """The requests for no certain supervisor that only the fallback catches; raises ``TooTangledError``."""
    reached = frozenset(pk for pk in world.values["office"] if pk and directory.can_reach(f"office:{pk}"))
    boxes = without([world.everything(supervisor=[None])], world.everything(office=reached))
    for rule in rules:
        if has_reachable_recipient(rule, directory):
            boxes = without(boxes, world.caught_by(rule))
    return boxes


def _take_all(own: Box, takers: Iterable[RuleSnapshot], world: World) -> bool:
    boxes = [own]
    try:
        for rule in takers:
            boxes = without(boxes, world.caught_by(rule))
    except TooTangledError:
        return False
    return not boxes


def _both(one: Box, other: Box) -> Box:
    return {name: values & other[name] for name, values in one.items()}


def _cut(box: Box, taken: Box) -> Iterable[Box]:
    if is_empty(_both(box, taken)):
        yield box
        return
    rest = dict(box)
    for name in FACTS:
        outside = rest[name] - taken[name]
        if outside:
            yield {**rest, name: outside}
            rest[name] &= taken[name]


def _named(rules: Iterable[RuleSnapshot], fact: str) -> set:
    return {value for rule in rules for value in rule.conditions.get(fact, ())}
