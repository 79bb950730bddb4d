"""Formats are named for the kind of service."""

import pytest
from django.utils import translation

from tests.factories import make_practice, make_service, make_supervisor
from wagtail_tyonohjaus.practice.display.format_labels import (
    card_format_labels,
    card_kind_label,
    format_choices,
    format_label,
    format_labels,
)
from wagtail_tyonohjaus.practice.models import Service, Supervisor

pytestmark = pytest.mark.django_db

COACHING = {
    "fi": ["Yksilövalmennus", "Parivalmennus", "Ryhmävalmennus", "Työyhteisövalmennus"],
    "sv": ["Individuell coaching", "Parcoaching", "Gruppcoaching", "Coaching för arbetsgemenskapen"],
    "en": ["Individual coaching", "Pair coaching", "Group coaching", "Work community coaching"],
}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_formats_of_coaching_are_named_for_it(language):
    with translation.override(language):
        assert [label for _code, label in format_choices(kinds="coaching")] == COACHING[language]


@pytest.mark.parametrize(
    ("kinds", "label"),
    [
        ("supervision", "Individual supervision"),
        ("coaching", "Individual coaching"),
        ("crisis", "Individual crisis supervision"),
        (["supervision", "crisis"], "Individual supervision"),
        (["supervision", "coaching"], "Individual"),
        (["supervision", "coaching", "crisis"], "Individual"),
        ([], "Individual"),
        ("", "Individual"),
        ("unknown", "Individual"),
    ],
)
def test_label_names_the_kind_if_there_is_one(kinds, label):
    assert format_label("individual", kinds) == label


def test_unknown_code_stands_for_itself():
    assert format_label("triad", "coaching") == "triad"
    assert format_labels(Service(kind="coaching", formats=["group", "triad"])) == ["Group coaching", "triad"]


def test_choices_are_in_the_order_of_the_vocabulary():
    assert format_choices(["group", "individual"]) == [("individual", "Individual"), ("group", "Group")]


@pytest.mark.django_db
def test_formats_of_a_supervisor_are_named_for_the_services():
    make_practice()
    services = [make_service(kind="coaching"), make_service(name="Crisis", kind="crisis")]
    supervisor = make_supervisor(services=services, formats=["individual"])
    assert format_labels(supervisor) == ["Individual coaching"]
    supervisor.services.add(make_service(name="Supervision"))
    supervisor.save()
    assert format_labels(Supervisor.objects.get()) == ["Individual"]


@pytest.mark.parametrize(
    ("language", "service", "kind", "formats"),
    [
        ("fi", {"name": "Yksilötyönohjaus", "formats": ["individual"]}, "", []),
        ("fi", {"name": "Työyhteisön työnohjaus", "formats": ["work_community"]}, "", []),
        ("fi", {"name": "Johtajan peili", "formats": ["individual"]}, "Työnohjaus", ["Yksilötyönohjaus"]),
        ("fi", {"name": "Johdon coaching", "kind": "coaching", "formats": ["individual"]}, "", ["Yksilövalmennus"]),
        ("fi", {"name": "Työnohjaus", "formats": ["individual", "pair"]}, "", ["Yksilö", "Pari"]),
        ("sv", {"name": "Handledning i grupp", "formats": ["group"]}, "", []),
        ("en", {"name": "Work community supervision", "formats": ["work_community"]}, "", []),
        ("en", {"name": "Group supervision", "kind": "crisis"}, "Crisis supervision", []),
        ("en", {"name": "Coaching", "kind": "coaching", "formats": []}, "", []),
    ],
)
def test_card_does_not_repeat_its_title(language, service, kind, formats):
    record = Service(**service)
    with translation.override(language):
        assert (card_kind_label(record, record.name), card_format_labels(record, record.name)) == (kind, formats)
