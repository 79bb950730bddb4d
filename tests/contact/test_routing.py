"""Routing is a pure function; test_ruleset.py has the tests that need a database."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wagtail_tyonohjaus.contact.routing.evaluation import (
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

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
PEOPLE = {
    "supervisor:1": (RoutingRecipient("supervisor:1", "Aino", "aino@example.com", "+358401111111", user=7),),
    "supervisor:2": (RoutingRecipient("supervisor:2", "No mail", "", "+358402222222"),),
    "supervisor:3": (RoutingRecipient("supervisor:3", "Nothing at all"),),
    "office:1": (RoutingRecipient("office:1", "Turku", "turku@example.com"),),
    "mail:info@example.com": (RoutingRecipient("mail:info@example.com", "Info", "info@example.com"),),
}
FALLBACK = (RoutingRecipient("fallback:0", "Last", "last@example.com"),)
DIRECTORY = RecipientDirectory(PEOPLE, FALLBACK)
WITH_SMS = RecipientDirectory(PEOPLE, FALLBACK, sms=True)


def rule(pk=1, recipient_keys=("mail:info@example.com",), conditions=None, **kwargs) -> RuleSnapshot:
    return RuleSnapshot(pk, f"rule {pk}", conditions or {}, recipient_keys=recipient_keys, **kwargs)


def addressees(decision) -> list[tuple[str, str]]:
    return [(notification.channel, notification.address) for notification in decision.notifications]


@pytest.mark.parametrize(
    ("routing_input", "expected"),
    [
        (RoutingInput(MONDAY, supervisor=1, office=1), [(MAIL, "aino@example.com")]),
        (RoutingInput(MONDAY, supervisor=3, office=1), [(MAIL, "turku@example.com")]),
        (RoutingInput(MONDAY, office=1), [(MAIL, "turku@example.com")]),
        (RoutingInput(MONDAY, office=99), [(MAIL, "last@example.com")]),
        (RoutingInput(MONDAY), [(MAIL, "last@example.com")]),
    ],
)
def test_requested_supervisor_then_office_then_fallback_is_notified_without_rules(routing_input, expected):
    assert addressees(route(routing_input, [], DIRECTORY)) == expected


def test_rules_are_evaluated_in_order_until_one_stops():
    rules = [
        rule(1, ("supervisor:1",), stop_processing=False),
        rule(2, ("office:1",), {"service": frozenset({5})}),
        rule(3),
        rule(4, ("supervisor:2",)),
    ]
    decision = route(RoutingInput(MONDAY, service=6), rules, DIRECTORY)
    assert addressees(decision) == [(MAIL, "aino@example.com"), (MAIL, "info@example.com")]
    assert [
        (evaluation.pk, evaluation.matched, evaluation.unmet_conditions) for evaluation in decision.evaluations
    ] == [
        (1, True, ()),
        (2, False, ("service",)),
        (3, True, ()),
    ]


def test_rule_without_reachable_recipient_does_not_stop():
    assert addressees(route(RoutingInput(MONDAY), [rule(1, ("supervisor:3",)), rule(2)], DIRECTORY)) == [
        (MAIL, "info@example.com")
    ]


def test_fallback_is_notified_if_no_rule_has_a_reachable_recipient():
    decision = route(RoutingInput(MONDAY), [rule(1, ("supervisor:3",)), rule(2, ())], DIRECTORY)
    assert (addressees(decision), decision.used_fallback) == ([(MAIL, "last@example.com")], True)


def test_recipient_of_two_rules_is_notified_once():
    rules = [rule(1, ("supervisor:1",), stop_processing=False), rule(2, ("supervisor:1", "mail:info@example.com"))]
    assert addressees(route(RoutingInput(MONDAY), rules, DIRECTORY)) == [
        (MAIL, "aino@example.com"),
        (MAIL, "info@example.com"),
    ]


def test_crisis_adds_text_messages_if_the_site_sends_them():
    routing_input = RoutingInput(MONDAY, supervisor=1, urgency="crisis")
    assert addressees(route(routing_input, [], DIRECTORY)) == [(MAIL, "aino@example.com")]
    assert addressees(route(routing_input, [], WITH_SMS)) == [(MAIL, "aino@example.com"), (SMS, "+358401111111")]


def test_missing_channel_of_a_recipient_is_replaced_by_the_other():
    rules = [rule(1, ("office:1", "supervisor:2"), channels=frozenset({SMS}))]
    assert addressees(route(RoutingInput(MONDAY), rules, WITH_SMS)) == [
        (MAIL, "turku@example.com"),
        (SMS, "+358402222222"),
    ]


def test_callback_as_the_only_channel_still_notifies_by_mail():
    decision = route(RoutingInput(MONDAY), [rule(channels=frozenset({CALL}))], DIRECTORY)
    assert (decision.needs_callback, addressees(decision)) == (True, [(MAIL, "info@example.com")])


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
def test_hours_may_run_past_midnight(start, end, moment, matched):
    routing_input = RoutingInput(datetime.combine(MONDAY, moment, UTC))
    decision = route(routing_input, [rule(time_from=start, time_until=end)], DIRECTORY)
    assert decision.evaluations[0].matched is matched


def test_weekday_is_that_of_the_request():
    tuesdays = rule(conditions={"weekday": frozenset({1})})
    assert route(RoutingInput(MONDAY), [tuesdays], DIRECTORY).evaluations[0].unmet_conditions == ("weekday",)


def test_rule_without_recipients_may_be_there_for_its_number_or_a_callback():
    rules = [rule(1, (), displayed_phone="+358401234567"), rule(2, (), channels=frozenset({CALL})), rule(3, ())]
    assert rules_without_recipients(rules, DIRECTORY) == [3]


def test_rule_whose_recipients_have_left_is_reported():
    rules = [rule(1, ("supervisor:3",)), rule(2, ("supervisor:99",)), rule(3), rule(4, (), to_office=True)]
    assert rules_without_recipients(rules, DIRECTORY) == [1, 2]


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
routing_inputs = st.builds(
    RoutingInput,
    at=st.datetimes(timezones=st.just(UTC)),
    service=st.none() | st.integers(0, 6),
    office=st.none() | st.integers(0, 3),
    supervisor=st.none() | st.integers(0, 4),
    kind=st.sampled_from(["", "crisis", "coaching"]),
    urgency=st.sampled_from(["normal", "crisis"]),
    payer=st.sampled_from(["", "self"]),
)


@given(routing_input=routing_inputs, rules=rule_lists, sms=st.booleans())
def test_every_request_has_a_reachable_recipient(routing_input, rules, sms):
    decision = route(routing_input, rules, RecipientDirectory(PEOPLE, FALLBACK, sms))
    assert decision.notifications
    for notification in decision.notifications:
        assert notification.address and (notification.channel == MAIL or sms)
    addresses = addressees(decision)
    assert len(addresses) == len(set(addresses))
