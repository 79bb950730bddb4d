"""Recipients of a request from the rules that an admin has stored."""

from datetime import UTC, datetime

import pytest

from tests.contact.helpers import send
from tests.factories import make_office, make_service, make_site, make_supervisor
from wagtail_tyonohjaus.contact.choices import RoutingChannel, Urgency
from wagtail_tyonohjaus.contact.models import ContactRequest, RoutingRule
from wagtail_tyonohjaus.contact.routing.evaluation import CALL, CRISIS, MAIL, SMS, RoutingInput
from wagtail_tyonohjaus.contact.routing.ruleset import load_rule_set, load_rule_set_for
from wagtail_tyonohjaus.messages.models import Delivery

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_stored_rule_routes_a_request(practice):
    office, service = make_office(email="turku@example.com"), make_service()
    row = RoutingRule.objects.create(
        name="Turku first", to_email_addresses="info@example.com\nsecond@example.com", site=practice.site
    )
    row.offices.add(office)
    row.services.add(service)
    stored = send(office=office.pk, service=service.pk)
    addresses = Delivery.objects.filter(about=stored.reference, message_type="staff_notice").values_list(
        "address", flat=True
    )
    assert sorted(addresses) == ["info@example.com", "second@example.com"]
    assert stored.decision["evaluations"] == [
        {"rule": "Turku first", "pk": row.pk, "matched": True, "unmet_conditions": []}
    ]
    other = send(service=service.pk, name="Other")
    assert other.decision["evaluations"][0]["unmet_conditions"] == ["office"]


def test_rules_of_another_practice_are_ignored(practice):
    RoutingRule.objects.create(name="Elsewhere", to_email_addresses="x@example.com", site=make_site("other.example"))
    assert load_rule_set(practice, MONDAY).rules == []


def test_inactive_recipients_are_not_notified(practice, django_user_model):
    gone = make_supervisor(email="gone@example.com", active=False)
    row = RoutingRule.objects.create(name="Gone", site=practice.site)
    row.to_supervisors.add(gone)
    row.to_users.add(django_user_model.objects.create_user("left", "left@example.com", "x", is_active=False))
    stored = send()
    assert stored.decision["fallback"] is True
    assert ContactRequest.objects.count() == 1


@pytest.mark.parametrize("count", [1, 30])
def test_query_count_of_the_rule_set_does_not_grow(practice, django_assert_num_queries, django_user_model, count):
    for number in range(count):
        row = RoutingRule.objects.create(name=f"Rule {number}", site=practice.site)
        row.to_supervisors.add(make_supervisor(name=f"S{number}", email=f"s{number}@example.com"))
        row.to_offices.add(make_office(slug=f"o{number}"))
        row.to_users.add(django_user_model.objects.create_user(f"u{number}", f"u{number}@example.com", "x"))
    with django_assert_num_queries(11):
        load_rule_set_for(practice, RoutingInput(MONDAY))


def test_constants_of_routing_are_the_stored_values():
    assert {MAIL, SMS, CALL} == set(RoutingChannel.values)
    assert Urgency.CRISIS.value == CRISIS
