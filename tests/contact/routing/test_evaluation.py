"""Routing is a pure function; test_ruleset.py has the tests that need a database."""

from datetime import UTC, datetime, time

import pytest

from tests.contact.routing.examples import FALLBACK, PEOPLE, addressees
from wagtail_tyonohjaus.contact.routing.evaluation import (
    CALL,
    CRISIS,
    MAIL,
    SMS,
    RecipientDirectory,
    RoutingInput,
    RoutingRecipient,
    RuleEvaluation,
    RuleSnapshot,
    route,
    rules_without_recipients,
    unmet_conditions,
)
from wagtail_tyonohjaus.contact.routing.evaluation import (
    FALLBACK as FALLBACK_REASON,
)

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


DIRECTORY = RecipientDirectory(PEOPLE, FALLBACK)


WITH_SMS = RecipientDirectory(PEOPLE, FALLBACK, sms=True)


def rule(pk=1, recipient_keys=("mail:info@example.com",), conditions=None, **kwargs) -> RuleSnapshot:
    return RuleSnapshot(pk, f"rule {pk}", conditions or {}, recipient_keys=recipient_keys, **kwargs)


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


def test_callback_is_needed_if_one_of_the_matching_rules_asks_for_it():
    rules = [
        rule(1, channels=frozenset({CALL}), stop_processing=False),
        rule(2, stop_processing=False),
        rule(3, channels=frozenset({CALL}), conditions={"service": frozenset({5})}),
    ]
    assert route(RoutingInput(MONDAY), rules, DIRECTORY).needs_callback is True
    assert route(RoutingInput(MONDAY), rules[1:], DIRECTORY).needs_callback is False


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


def test_codes_are_those_that_rules_store():
    assert (MAIL, SMS, CALL, CRISIS, FALLBACK_REASON) == ("mail", "sms", "call", "crisis", "fallback")
    assert RoutingInput(MONDAY) == RoutingInput(MONDAY, None, "", "", None, "", None, "", "", "normal")
    assert RoutingRecipient("office:1", "Turku") == RoutingRecipient("office:1", "Turku", "", "", "", None)


def test_response_time_is_the_shortest_of_the_matching_rules():
    rules = [
        rule(1, response_minutes=240, stop_processing=False),
        rule(2, response_minutes=60, stop_processing=False),
        rule(3, response_minutes=None, stop_processing=False),
        rule(4, conditions={"service": frozenset({5})}, response_minutes=15),
    ]
    assert route(RoutingInput(MONDAY), rules, DIRECTORY).response_minutes == 60
    assert route(RoutingInput(MONDAY), rules[2:3], DIRECTORY).response_minutes is None


def test_matching_rules_are_in_order_for_the_number_to_display():
    rules = [
        rule(1, conditions={"service": frozenset({5})}, displayed_phone="+358100"),
        rule(2, stop_processing=False),
        rule(3, displayed_phone="+358300", stop_processing=False),
        rule(4, displayed_phone="+358400"),
    ]
    decision = route(RoutingInput(MONDAY), rules, DIRECTORY)
    assert decision.matching_rules == (rules[1], rules[2], rules[3])
    assert not decision.needs_callback


def test_same_address_in_other_case_is_notified_once():
    """Mail servers ignore the case of addresses."""
    upper = RoutingRecipient("user:9", "Info", "INFO@Example.com", user=9)
    directory = RecipientDirectory({**PEOPLE, "user:9": (upper,)}, FALLBACK)
    decision = route(RoutingInput(MONDAY), [rule(1, ("mail:info@example.com", "user:9"))], directory)
    assert addressees(decision) == [(MAIL, "info@example.com")]


def test_merged_recipient_is_the_first_with_the_account_of_the_other():
    account = RoutingRecipient("user:9", "Anna", "info@example.com", user=9)
    second = RoutingRecipient("user:10", "Bo", "info@example.com", user=10)
    directory = RecipientDirectory({**PEOPLE, "user:9": (account,), "user:10": (second,)}, FALLBACK)
    rules = [rule(1, ("mail:info@example.com", "user:9", "user:10"))]
    decision = route(RoutingInput(MONDAY), rules, directory)
    assert [(one.recipient.key, one.recipient.user) for one in decision.notifications] == [("mail:info@example.com", 9)]
    assert decision.user_ids == {9}


def test_recipient_without_account_adds_no_user():
    assert route(RoutingInput(MONDAY), [rule()], DIRECTORY).user_ids == frozenset()


def test_rule_notifies_the_supervisor_and_office_of_the_request_if_it_says_so():
    both = rule(1, (), to_supervisor=True, to_office=True)
    assert addressees(route(RoutingInput(MONDAY, supervisor=1, office=1), [both], DIRECTORY)) == [
        (MAIL, "aino@example.com"),
        (MAIL, "turku@example.com"),
    ]
    only_own = rule(1, to_supervisor=False, to_office=False)
    assert addressees(route(RoutingInput(MONDAY, supervisor=1, office=1), [only_own], DIRECTORY)) == [
        (MAIL, "info@example.com")
    ]


