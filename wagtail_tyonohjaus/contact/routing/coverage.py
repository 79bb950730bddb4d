"""Finds rules that no request can reach, and requests that no rule matches.

Every request is a combination of one value for each field. There are too many to try them all, but most of them are
equal to the rules: if no rule distinguishes Tuesday from Wednesday, trying one of them is enough. So both questions
are answered field by field, keeping only what the rules distinguish:

- ``match_sets``: which rules can match together? A rule is unreachable if every set that contains it also contains an
  earlier rule that stops processing.
- ``uncovered_regions``: which values must a request have so that no rule matches?

Rules are identified by their position in the list. Beyond ``MAX_COMBINATIONS`` the answer would take too long and
could not be read anyway: ``TooManyCombinationsError``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import NamedTuple, Self

from .evaluation import RecipientDirectory, RuleSnapshot, Value, has_reachable_recipient

FIELDS = (
    *("office", "service", "urgency", "format", "delivery_mode"),
    *("supervisor", "language", "payer", "weekday", "time"),
)
MIDNIGHT = time(0)
MAX_COMBINATIONS = 3000

Positions = frozenset[int]


class TooManyCombinationsError(Exception):
    """The rules distinguish more kinds of requests than ``MAX_COMBINATIONS``."""


class ServiceValue(NamedTuple):
    """A service by primary key, with its kind. Pages may ask for the number of a kind without a service."""

    pk: int | None
    kind: str


FieldValue = Value | ServiceValue | time


@dataclass(frozen=True)
class Domain:
    """The values that a request can have, by field.

    The fields are ``FIELDS`` and the project's own conditions. None and blank stand for "not chosen", and blank for all
    values that no rule names. A time of day stands for the stretch until the next one of ``values["time"]``, which are
    the times at which the hours of some rule start or end.
    ``page_kinds`` are kinds that a page may ask the number of.
    """

    values: Mapping[str, tuple[FieldValue, ...]]
    page_kinds: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        rules: Sequence[RuleSnapshot],
        kinds: Mapping[int, str],
        offices: Iterable[int],
        urgencies: Iterable[str],
        codes: Mapping[str, Iterable[str]] | None = None,
    ) -> Self:
        """``kinds`` maps the practice's services to their kinds; ``offices`` are all of its offices.

        ``codes`` are all values of the project's own conditions by name.
        """
        times = {clock for rule in rules for clock in (rule.time_from, rule.time_until) if clock}
        values: dict[str, tuple[FieldValue, ...]] = {
            "office": (None, *offices),
            "service": (ServiceValue(None, ""), *(ServiceValue(pk, kind) for pk, kind in kinds.items())),
            "urgency": tuple(urgencies),
            "supervisor": (None, *_named(rules, "supervisor")),
            "weekday": tuple(range(7)),
            "time": tuple(sorted({MIDNIGHT} | times)),
        }
        restricted = (field for rule in rules for field in rule.conditions if field != "kind")
        values |= {
            field: tuple(dict.fromkeys(("", *(codes or {}).get(field, ()), *_named(rules, field))))
            for field in (*FIELDS, *restricted)
            if field not in values
        }
        return cls(values, tuple(str(kind) for kind in _named(rules, "kind")))

    @property
    def fields(self) -> tuple[str, ...]:
        """In the order in which they are tried and listed: the project's own conditions are last."""
        return (*FIELDS, *(field for field in self.values if field not in FIELDS))

    @property
    def times(self) -> tuple[time, ...]:
        """``values["time"]``: the start of each stretch of the day that rules distinguish."""
        return tuple(value for value in self.values["time"] if isinstance(value, time))

    def with_page_kinds(self) -> Self:
        """A copy that includes what pages ask for: the number of a kind, without a service."""
        services = tuple(ServiceValue(None, kind) for kind in self.page_kinds)
        return replace(self, values={**self.values, "service": self.values["service"] + services})


@dataclass(frozen=True)
class Region:
    """The requests whose value of each field is one of ``values``; a missing field is not restricted.

    ``undecided`` are the rules that accept all these values and could still match.
    """

    values: Mapping[str, frozenset[FieldValue]]
    undecided: Positions


def unreachable_rules(
    rules: Sequence[RuleSnapshot], directory: RecipientDirectory, domain: Domain
) -> dict[int, list[int]]:
    """Primary keys of rules that never act, with the fewest earlier rules that together match all of their requests.

    That list is empty if no request can meet all conditions of a rule.
    """
    requests, page_requests = match_sets(rules, domain), match_sets(rules, domain.with_page_kinds())
    stopping = [n for n, rule in enumerate(rules) if rule.stop_processing and has_reachable_recipient(rule, directory)]
    unreachable: dict[int, list[int]] = {}
    for position, rule in enumerate(rules):
        # A page shows a rule's number without a request, so such a rule has more chances to act.
        sets = [each for each in (page_requests if rule.displayed_phone else requests) if position in each]
        earlier = [n for n in stopping if n < position]
        if not sets and not rule.displayed_phone:
            unreachable[rule.pk] = []
        elif sets and _all_contain_one_of(sets, earlier):
            unreachable[rule.pk] = [rules[n].pk for n in _fewest(sets, earlier)]
    return unreachable


