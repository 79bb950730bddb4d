"""The map of routing; the oracle routes every combination of values."""

from dataclasses import replace
from datetime import UTC, datetime, time
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from tests.hypothesis_profile import examples
from wagtail_tyonohjaus.contact.routing.coverage import Domain, ServiceValue
from wagtail_tyonohjaus.contact.routing.evaluation import (
    RecipientDirectory,
    RoutingInput,
    RoutingRecipient,
    RuleSnapshot,
    route,
)
from wagtail_tyonohjaus.contact.routing.routes import OTHER_SUPERVISOR, routes, with_other_supervisors

INFO, GONE = "mail:info@example.com", "supervisor:99"
#: Somebody whom no rule names.
ELSE = 7
OFFICES = (1, 2)
KINDS = {1: "supervision", 3: "crisis"}
URGENCIES = ("normal", "crisis")
DAYS = (21, 23)  # Saturday and Monday of November 2026
HOURS = (time(0), time(8), time(16))


def recipient(key: str) -> tuple[RoutingRecipient, ...]:
    return (RoutingRecipient(key, key, f"{key.replace(':', '')}@example.com"),)


DIRECTORY = RecipientDirectory(
    {key: recipient(key) for key in (INFO, "office:1", "supervisor:5", f"supervisor:{ELSE}")},
    fallback=recipient("fallback:0"),
)
VALUES = {
    "service": (1, 3),
    "kind": ("crisis",),
    "office": OFFICES,
    "urgency": ("crisis",),
    "supervisor": (5, 6),
    "weekday": (0, 5),
}
rule_lists = st.lists(
    st.builds(
        RuleSnapshot,
        pk=st.just(0),
        name=st.just(""),
        conditions=st.fixed_dictionaries(
            {}, optional={name: st.frozensets(st.sampled_from(values)) for name, values in VALUES.items()}
        ),
        time_from=st.none() | st.sampled_from(HOURS),
        time_until=st.none() | st.sampled_from(HOURS),
        recipient_keys=st.sampled_from([(), (INFO,), (GONE,)]),
        to_supervisor=st.booleans(),
        to_office=st.booleans(),
        stop_processing=st.sampled_from([True, True, False]),
    ),
    max_size=5,
).map(lambda rules: [replace(each, pk=pk) for pk, each in enumerate(rules, start=1)])
REQUESTS = [
    RoutingInput(
        datetime.combine(datetime(2026, 11, day), clock, UTC),
        service=service,
        kind=KINDS.get(service, ""),
        office=office,
        urgency=urgency,
        supervisor=supervisor,
    )
    for day, clock, service, office, urgency, supervisor in product(
        DAYS, HOURS, (None, *KINDS), (None, *OFFICES), URGENCIES, (None, 5, 6, ELSE)
    )
]


def routes_of(rules):
    return routes(rules, DIRECTORY, with_other_supervisors(Domain.of(rules, KINDS, OFFICES, URGENCIES)))


def outcome(routing_input, rules) -> tuple[tuple[int, ...], str]:
    decision = route(routing_input, rules, DIRECTORY)
    acting = tuple(each.pk for each in decision.evaluations if each.notified and each.pk is not None)
    return acting, "" if acting else decision.evaluations[-1].rule


@examples(60)
@given(rules=rule_lists)
def test_each_request_is_in_the_one_route_by_which_it_goes(rules):
    domain = with_other_supervisors(Domain.of(rules, KINDS, OFFICES, URGENCIES))
    found = routes(rules, DIRECTORY, domain)
    for routing_input in REQUESTS:
        supervisor = routing_input.supervisor
        is_named = supervisor in domain.values["supervisor"]
        # One who has left and whom no rule names can't be requested.
        if supervisor == 6 and not is_named:
            continue
        values = {
            **{name: getattr(routing_input, name) for name in ("office", "urgency", "weekday")},
            "service": ServiceValue(routing_input.service, routing_input.kind),
            "supervisor": supervisor if is_named else OTHER_SUPERVISOR,
            "time": max(clock for clock in domain.times if clock <= routing_input.at.time()),
        }
        containing = [each for each in found if all(values[name] in each.region.values[name] for name in values)]
        assert [(each.rules, each.default) for each in containing] == [outcome(routing_input, rules)]


def test_routes_are_in_the_order_of_the_rules_and_end_with_the_defaults():
    rules = [
        RuleSnapshot(4, "crisis", {"urgency": frozenset({"crisis"})}, recipient_keys=(INFO,)),
        RuleSnapshot(2, "weekend", {"weekday": frozenset({5, 6})}, recipient_keys=(INFO,)),
    ]
    found = [(each.rules, each.default) for each in routes_of(rules)]
    assert list(dict.fromkeys(found)) == [((4,), ""), ((2,), ""), ((), "supervisor"), ((), "office"), ((), "fallback")]
    gap = routes_of(rules)[-1].region.values
    assert (gap["office"], gap["urgency"], gap["weekday"]) == ({None, 2}, {"normal"}, set(range(5)))


def test_two_hundred_rules_of_as_many_offices_are_few_routes():
    rules = [RuleSnapshot(n, "", {"office": frozenset({n})}, recipient_keys=(INFO,)) for n in range(1, 201)]
    domain = with_other_supervisors(Domain.of(rules, KINDS, range(1, 201), URGENCIES))
    assert [each.rules for each in routes(rules, DIRECTORY, domain)][:200] == [(n,) for n in range(1, 201)]