def test_channels_that_a_rule_does_not_name_are_not_used():
    both = frozenset({MAIL, SMS})
    for channels, expected in ((frozenset({SMS}), [SMS]), (frozenset({MAIL}), [MAIL]), (both, [MAIL, SMS])):
        decision = route(RoutingInput(MONDAY), [rule(1, ("supervisor:1",), channels=channels)], WITH_SMS)
        assert [one.channel for one in decision.notifications] == expected


@pytest.mark.parametrize("routing_input", [RoutingInput(MONDAY, urgency="crisis"), RoutingInput(MONDAY, kind="crisis")])
def test_crisis_is_a_matter_of_urgency_or_of_the_service(routing_input):
    assert routing_input.is_crisis
    assert not RoutingInput(MONDAY, kind="coaching").is_crisis


@pytest.mark.parametrize(
    ("start", "end", "moment", "expected"),
    [
        (time(8), time(16), time(8), True),
        (time(16), time(8), time(16), True),
        (time(16), time(8), time(8), False),
        (time(8), time(8), time(8), False),
        (None, None, time(8), True),
        (time(8), None, time(9), False),
        (None, time(8), time(7), False),
    ],
)
def test_hours_include_their_start_and_exclude_their_end(start, end, moment, expected):
    """Half of the hours are stored only by mistake: they match at no time."""
    assert rule(time_from=start, time_until=end).in_hours(moment) is expected


def test_condition_without_values_accepts_nothing():
    deleted = rule(conditions={"service": frozenset()})
    assert [deleted.accepts("service", value) for value in (None, 5)] == [False, False]
    assert rule(conditions={"service": frozenset({5})}).accepts("service", 5) is True
    assert rule().accepts("service", 5) is True


def test_unmet_conditions_end_with_the_time():
    night = rule(conditions={"service": frozenset({5})}, time_from=time(20), time_until=time(22))
    assert unmet_conditions(night, RoutingInput(MONDAY)) == ("service", "time")


def test_decision_is_stored_without_addresses():
    rules = [
        rule(1, conditions={"service": frozenset({5})}),
        rule(2, ("supervisor:1",), channels=frozenset({CALL}), response_minutes=30),
    ]
    assert route(RoutingInput(MONDAY), rules, DIRECTORY).to_data() == {
        "notifications": [{"to": "supervisor:1", "channel": "mail", "reason": "rule 2"}],
        "evaluations": [
            {"rule": "rule 1", "pk": 1, "matched": False, "unmet_conditions": ["service"]},
            {"rule": "rule 2", "pk": 2, "matched": True, "unmet_conditions": []},
        ],
        "fallback": False,
        "callback": True,
        "response_minutes": 30,
    }


@pytest.mark.parametrize(("office", "reason"), [(1, "office"), (99, "fallback")])
def test_default_is_an_evaluation_of_its_own(office, reason):
    decision = route(RoutingInput(MONDAY, office=office), [rule(1, ("supervisor:3",))], DIRECTORY)
    assert [(one.rule, one.pk, one.matched, one.notified) for one in decision.evaluations] == [
        ("rule 1", 1, True, False),
        (reason, None, True, True),
    ]
    assert [one.reason for one in decision.notifications] == [reason]
    assert decision.used_fallback is (reason == "fallback")


def test_evaluation_reports_whether_a_rule_notified_somebody():
    rules = [rule(1, stop_processing=False), rule(2, (), displayed_phone="+358100", stop_processing=False)]
    evaluations = route(RoutingInput(MONDAY), rules, DIRECTORY).evaluations
    assert [(one.notified, one.has_no_recipients) for one in evaluations] == [(True, False), (False, True)]
    assert RuleEvaluation("rule", 1, False) == RuleEvaluation("rule", 1, False, (), False, False)


def test_recipient_with_only_a_telephone_is_reached_if_the_site_sends_text_messages():
    assert [WITH_SMS.can_reach(key) for key in ("supervisor:2", "supervisor:3", "supervisor:1")] == [True, False, True]
    assert [DIRECTORY.can_reach(key) for key in ("supervisor:2", "office:1")] == [False, True]
    assert RecipientDirectory(PEOPLE, FALLBACK).sms is False


def test_rule_with_departed_recipients_is_reported_in_spite_of_its_number():
    departed = rule(1, ("supervisor:99",), displayed_phone="+358401234567")
    assert rules_without_recipients([departed, rule(2, ("supervisor:99",), to_supervisor=True)], DIRECTORY) == [1]
