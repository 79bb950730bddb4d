"""The page with the map of routing."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_office, make_practice, make_site, make_supervisor
from tests.inbox.factories import client_for, make_coordinator, make_manager, response_text
from tests.practice.charts import assert_charts_are_accessible
from wagtail_tyonohjaus.contact.routing.routing_map import routing_map
from wagtail_tyonohjaus.contact.rule_models import RoutingRule

pytestmark = pytest.mark.django_db

MAP = reverse("tyonohjaus_routing:routing_map")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def practice():
    return make_practice(fallback_recipients="last@practice.example")


def make_rule(practice, name, offices=(), supervisors=(), **kwargs):
    kwargs.setdefault("to_email_addresses", f"{name.lower()}@practice.example")
    kwargs.setdefault("channels", ["mail"])
    rule = RoutingRule(site=practice.site, name=name, sort_order=RoutingRule.objects.count(), **kwargs)
    rule.save()
    rule.offices.set(offices)
    rule.supervisors.set(supervisors)
    rule.save()
    return rule


def test_map_says_who_gets_which_requests(practice):
    make_office(city="Turku", email="turku@practice.example"), make_office(city="Oulu")
    tampere = make_office(city="Tampere", email="tampere@practice.example")
    make_rule(practice, "Crisis", urgencies=["crisis"])
    make_rule(practice, "Tampere", offices=[tampere], to_office=True)
    crisis = "How urgent is it? Something serious has happened"
    others = "How urgent is it? any but Something serious has happened"
    assert [vars(route) for route in routing_map(practice, NOW).routes] == [
        {
            "requests": crisis,
            "rules": ("Crisis",),
            "default": "",
            "recipients": ("crisis@practice.example",),
        },
        {
            "requests": f"Office: Tampere; {others}",
            "rules": ("Tampere",),
            "default": "",
            "recipients": ("tampere@practice.example", "The requested office"),
        },
        {
            "requests": f"Office: any but Tampere; {others}; Supervisor: chosen",
            "rules": (),
            "default": "supervisor",
            "recipients": ("The requested supervisor",),
        },
        {
            "requests": f"Office: Turku; {others}; Supervisor: not chosen",
            "rules": (),
            "default": "office",
            "recipients": ("The requested office",),
        },
        {
            "requests": f"Office: not chosen, Oulu; {others}; Supervisor: not chosen",
            "rules": (),
            "default": "fallback",
            "recipients": ("last@practice.example",),
        },
    ]


def test_page_marks_gaps_and_rules_that_never_act(practice):
    make_rule(practice, "Weekend", weekdays=[5, 6])
    make_rule(practice, "Saturday", weekdays=[5])
    response = client_for(make_manager()).get(MAP)
    page = response_text(response)
    assert page.count("tyo-link--marked") == 2
    assert "Only the fallback recipients" in page
    assert "“Weekend” comes first, matches all of its requests and stops processing." in page
    assert_charts_are_accessible(page)


def test_map_is_downloaded_without_formulas(practice):
    make_rule(practice, "=1+1")
    lines = response_text(client_for(make_manager()).get(MAP, {"export": "csv", "table": "routing"})).splitlines()
    assert lines[:2] == ["Requests,Rules,Who gets them,Problem", "Every request,'=1+1,'=1+1@practice.example,"]


def test_map_is_for_managers_of_the_practice(practice):
    other = make_practice(make_site("other.example.com"), name="Other")
    make_rule(practice, "Ours")
    make_rule(other, "Theirs")
    office = make_office()
    assert client_for(make_coordinator(office)).get(MAP).status_code == 404
    client = client_for(make_manager(other.site))
    for query in ({}, {"site": practice.site.pk}):
        page = response_text(client.get(MAP, query))
        assert ("Theirs" in page, "Ours" in page) == (True, False)


def test_practice_without_rules_has_the_defaults(practice):
    page = response_text(client_for(make_manager()).get(MAP))
    assert "No rule: the requested supervisor" in page and "No rule: the fallback recipients" in page


def test_too_many_rules_are_refused(practice, monkeypatch):
    monkeypatch.setattr("wagtail_tyonohjaus.contact.routing.coverage.MAX_COMBINATIONS", 2)
    for day in range(5):
        make_rule(practice, f"Day {day}", weekdays=[day])
    page = response_text(client_for(make_manager()).get(MAP))
    assert "There are too many different rules to show all requests." in page


def test_queries_are_the_same_for_1_and_30_rules(practice):
    counts = []
    for number in (1, 30):
        for index in range(number):
            office = make_office(city=f"City {number} {index}", email=f"city{number}-{index}@practice.example")
            person = make_supervisor(name=f"Person {number} {index}", email=f"p{number}-{index}@practice.example")
            make_rule(practice, f"Rule {number} {index}", [office], [person], to_office=True)
        client = client_for(make_manager())
        client.get(MAP)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(MAP).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
