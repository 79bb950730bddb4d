"""Rules whose conditions name records that are deleted."""

from datetime import UTC, datetime, time

import pytest
from django.urls import reverse

from tests.edit_forms import post_edit
from tests.factories import make_office, make_service, make_supervisor
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.contact.routing.evaluation import RoutingInput
from wagtail_tyonohjaus.contact.routing.ruleset import load_rule_set

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
CONDITIONS = {"services": make_service, "offices": make_office, "supervisors": make_supervisor}


def make_rule(practice, **kwargs) -> RoutingRule:
    return RoutingRule.objects.create(site=practice.site, name="One person", to_email_addresses="a@b.fi", **kwargs)


def matches(practice, **values) -> bool:
    decision = load_rule_set(practice, MONDAY).route(RoutingInput(at=MONDAY, **values))
    return decision.evaluations[0].matched and not decision.used_fallback


def delete_by_queryset(record) -> None:
    type(record).objects.filter(pk=record.pk).delete()


def test_rule_without_conditions_matches_every_request(practice):
    make_rule(practice)
    assert matches(practice)


@pytest.mark.parametrize("delete", [lambda record: record.delete(), delete_by_queryset])
@pytest.mark.parametrize("name", CONDITIONS)
def test_rule_matches_nothing_after_its_last_record_is_deleted(practice, name, delete):
    record, other = CONDITIONS[name](), CONDITIONS[name](**({"city": "Pori"} if name == "offices" else {"name": "B"}))
    rule = make_rule(practice)
    getattr(rule, name).add(record)
    field = name.removesuffix("s")
    assert matches(practice, **{field: record.pk})
    delete(record)
    assert not matches(practice)
    assert not matches(practice, **{field: other.pk})
    rule.refresh_from_db()
    assert rule.exhausted_conditions() == [name]


@pytest.mark.parametrize("name", CONDITIONS)
def test_rule_still_matches_the_records_that_are_left(practice, name):
    record, other = CONDITIONS[name](), CONDITIONS[name](**({"city": "Pori"} if name == "offices" else {"name": "B"}))
    rule = make_rule(practice)
    getattr(rule, name).set([record, other])
    record.delete()
    assert matches(practice, **{name.removesuffix("s"): other.pk})
    assert not matches(practice)
    rule.refresh_from_db()
    assert rule.exhausted_conditions() == []


def test_rule_from_before_the_marks_is_marked_when_its_record_is_deleted(practice):
    service, rule = make_service(), make_rule(practice)
    rule.services.add(service)
    RoutingRule.objects.update(restricted_fields="")
    service.delete()
    assert not matches(practice)


def test_rule_emptied_by_code_matches_nothing_until_its_mark_is_removed(practice):
    service, rule = make_service(), make_rule(practice)
    rule.services.add(service)
    rule.services.clear()
    assert not matches(practice)
    rule.refresh_from_db()
    rule.restricted_fields = []
    rule.save()
    assert matches(practice)


@pytest.mark.parametrize("name", ["kinds", "formats", "delivery_modes", "languages", "payers", "urgencies", "weekdays"])
@pytest.mark.parametrize("stored", ["", ",", ",no_longer_a_choice,"])
def test_unreadable_codes_of_a_condition_match_nothing(practice, name, stored):
    codes = RoutingRule._meta.get_field(name).vocabulary.values
    rule = make_rule(practice, **{name: list(codes)[:1]})
    RoutingRule.objects.update(**{name: stored})
    assert not matches(practice)
    rule.refresh_from_db()
    assert rule.exhausted_conditions() == [name]


@pytest.mark.parametrize("name", ["time_from", "time_until"])
def test_rule_with_one_of_two_times_matches_nothing(practice, name):
    make_rule(practice, **{name: time(9)})
    assert not matches(practice)


def rule_url(name: str, *args) -> str:
    return reverse(RoutingRule.snippet_viewset.get_url_name(name), args=args)


def rule_data(**values) -> dict:
    return {"name": "One person", "active": "on", "channels": ["mail"], "to_email_addresses": "a@b.fi", **values}


def post_rule(client, rule, **values):
    response = post_edit(client, rule_url("edit", rule.pk), rule_data(**values))
    rule.refresh_from_db()
    return {} if response.status_code == 302 else response.context["form"].errors


def test_form_and_list_say_that_a_rule_matches_nothing(practice, admin_client):
    service, rule = make_service(), make_rule(practice)
    rule.services.add(service)
    text = "Matches nothing: what it was limited to no longer exists (services)."
    assert text not in admin_client.get(rule_url("list")).content.decode()
    service.delete()
    assert text in admin_client.get(rule_url("list")).content.decode()
    assert text in admin_client.get(rule_url("edit", rule.pk)).content.decode()


def test_saving_a_rule_whose_record_was_deleted_keeps_it_restricted(practice, admin_client):
    service, rule = make_service(), make_rule(practice)
    rule.services.add(service)
    service.delete()
    form = admin_client.get(rule_url("edit", rule.pk)).context["form"]
    assert form["restricted_fields"].value() == ["services"]
    assert post_rule(admin_client, rule, restricted_fields=["services"], name="Renamed") == {}
    assert (rule.name, rule.exhausted_conditions()) == ("Renamed", ["services"])


def test_unmarking_a_condition_lets_the_rule_match_any(practice, admin_client):
    service, rule = make_service(), make_rule(practice)
    rule.services.add(service)
    service.delete()
    assert post_rule(admin_client, rule) == {}
    assert matches(practice)


def test_emptying_a_condition_without_unmarking_it_is_an_error(practice, admin_client):
    service, rule = make_service(), make_rule(practice)
    rule.services.add(service)
    message = "Nothing is selected. Select something, or unmark “Services” under “Only the selected”."
    assert post_rule(admin_client, rule, restricted_fields=["services"]) == {"services": [message]}
    assert list(rule.services.all()) == [service]


def test_form_that_still_selects_a_deleted_record_is_rejected(practice, admin_client):
    service, rule = make_service(), make_rule(practice)
    rule.services.add(service)
    service.delete()
    assert list(post_rule(admin_client, rule, services=[service.pk or 99])) == ["services"]
    assert not matches(practice)


def test_selecting_records_in_the_form_marks_the_condition(practice, admin_client):
    service, rule = make_service(), make_rule(practice)
    assert post_rule(admin_client, rule, services=[service.pk], kinds=["crisis"]) == {}
    assert sorted(rule.restricted_fields) == ["kinds", "services"]