def match_sets(rules: Sequence[RuleSnapshot], domain: Domain) -> set[Positions]:
    """Every set of rules whose conditions some request meets at once."""
    sets = {frozenset(range(len(rules)))}
    for field in domain.fields:
        accepting = set(_accepting(rules, field, domain).values())
        sets = {matching & accepted for matching in sets for accepted in accepting}
        check_size(sets)
    return sets


def uncovered_regions(rules: Sequence[RuleSnapshot], directory: RecipientDirectory, domain: Domain) -> list[Region]:
    """The requests, for no particular supervisor, that only the fallback recipients get; regions do not overlap."""
    rules = [rule for rule in rules if has_reachable_recipient(rule, directory)]
    offices = tuple(pk for pk in domain.values["office"] if not (pk and directory.can_reach(f"office:{pk}")))
    domain = replace(domain, values={**domain.values, "supervisor": (None,), "office": offices})
    regions = [Region({}, frozenset(range(len(rules))))]
    for number, field in enumerate(domain.fields):
        accepting = _accepting(rules, field, domain)
        catch_all = _unrestricted(rules, domain.fields[number + 1 :], domain)
        split = [part for region in regions for part in split_region(region, field, accepting)]
        regions = [region for region in split if not region.undecided & catch_all]
        check_size(regions)
    return merge_regions(regions, domain.fields)


def split_region(region: Region, field: str, accepting: Mapping[FieldValue, Positions]) -> Iterator[Region]:
    """Parts of the region by which of its undecided rules accept the value of the field, as in ``accepting``."""
    parts = defaultdict(set)
    for value, positions in accepting.items():
        parts[region.undecided & positions].add(value)
    for undecided, values in parts.items():
        yield Region({**region.values, field: frozenset(values)}, undecided)


def merge_regions(regions: list[Region], fields: Sequence[str]) -> list[Region]:
    """Joins regions that differ in one field only, since a short list is easier to read."""
    for field in reversed(fields):
        joined: dict[frozenset, frozenset[FieldValue]] = {}
        for region in regions:
            others = frozenset((name, values) for name, values in region.values.items() if name != field)
            joined[others] = joined.get(others, frozenset()) | region.values[field]
        regions = [Region({**dict(others), field: values}, frozenset()) for others, values in joined.items()]
    return regions


def _accepting(rules: Sequence[RuleSnapshot], field: str, domain: Domain) -> dict[FieldValue, Positions]:
    """The rules that accept each value of a field."""
    return {
        value: frozenset(n for n, rule in enumerate(rules) if accepts_value(rule, field, value))
        for value in domain.values[field]
    }


def accepts_value(rule: RuleSnapshot, field: str, value: FieldValue) -> bool:
    """Whether the rule's conditions on a field of a domain, the hours included, accept the value."""
    if isinstance(value, time):
        return rule.in_hours(value)
    if isinstance(value, ServiceValue):
        return rule.accepts("service", value.pk) and rule.accepts("kind", value.kind)
    return rule.accepts(field, value)


def _unrestricted(rules: Sequence[RuleSnapshot], fields: Iterable[str], domain: Domain) -> Positions:
    """The rules that accept every value of these fields."""
    accepting = [positions for field in fields for positions in _accepting(rules, field, domain).values()]
    return frozenset(range(len(rules))).intersection(*accepting)


def _all_contain_one_of(sets: Iterable[Positions], positions: Iterable[int]) -> bool:
    return all(not each.isdisjoint(positions) for each in sets)


def _fewest(sets: Sequence[Positions], positions: Sequence[int]) -> Sequence[int]:
    """Without the rules, last ones first, that are not needed to have one in every set."""
    for position in reversed(positions):
        others = [each for each in positions if each != position]
        positions = others if _all_contain_one_of(sets, others) else positions
    return positions


def check_size(combinations: Sequence[Region] | set[Positions]) -> None:
    """Raises ``TooManyCombinationsError`` if there are too many to go on."""
    if len(combinations) > MAX_COMBINATIONS:
        raise TooManyCombinationsError


def _named(rules: Iterable[RuleSnapshot], field: str) -> tuple[Value, ...]:
    """The values that rules restrict a field to."""
    return tuple(dict.fromkeys(value for rule in rules for value in rule.conditions.get(field, ())))
