"""People and rules for the examples of routing."""

from hypothesis import strategies as st

from wagtail_tyonohjaus.contact.routing.evaluation import (
    RoutingRecipient,
)

PEOPLE = {
    "supervisor:1": (RoutingRecipient("supervisor:1", "Aino", "aino@example.com", "+358401111111", user=7),),
    "supervisor:2": (RoutingRecipient("supervisor:2", "No mail", "", "+358402222222"),),
    "supervisor:3": (RoutingRecipient("supervisor:3", "Nothing at all"),),
    "office:1": (RoutingRecipient("office:1", "Turku", "turku@example.com"),),
    "mail:info@example.com": (RoutingRecipient("mail:info@example.com", "Info", "info@example.com"),),
}


FALLBACK = (RoutingRecipient("fallback:0", "Last", "last@example.com"),)


def addressees(decision) -> list[tuple[str, str]]:
    return [(notification.channel, notification.address) for notification in decision.notifications]


conditions = st.dictionaries(
    st.sampled_from(["service", "office", "supervisor", "kind", "format", "urgency", "weekday", "payer"]),
    st.frozensets(st.one_of(st.integers(0, 6), st.sampled_from(["crisis", "self"]))),
    max_size=3,
)
