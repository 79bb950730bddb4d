"""What is said about rules, hours and blocks before and after the record that they are limited to is deleted."""

from html import unescape

import pytest
from django.urls import reverse

from tests.factories import make_office, make_service, make_supervisor, make_weekly_hours
from tests.pages.factories import make_home
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.overview.health import find_problems
from wagtail_tyonohjaus.practice.models import Office
from wagtail_tyonohjaus.practice.page_model import page_model

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(django_capture_on_commit_callbacks):
    """An office to which a rule, hours and a block are limited."""
    with django_capture_on_commit_callbacks(execute=True):
        home, office = make_home(), make_office(city="Kotka")
        rule = RoutingRule.objects.create(name="Kotka only", site=office.site)
        rule.offices.add(office)
        other = RoutingRule.objects.create(name="Both offices", site=office.site)
        other.offices.set([office, make_office(city="Pori", slug="pori")])
        make_weekly_hours(make_supervisor(offices=[office], services=[make_service()]), office=office)
        home.body = [{"type": "free_times", "value": {"office": office.pk}}]
        home.save()
    return office


EFFECTS = [
    "Hours of Aino Laine that are only for it are no longer offered: Monday 09:00–16:00.",
    "The routing rule “Kotka only” matches nothing any more.",
    "Blocks on the page “Harbour” that show only this will show nothing.",
]


@pytest.mark.parametrize("is_bulk", [False, True])
def test_confirmation_of_a_deletion_says_what_would_match_nothing(office, admin_client, is_bulk):
    url = reverse(Office.snippet_viewset.get_url_name("delete"), args=[office.pk])
    if is_bulk:
        url = reverse("wagtail_bulk_action", args=["wagtail_tyonohjaus", "office", "delete"]) + f"?id={office.pk}"
    text = unescape(unescape(admin_client.get(url).content.decode()))
    assert [effect for effect in EFFECTS if effect not in text] == []
    assert "Both offices" not in text


def test_confirmation_says_nothing_without_effects(office, admin_client):
    other = make_office(city="Turku", slug="turku")
    url = reverse(Office.snippet_viewset.get_url_name("delete"), args=[other.pk])
    assert "If you delete this" not in admin_client.get(url).content.decode()


@pytest.mark.parametrize("with_block", [False, True])
def test_confirmation_says_that_only_an_answer_of_a_guide_disappears(
    office, admin_client, with_block, django_capture_on_commit_callbacks
):
    answers = [{"text": "Kotka", "office": office.pk}, {"text": "Elsewhere"}]
    guide = {"heading": "Guide", "questions": [{"question": "Where?", "answers": answers}]}
    home = page_model().objects.get(title="Harbour").specific
    with django_capture_on_commit_callbacks(execute=True):
        home.body = [{"type": "guide", "value": guide}]
        if with_block:
            home.body.append(("free_times", {"office": office}))
        home.save()
    url = reverse(Office.snippet_viewset.get_url_name("delete"), args=[office.pk])
    text = unescape(unescape(admin_client.get(url).content.decode()))
    assert "The answers to questions on the page “Harbour” that lead to this will disappear." in text
    assert (EFFECTS[2] in text) is with_block


def test_health_reports_what_matches_nothing_after_a_deletion(office, django_capture_on_commit_callbacks):
    codes = {"exhausted_rules", "exhausted_hours", "empty_blocks"}
    assert codes.isdisjoint(problem.code for problem in find_problems())
    with django_capture_on_commit_callbacks(execute=True):
        office.delete()
    assert [problem.text for problem in find_problems(sites=[office.site]) if problem.code in codes] == [
        "Routing rules that match nothing, because what they were limited to was deleted: Kotka only.",
        "Hours that are not offered, because what they were limited to was deleted: Aino Laine.",
        "Pages with blocks in which a deleted record is selected: Harbour.",
    ]
