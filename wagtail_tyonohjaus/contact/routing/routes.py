"""Which rules act on which requests: the map of a practice's routing, as a pure function of its rules.

Requests that the same rules notify somebody of form one route. What no rule acts on goes to the requested supervisor,
else to the requested office, else to the fallback recipients, as in ``evaluation.route``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from .coverage import Domain, FieldValue, Region, accepts_value, check_size, merge_regions, split_region
from .evaluation import FALLBACK, RecipientDirectory, RuleSnapshot, has_reachable_recipient

#: Who gets requests on which no rule acts, as in the reasons of a decision.
DEFAULTS = ("supervisor", "office", FALLBACK)
#: Stands for every supervisor whom no rule names. Requests that name one reach that person unless a rule acts.
OTHER_SUPERVISOR = -1


@dataclass(frozen=True)
class Route:
    """``rules`` are the primary keys of the rules that notify somebody, in order, or none; then ``default`` says who.

    ``region`` says which requests these are; several routes may have the same rules.
    """

    rules: tuple[int, ...]
    default: str
    region: Region


def with_other_supervisors(domain: Domain) -> Domain:
    """The domain with ``OTHER_SUPERVISOR`` as a value."""
    supervisors = (*domain.values["supervisor"], OTHER_SUPERVISOR)
    return replace(domain, values={**domain.values, "supervisor": supervisors})


class _Act(NamedTuple):
    """A rule as it acts if ``needs``, the requested supervisor or office, can be reached; blank if it always does."""

    rule: RuleSnapshot
    needs: str
    reachable: frozenset[FieldValue]

    def accepts(self, field: str, value: FieldValue, is_accepted: bool) -> bool:
        return is_accepted and (field != self.needs or value in self.reachable)


def routes(rules: Sequence[RuleSnapshot], directory: RecipientDirectory, domain: Domain) -> list[Route]:
    """The routes of all requests of the domain, in the order of their rules; the regions of one do not overlap.

    Raises ``TooManyCombinationsError``.
    """
    acts = [act for rule in rules for act in _acts(rule, directory, domain)]
    regions = [Region({}, frozenset(range(len(acts))))]
    for number, field in enumerate(domain.fields):
        accepting = _accepting(acts, field, domain)
        certain = _certain(acts, domain, domain.fields[number + 1 :])
        regions = [
            Region(region.values, _without_later(region.undecided, certain, acts))
            for whole in regions
            for region in split_region(whole, field, accepting)
        ]
        check_size(regions)
    by_outcome: dict[tuple[tuple[int, ...], str], list[Region]] = defaultdict(list)
    for region in regions:
        for default, part in _defaults(region, directory):
            by_outcome[_acting(region.undecided, acts), default].append(part)
    positions = {rule.pk: number for number, rule in enumerate(rules)}
    return [
        Route(pks, default, region)
        for (pks, default), parts in sorted(by_outcome.items(), key=lambda item: _order(item[0], positions))
        for region in merge_regions(parts, domain.fields)
    ]


def _order(outcome: tuple[tuple[int, ...], str], positions: Mapping[int, int]) -> tuple[bool, list[int], int]:
    pks, default = outcome
    return not pks, [positions[pk] for pk in pks], DEFAULTS.index(default) if default else -1


def _acts(rule: RuleSnapshot, directory: RecipientDirectory, domain: Domain) -> Iterable[_Act]:
    """The conditions under which a rule notifies somebody."""
    if has_reachable_recipient(rule, directory):
        return [_Act(rule, "", frozenset())]
    named = [name for name, is_named in (("supervisor", rule.to_supervisor), ("office", rule.to_office)) if is_named]
    return [_Act(rule, name, reachable(name, domain.values[name], directory)) for name in named]


def reachable(name: str, values: Iterable[FieldValue], directory: RecipientDirectory) -> frozenset[FieldValue]:
    """Those of the values of "supervisor" or "office" who can be reached."""
    return frozenset(pk for pk in values if pk and (pk == OTHER_SUPERVISOR or directory.can_reach(f"{name}:{pk}")))


def _accepting(acts: Sequence[_Act], field: str, domain: Domain) -> dict[FieldValue, frozenset[int]]:
    return {
        value: frozenset(
            n for n, act in enumerate(acts) if act.accepts(field, value, accepts_value(act.rule, field, value))
        )
        for value in domain.values[field]
    }


def _certain(acts: Sequence[_Act], domain: Domain, fields: Iterable[str]) -> frozenset[int]:
    """Those that stop processing, with any values of these fields."""
    stopping = frozenset(n for n, act in enumerate(acts) if act.rule.stop_processing)
    accepting = [positions for field in fields for positions in _accepting(acts, field, domain).values()]
    return stopping.intersection(*accepting)


def _without_later(undecided: frozenset[int], certain: frozenset[int], acts: Sequence[_Act]) -> frozenset[int]:
    """Without the rules behind one that certainly stops processing."""
    last = min(undecided & certain, default=None)
    if last is None:
        return undecided
    return frozenset(n for n in undecided if n <= last or acts[n].rule.pk == acts[last].rule.pk)


def _acting(matching: frozenset[int], acts: Sequence[_Act]) -> tuple[int, ...]:
    pks: list[int] = []
    for position in sorted(matching):
        rule = acts[position].rule
        if rule.pk not in pks:
            pks.append(rule.pk)
        if rule.stop_processing:
            break
    return tuple(pks)


def _defaults(region: Region, directory: RecipientDirectory) -> Iterable[tuple[str, Region]]:
    """Parts of the region by who gets its requests by default; the whole region if a rule acts on them."""
    if region.undecided:
        return [("", region)]
    parts, rest = [], region
    for name in DEFAULTS[:2]:
        values = rest.values[name]
        reached = reachable(name, values, directory)
        if reached:
            parts.append((name, _narrowed(rest, name, reached)))
        rest = _narrowed(rest, name, values - reached)
        if not rest.values[name]:
            return parts
    return [*parts, (FALLBACK, rest)]


def _narrowed(region: Region, field: str, values: frozenset[FieldValue]) -> Region:
    return replace(region, values={**region.values, field: values})
