"""Routing is a pure function; test_ruleset.py has the tests that need a database."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wagtail_tyonohjaus.contact.routing import (
    CALL,
    MAIL,
    SMS,
    RecipientDirectory,
    RoutingInput,
    RoutingRecipient,
    RuleSnapshot,
    route,
    rules_without_recipients,
)
from wagtail_tyonohjaus.contact.rule_coverage import World, left_over, never_matching

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
PEOPLE = {
    "supervisor:1": (RoutingRecipient("supervisor:1", "Aino", "aino@example.com", "+358401111111", user=7),),
    "supervisor:2": (RoutingRecipient("supervisor:2", "No mail", "", "+358402222222"),),
    "supervisor:3": (RoutingRecipient("supervisor:3", "Nothing at all"),),
    "office:1": (RoutingRecipient("office:1", "Turku", "turku@example.com"),),
    "mail:desk@example.com": (RoutingRecipient("mail:desk@example.com", "Desk", "desk@example.com"),),
}
FALLBACK = (RoutingRecipient("fallback:0", "Last", "last@example.com"),)
DIRECTORY = RecipientDirectory(PEOPLE, FALLBACK)
WITH_SMS = RecipientDirectory(PEOPLE, FALLBACK, sms=True)


def rule(pk=1, recipient_keys=("mail:desk@example.com",), conditions=None, **kwargs) -> RuleSnapshot:
    return RuleSnapshot(pk, f"rule {pk}", conditions or {}, recipient_keys=recipient_keys, **kwargs)


def sent(decision) -> list[tuple[str, str]]:
    return [
        (
            notification.channel,
            notification.recipient.email if notification.channel == MAIL else notification.recipient.phone,
        )
        for notification in decision.notifications
    ]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (RoutingInput(MONDAY, supervisor=1, office=1), [(MAIL, "aino@example.com")]),
        (RoutingInput(MONDAY, supervisor=3, office=1), [(MAIL, "turku@example.com")]),
        (RoutingInput(MONDAY, office=1), [(MAIL, "turku@example.com")]),
        (RoutingInput(MONDAY, office=99), [(MAIL, "last@example.com")]),
        (RoutingInput(MONDAY), [(MAIL, "last@example.com")]),
    ],
)
def test_without_rules_supervisor_then_office_then_fallback_receives(facts, expected):
    assert sent(route(facts, [], DIRECTORY)) == expected


def test_rules_are_asked_in_order_until_one_stops():
    rules = [
        rule(1, ("supervisor:1",), stop_processing=False),
        rule(2, ("office:1",), {"service": frozenset({5})}),
        rule(3),
        rule(4, ("supervisor:2",)),
    ]
    decision = route(RoutingInput(MONDAY, service=6), rules, DIRECTORY)
    assert sent(decision) == [(MAIL, "aino@example.com"), (MAIL, "desk@example.com")]
    assert [
        (evaluation.pk, evaluation.matched, evaluation.unmet_conditions) for evaluation in decision.evaluations
    ] == [
        (1, True, ()),
        (2, False, ("service",)),
        (3, True, ()),
    ]


def test_rule_that_reaches_nobody_does_not_stop():
    assert sent(route(RoutingInput(MONDAY), [rule(1, ("supervisor:3",)), rule(2)], DIRECTORY)) == [
        (MAIL, "desk@example.com")
    ]


def test_rules_that_all_reach_nobody_leave_the_fallback():
    decision = route(RoutingInput(MONDAY), [rule(1, ("supervisor:3",)), rule(2, ())], DIRECTORY)
    assert (sent(decision), decision.used_fallback) == ([(MAIL, "last@example.com")], True)


def test_person_named_twice_hears_once():
    rules = [rule(1, ("supervisor:1",), stop_processing=False), rule(2, ("supervisor:1", "mail:desk@example.com"))]
    assert sent(route(RoutingInput(MONDAY), rules, DIRECTORY)) == [
        (MAIL, "aino@example.com"),
        (MAIL, "desk@example.com"),
    ]


def test_crisis_adds_text_messages_where_the_site_sends_them():
    facts = RoutingInput(MONDAY, supervisor=1, urgency="crisis")
    assert sent(route(facts, [], DIRECTORY)) == [(MAIL, "aino@example.com")]
    assert sent(route(facts, [], WITH_SMS)) == [(MAIL, "aino@example.com"), (SMS, "+358401111111")]


def test_channel_that_somebody_lacks_is_replaced_by_the_other():
    rules = [rule(1, ("office:1", "supervisor:2"), channels=frozenset({SMS}))]
    assert sent(route(RoutingInput(MONDAY), rules, WITH_SMS)) == [(MAIL, "turku@example.com"), (SMS, "+358402222222")]


def test_call_task_alone_still_tells_somebody():
    decision = route(RoutingInput(MONDAY), [rule(channels=frozenset({CALL}))], DIRECTORY)
    assert (decision.call, sent(decision)) == (True, [(MAIL, "desk@example.com")])


@pytest.mark.parametrize(
    ("start", "end", "moment", "matched"),
    [
        (time(8), time(16), time(10), True),
        (time(8), time(16), time(16), False),
        (time(16), time(8), time(23), True),
        (time(16), time(8), time(7, 59), True),
        (time(16), time(8), time(12), False),
    ],
)
def test_hours_may_run_over_midnight(start, end, moment, matched):
    facts = RoutingInput(datetime.combine(MONDAY, moment, UTC))
    decision = route(facts, [rule(time_from=start, time_until=end)], DIRECTORY)
    assert decision.evaluations[0].matched is matched


def test_weekday_is_the_one_on_which_the_request_comes():
    tuesdays = rule(conditions={"weekday": frozenset({1})})
    assert route(RoutingInput(MONDAY), [tuesdays], DIRECTORY).evaluations[0].unmet_conditions == ("weekday",)


# Analysis


KINDS = {1: "supervision", 2: "supervision", 3: "crisis"}


def never(rules) -> dict[int, list[int]]:
    return never_matching(rules, DIRECTORY, World.of(rules, KINDS, [1, 2], ["normal", "soon", "crisis"]))


def test_rule_behind_a_wider_one_that_stops_is_found():
    rules = [
        rule(1, conditions={"service": frozenset({1, 2})}),
        rule(2, conditions={"service": frozenset({2}), "payer": frozenset({"self"})}),
        rule(3, conditions={"service": frozenset({3})}),
    ]
    assert never(rules) == {2: [1]}


def test_rule_whose_number_a_page_about_a_crisis_shows_acts_although_no_request_gets_to_it():
    of_service = rule(1, conditions={"service": frozenset({3})})
    of_kind = {"kind": frozenset({"crisis"})}
    number = {"displayed_phone": "+358401234567"}
    assert never([of_service, rule(2, (), conditions=of_kind)]) == {2: [1]}
    assert never([of_service, rule(2, (), conditions=of_kind, **number)]) == {}
    assert never([rule(1, conditions=of_kind), rule(2, (), conditions=of_kind, **number)]) == {2: [1]}


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
def test_rule_whose_requests_several_earlier_ones_take_is_found(first, second):
    assert never(
        [rule(1, **first), rule(4, conditions={"payer": frozenset({"self"})}), rule(2, **second), rule(3)]
    ) == {3: [1, 2]}


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        # The same in other words: the service is of that kind.
        ({"conditions": {"kind": frozenset({"crisis"})}}, {"conditions": {"service": frozenset({3})}}, {2: [1]}),
        ({"time_from": time(8), "time_until": time(16)}, {"time_from": time(9), "time_until": time(12)}, {2: [1]}),
        ({"time_from": time(8), "time_until": time(16)}, {"time_from": time(9), "time_until": time(17)}, {}),
        ({"recipient_keys": ("supervisor:99",)}, {}, {}),
        ({"stop_processing": False}, {}, {}),
        ({"recipient_keys": (), "to_office": True}, {}, {}),
    ],
)
def test_rule_never_matches_only_where_an_earlier_one_surely_stops(first, second, found):
    assert never([rule(1, **first), rule(2, **second)]) == found


def test_rule_whose_conditions_bar_each_other_is_found():
    rules = [
        rule(1, conditions={"kind": frozenset({"crisis"}), "service": frozenset({1})}),
        rule(2, time_from=time(9), time_until=time(9)),
    ]
    assert never(rules) == {1: [], 2: []}


def test_what_no_rule_catches_is_told_by_what_sets_it_apart():
    rules = [rule(1, conditions={"weekday": frozenset(range(5))}), rule(2, time_from=time(8), time_until=time(20))]
    world = World.of(rules, KINDS, [1, 2], ["normal", "soon", "crisis"])
    # Office 1 can be reached without any rule.
    (box,) = left_over(rules, DIRECTORY, world)
    assert (box["office"], box["weekday"], box["time"]) == ({None, 2}, {5, 6}, {time(0), time(20)})


def test_rules_that_leave_nothing_leave_the_fallback_nothing():
    rules = [rule(1, conditions={"weekday": frozenset({5, 6})}), rule(2)]
    assert left_over(rules, DIRECTORY, World.of(rules, KINDS, [1], ["normal"])) == []


def test_rule_that_names_nobody_may_be_there_for_its_number_or_a_call():
    rules = [rule(1, (), displayed_phone="+358401234567"), rule(2, (), channels=frozenset({CALL})), rule(3, ())]
    assert rules_without_recipients(rules, DIRECTORY) == [3]


def test_rule_whose_people_are_gone_is_found():
    rules = [rule(1, ("supervisor:3",)), rule(2, ("supervisor:99",)), rule(3), rule(4, (), to_office=True)]
    assert rules_without_recipients(rules, DIRECTORY) == [1, 2]


# Totality

keys = st.sampled_from([*PEOPLE, "supervisor:99", "user:4", "mail:", ""])
conditions = st.dictionaries(
    st.sampled_from(["service", "office", "supervisor", "kind", "format", "urgency", "weekday", "payer"]),
    st.frozensets(st.one_of(st.integers(0, 6), st.sampled_from(["crisis", "self"]))),
    max_size=3,
)
rule_lists = st.lists(
    st.builds(
        RuleSnapshot,
        pk=st.integers(1, 99),
        name=st.text(max_size=5),
        conditions=conditions,
        time_from=st.none() | st.times(),
        time_until=st.none() | st.times(),
        to_supervisor=st.booleans(),
        to_office=st.booleans(),
        recipient_keys=st.lists(keys, max_size=4).map(tuple),
        channels=st.frozensets(st.sampled_from([MAIL, SMS, CALL])),
        stop_processing=st.booleans(),
    ),
    max_size=6,
)
any_facts = st.builds(
    RoutingInput,
    at=st.datetimes(timezones=st.just(UTC)),
    service=st.none() | st.integers(0, 6),
    office=st.none() | st.integers(0, 3),
    supervisor=st.none() | st.integers(0, 4),
    kind=st.sampled_from(["", "crisis", "coaching"]),
    urgency=st.sampled_from(["normal", "crisis"]),
    payer=st.sampled_from(["", "self"]),
)


@given(facts=any_facts, rules=rule_lists, sms=st.booleans())
def test_every_request_reaches_somebody_who_can_be_reached(facts, rules, sms):
    decision = route(facts, rules, RecipientDirectory(PEOPLE, FALLBACK, sms))
    assert decision.notifications
    for notification in decision.notifications:
        assert notification.recipient.email if notification.channel == MAIL else notification.recipient.phone and sms
    addresses = sent(decision)
    assert len(addresses) == len(set(addresses))


@given(facts=any_facts, rules=rule_lists)
def test_what_is_reckoned_by_sets_is_what_routing_does(facts, rules):
    kinds = {number: ["", "crisis", "coaching"][number % 3] for number in range(7)}
    facts = replace(facts, supervisor=None, kind=kinds.get(facts.service, ""))
    rules = [replace(each, to_supervisor=False, to_office=False) for each in rules]
    world = World.of(rules, kinds, range(4), ["normal", "crisis"])
    at = max(start for start in world.starts if start <= facts.at.time())
    asked = {**{name: getattr(facts, name, "") for name in world.values}, "weekday": facts.at.weekday(), "time": at}
    # What no rule names is as good as blank.
    asked = {name: value if value in world.values[name] else "" for name, value in asked.items()}
    inside = any(all(asked[name] in box[name] for name in box) for box in left_over(rules, DIRECTORY, world))
    assert inside == route(facts, rules, DIRECTORY).used_fallback
