"""Which rules never apply, and which requests no rule matches; the oracle routes every combination of values."""

from dataclasses import replace
from datetime import UTC, datetime, time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hypothesis_profile import examples
from wagtail_tyonohjaus.contact.routing import coverage
from wagtail_tyonohjaus.contact.routing.coverage import (
    Domain,
    Region,
    ServiceValue,
    TooManyCombinationsError,
    uncovered_regions,
    unreachable_rules,
)
from wagtail_tyonohjaus.contact.routing.evaluation import (
    RecipientDirectory,
    RoutingInput,
    RoutingRecipient,
    RuleSnapshot,
    route,
    unmet_conditions,
)

INFO = "mail:info@example.com"
GONE = "supervisor:99"
DIRECTORY = RecipientDirectory(
    {
        INFO: (RoutingRecipient(INFO, "Info", "info@example.com"),),
        "office:1": (RoutingRecipient("office:1", "Turku", "turku@example.com"),),
    },
    fallback=(RoutingRecipient("fallback:0", "Last", "last@example.com"),),
)
KINDS = {1: "supervision", 2: "supervision", 3: "crisis"}
OFFICES = (1, 2)
URGENCIES = ("normal", "soon", "crisis")
CRISIS_KIND = {"kind": frozenset({"crisis"})}


def rule(pk, recipient_keys=(INFO,), conditions=None, **kwargs) -> RuleSnapshot:
    return RuleSnapshot(pk, f"rule {pk}", conditions or {}, recipient_keys=recipient_keys, **kwargs)


def domain_of(rules) -> Domain:
    return Domain.of(rules, KINDS, OFFICES, URGENCIES)


def unreachable(*rules) -> dict[int, list[int]]:
    return unreachable_rules(rules, DIRECTORY, domain_of(rules))


def uncovered(*rules) -> list[Region]:
    return uncovered_regions(rules, DIRECTORY, domain_of(rules))


def test_rule_behind_a_wider_one_that_stops_is_unreachable():
    wide = rule(1, conditions={"service": frozenset({1, 2})})
    narrow = rule(2, conditions={"service": frozenset({2}), "payer": frozenset({"self"})})
    other = rule(3, conditions={"service": frozenset({3})})
    assert unreachable(wide, narrow, other) == {2: [1]}


def test_rule_with_a_number_that_pages_may_display_is_reachable():
    of_service, of_kind = rule(1, conditions={"service": frozenset({3})}), rule(1, conditions=CRISIS_KIND)
    without_number = rule(2, (), conditions=CRISIS_KIND)
    with_number = replace(without_number, displayed_phone="+358401234567")
    assert unreachable(of_service, without_number) == {2: [1]}
    assert unreachable(of_service, with_number) == {}
    assert unreachable(of_kind, with_number) == {2: [1]}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"conditions": {"weekday": frozenset(range(5))}}, {"conditions": {"weekday": frozenset({5, 6})}}),
        ({"time_from": time(8), "time_until": time(16)}, {"time_from": time(16), "time_until": time(8)}),
        (
            {"conditions": {"urgency": frozenset({"normal", "soon"})}},
            {"conditions": {"urgency": frozenset({"crisis"})}},
        ),
    ],
)
def test_rule_behind_several_that_together_match_everything_is_unreachable(first, second):
    unneeded = rule(4, conditions={"payer": frozenset({"self"})})
    assert unreachable(rule(1, **first), unneeded, rule(2, **second), rule(3)) == {3: [1, 2]}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # The same in other words: the service is of that kind.
        ({"conditions": CRISIS_KIND}, {"conditions": {"service": frozenset({3})}}, {2: [1]}),
        ({"time_from": time(8), "time_until": time(16)}, {"time_from": time(9), "time_until": time(12)}, {2: [1]}),
        ({"time_from": time(8), "time_until": time(16)}, {"time_from": time(9), "time_until": time(17)}, {}),
        ({"recipient_keys": (GONE,)}, {}, {}),
        ({"stop_processing": False}, {}, {}),
        ({"recipient_keys": (), "to_office": True}, {}, {}),
    ],
)
def test_rule_is_unreachable_only_behind_one_that_always_stops(first, second, expected):
    assert unreachable(rule(1, **first), rule(2, **second)) == expected


def test_rule_whose_conditions_exclude_each_other_is_unreachable():
    contradiction = rule(1, conditions={**CRISIS_KIND, "service": frozenset({1})})
    empty_hours = rule(2, time_from=time(9), time_until=time(9))
    assert unreachable(contradiction, empty_hours) == {1: [], 2: []}


def test_rule_of_a_kind_does_not_hide_a_rule_without_one():
    """A request without a service has no kind."""
    assert unreachable(rule(1, conditions={"kind": frozenset({"crisis", "supervision"})}), rule(2)) == {}


def test_region_without_a_rule_restricts_only_what_distinguishes_it():
    (region,) = uncovered(
        rule(1, conditions={"weekday": frozenset(range(5))}), rule(2, time_from=time(8), time_until=time(20))
    )
    # Office 1 can be reached without any rule.
    assert region.values["office"] == {None, 2}
    assert region.values["weekday"] == {5, 6}
    assert region.values["time"] == {time(0), time(20)}
    assert region.values["service"] == set(domain_of([]).values["service"])


