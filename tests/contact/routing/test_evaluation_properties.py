"""What holds for every request and all rules."""

from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from tests.contact.routing.examples import FALLBACK, PEOPLE, addressees, conditions
from wagtail_tyonohjaus.contact.routing.evaluation import (
    CALL,
    MAIL,
    SMS,
    RecipientDirectory,
    RoutingInput,
    RuleSnapshot,
    route,
)

keys = st.sampled_from([*PEOPLE, "supervisor:99", "user:4", "mail:", ""])


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
