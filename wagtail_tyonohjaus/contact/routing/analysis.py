"""Describes problems of a practice's rules: rules that never act, and requests that no rule matches."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Choices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...practice.choices import DeliveryMode, Language, Weekday
from ...practice.display.format_labels import FORMATS
from ...practice.fields import Vocabulary
from ...practice.formatting import format_time_range
from ...practice.models import Office, PracticeSettings, Service
from ..choices import Payer, Urgency
from ..conditions import condition_labels, routing_conditions
from ..form.standard_fields import FIELD_LABELS, StrOrPromise
from ..summary import with_colon
from .coverage import (
    Domain,
    FieldValue,
    Region,
    ServiceValue,
    TooManyCombinationsError,
    uncovered_regions,
    unreachable_rules,
)
from .evaluation import rules_without_recipients
from .ruleset import RuleSet, load_rule_set

MAX_LISTED = 60
VOCABULARIES: Mapping[str, type[Choices] | Vocabulary] = {
    "urgency": Urgency,
    "format": FORMATS,
    "delivery_mode": DeliveryMode,
    "language": Language,
    "payer": Payer,
    "weekday": Weekday,
}

Labels = Mapping[FieldValue, str]


@dataclass(frozen=True)
class RuleProblem:
    """``rule`` is the name of the rule, ``description`` a sentence."""

    rule: str
    description: str


@dataclass(frozen=True)
class RuleAnalysis:
    """``problems`` and ``uncovered`` are incomplete if there are ``too_many_combinations`` to check.

    ``uncovered`` describes the requests, for no particular supervisor, that only the fallback recipients get: each
    line says what distinguishes them, such as "Office: none; Weekday: Saturday, Sunday".
    """

    rule_set: RuleSet
    problems: list[RuleProblem]
    uncovered: list[str]
    too_many_combinations: bool


def analyse_rules(practice: PracticeSettings, at: datetime, extra_keys: Iterable[str] = ()) -> RuleAnalysis:
    """``at`` decides who is on duty; ``extra_keys`` are recipients of the rule set that no rule names."""
    rule_set = load_rule_set(practice, at, extra_keys, all_offices=True)
    domain = domain_of(practice, rule_set)
    problems, uncovered, too_many_combinations = _without_recipients(rule_set), [], False
    try:
        problems = _unreachable(rule_set, domain) + problems
        uncovered = _uncovered(practice, rule_set, domain)
    except TooManyCombinationsError:
        too_many_combinations = True
    return RuleAnalysis(rule_set, problems, uncovered, too_many_combinations)


def domain_of(practice: PracticeSettings, rule_set: RuleSet) -> Domain:
    """What requests to a practice can have."""
    kinds = dict(Service.objects.filter(site_id=practice.site_id).values_list("pk", "kind"))
    offices = Office.objects.filter(site_id=practice.site_id).values_list("pk", flat=True)
    codes = {name: [code for code, _label in each.choices] for name, each in routing_conditions().items()}
    return Domain.of(rule_set.rules, kinds, offices, Urgency.values, codes)


def _without_recipients(rule_set: RuleSet) -> list[RuleProblem]:
    names = {rule.pk: rule.name for rule in rule_set.rules}
    message = _("None of its recipients can be reached any more.")
    return [RuleProblem(names[pk], message) for pk in rules_without_recipients(rule_set.rules, rule_set.directory)]


def _unreachable(rule_set: RuleSet, domain: Domain) -> list[RuleProblem]:
    names = {rule.pk: rule.name for rule in rule_set.rules}
    unreachable = unreachable_rules(rule_set.rules, rule_set.directory, domain)
    return [RuleProblem(names[pk], _reason([names[by] for by in earlier])) for pk, earlier in unreachable.items()]


def _reason(earlier: list[str]) -> str:
    if not earlier:
        return _("No request can meet all of its conditions.")
    if len(earlier) == 1:
        return _("“%(rule)s” comes first, matches all of its requests and stops processing.") % {"rule": earlier[0]}
    return _("These rules come first, match all of its requests and stop processing: %(rules)s.") % {
        "rules": ", ".join(earlier)
    }


def _uncovered(practice: PracticeSettings, rule_set: RuleSet, domain: Domain) -> list[str]:
    regions, labels = uncovered_regions(rule_set.rules, rule_set.directory, domain), value_labels(practice)
    lines = [region_text(region, domain, labels, skipped=("supervisor",)) for region in regions[:MAX_LISTED]]
    if more := len(regions) - len(lines):
        lines.append(ngettext("%(count)d more combination", "%(count)d more combinations", more) % {"count": more})
    return lines


def value_labels(practice: PracticeSettings) -> dict[str, Labels]:
    """What people read of the values of a practice's domain, by field; those of supervisors are not included."""
    return {
        "office": {row.pk: str(row) for row in Office.objects.filter(site_id=practice.site_id)},
        "service": {
            ServiceValue(row.pk, row.kind): str(row) for row in Service.objects.filter(site_id=practice.site_id)
        },
        **{
            field: {value: str(label) for value, label in vocabulary.choices}
            for field, vocabulary in VOCABULARIES.items()
        },
        **{
            name: {code: str(label) for code, label in condition.choices}
            for name, condition in routing_conditions().items()
        },
    }


def region_text(region: Region, domain: Domain, labels: Mapping[str, Labels], skipped: Iterable[str] = ()) -> str:
    """What distinguishes the requests of a region, such as "Office: none; Weekday: Saturday, Sunday"."""
    own = condition_labels()
    headings: dict[str, StrOrPromise] = {**FIELD_LABELS, "weekday": _("Weekday"), "time": _("Time"), **own}
    parts = [
        f"{with_colon(headings.get(field, field))} {_values_text(field, region.values[field], domain, labels)}"
        for field in domain.fields
        if field not in skipped and region.values[field] != frozenset(domain.values[field])
    ]
    return "; ".join(parts) or _("Every request")


def _values_text(field: str, values: frozenset[FieldValue], domain: Domain, labels: Mapping[str, Labels]) -> str:
    if field == "time":
        return ", ".join(_hours(values, domain.times))
    others = frozenset(domain.values[field]) - values
    if len(others) < len(values) and not any(map(_is_blank, others)):
        return _("any but %(values)s") % {"values": ", ".join(_value_labels(others, labels.get(field, {})))}
    return ", ".join(_value_labels(values, labels.get(field, {})))


def _value_labels(values: frozenset[FieldValue], labels: Labels) -> list[str]:
    """In the order of ``labels``, blank first."""
    blank = [_("not chosen")] if any(map(_is_blank, values)) else []
    return blank + [str(label) for value, label in labels.items() if value in values]


def _is_blank(value: FieldValue) -> bool:
    return value in (None, "", ServiceValue(None, ""))


def _hours(values: frozenset[FieldValue], times: Iterable[time]) -> Iterator[str]:
    """The stretches of the day that start at ``values`` and last until the next of ``times``; adjacent ones joined."""
    start = None
    for clock in times:
        if start is not None and clock not in values:
            yield format_time_range(start, clock)
            start = None
        elif start is None and clock in values:
            start = clock
    if start is not None:
        yield format_time_range(start, time(0))