def test_rule_without_conditions_leaves_nothing_uncovered():
    assert uncovered(rule(1, conditions={"weekday": frozenset({5, 6})}), rule(2)) == []


def test_too_many_combinations_are_refused(monkeypatch):
    monkeypatch.setattr(coverage, "MAX_COMBINATIONS", 3)
    hours = {"time_from": time(8), "time_until": time(16)}
    rules = [rule(pk, conditions={"weekday": frozenset({pk})}, **hours) for pk in range(6)]
    for find in (unreachable, uncovered):
        with pytest.raises(TooManyCombinationsError):
            find(*rules)


def test_sixty_rules_of_as_many_offices_are_few_combinations():
    """A rule for each office and weekday or weekend: the rules of one office exclude those of the others."""
    days = (frozenset(range(5)), frozenset({5, 6}))
    rules = [rule(n, conditions={"office": frozenset({n // 2 + 1}), "weekday": days[n % 2]}) for n in range(60)]
    domain = Domain.of(rules, KINDS, range(1, 31), URGENCIES)
    assert unreachable_rules(rules, DIRECTORY, domain) == {}
    assert [region.values["office"] for region in uncovered_regions(rules, DIRECTORY, domain)] == [{None}]


# Few values, so that the oracle can try every combination of them, and one of each that no rule names.

CONDITION_VALUES = {
    "service": (1, 3),
    "kind": ("crisis", "supervision"),
    "office": (1, 2),
    "urgency": ("normal", "crisis"),
    "payer": ("self",),
    "weekday": (0, 5),
}
HOURS = (time(0), time(8), time(16))
DAYS = (21, 23, 24)  # Saturday, Monday and Tuesday of November 2026

conditions = st.fixed_dictionaries(
    {}, optional={name: st.frozensets(st.sampled_from(values)) for name, values in CONDITION_VALUES.items()}
)
rule_lists = st.lists(
    st.builds(
        RuleSnapshot,
        pk=st.just(0),
        name=st.just(""),
        conditions=conditions,
        time_from=st.none() | st.sampled_from(HOURS),
        time_until=st.none() | st.sampled_from(HOURS),
        recipient_keys=st.sampled_from([(), (INFO,), (INFO,), (GONE,)]),
        stop_processing=st.sampled_from([True, True, False]),
        displayed_phone=st.sampled_from(["", "", "+358401234567"]),
    ),
    max_size=6,
).map(lambda rules: [replace(each, pk=pk) for pk, each in enumerate(rules, start=1)])


def combinations(services) -> list[RoutingInput]:
    return [
        RoutingInput(
            datetime.combine(datetime(2026, 11, day), clock, UTC),
            service=service.pk,
            kind=service.kind,
            office=office,
            urgency=urgency,
            payer=payer,
        )
        for day, clock, service, office, urgency, payer in product(
            DAYS, HOURS, services, (None, *OFFICES), URGENCIES, ("", "self")
        )
    ]


REQUESTS = combinations([ServiceValue(None, ""), *(ServiceValue(pk, kind) for pk, kind in KINDS.items())])
PAGE_REQUESTS = REQUESTS + combinations([ServiceValue(None, kind) for kind in set(KINDS.values())])


def acts(rules, last: RuleSnapshot) -> bool:
    """Whether the last rule is evaluated and matches for some request, or some page if it has a number to display."""
    for routing_input in PAGE_REQUESTS if last.displayed_phone else REQUESTS:
        evaluations = route(routing_input, [*rules, last], DIRECTORY).evaluations
        if any(each.pk == last.pk and each.matched for each in evaluations):
            return True
    return False


def matches_some(rule: RuleSnapshot) -> bool:
    return any(not unmet_conditions(rule, each) for each in (PAGE_REQUESTS if rule.displayed_phone else REQUESTS))


@examples(50)
@given(rules=rule_lists)
def test_unreachable_rules_are_those_that_no_combination_reaches(rules):
    answer, by_pk = unreachable(*rules), {each.pk: each for each in rules}
    for position, each in enumerate(rules):
        # A page may ask for a number by a combination that no request has.
        possible = matches_some(each) or not each.displayed_phone
        assert (each.pk in answer) == (possible and not acts(rules[:position], each))
    for pk, earlier in answer.items():
        blockers = [by_pk[other] for other in earlier]
        assert not acts(blockers, by_pk[pk])
        assert all(acts([other for other in blockers if other is not one], by_pk[pk]) for one in blockers)


@given(rules=rule_lists)
def test_uncovered_regions_are_the_requests_that_only_the_fallback_gets(rules):
    regions, known = uncovered(*rules), domain_of(rules).values
    for routing_input in REQUESTS:
        values = {
            **{name: getattr(routing_input, name) for name in ("office", "urgency", "weekday")},
            "service": ServiceValue(routing_input.service, routing_input.kind),
            "payer": routing_input.payer if routing_input.payer in known["payer"] else "",
            "time": max(clock for clock in known["time"] if clock <= routing_input.at.time()),
        }
        containing = [region for region in regions if all(values[name] in region.values[name] for name in values)]
        assert len(containing) == route(routing_input, rules, DIRECTORY).used_fallback
