"""What a plan makes on an empty site, and a second run."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import override_settings
from wagtail.models import Locale, Site

from tests.factories import make_service, make_site, make_supervisor
from tests.setup.plans import OULU, TURKU, group_plan, make_plan, offices_plan, tree
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.practice.models import Office, PracticeSettings, Service, Supervisor
from wagtail_tyonohjaus.practice.page_model import page_model
from wagtail_tyonohjaus.setup.plan import FrontPage, HoursPlan, SupervisorPlan
from wagtail_tyonohjaus.setup.ready_made import READY_MADE
from wagtail_tyonohjaus.setup.root_switch import coming_front_page
from wagtail_tyonohjaus.setup.start import apply, preview

pytestmark = pytest.mark.django_db


def site_now() -> Site:
    return Site.objects.get(hostname="localhost")


def front_page() -> Any:
    return coming_front_page(site_now())


def test_sole_practice_gets_a_page_of_its_supervisor_in_the_menu():
    report = apply(make_plan(), make_site())
    assert report.impossible == []
    assert tree(front_page()) == [
        "Palvelut",
        "  Yksilötyönohjaus",
        "  Kriisityönohjaus",
        "Aino Laine",
        "Tukea kriisitilanteessa",
        "Yhteystiedot",
        "Tietosuojaseloste",
    ]
    assert not page_model().objects.descendant_of(front_page(), inclusive=True).live().exists()


def test_second_run_makes_nothing():
    plan = group_plan(languages=("fi", "sv", "en"))
    apply(plan, make_site())
    pages, services = page_model().objects.count(), Service.objects.count()
    report = apply(plan, make_site())
    assert [line.label for line in report.new] == []
    assert (page_model().objects.count(), Service.objects.count()) == (pages, services)


def test_preview_lists_what_a_run_makes_and_stores_nothing():
    plan = offices_plan(languages=("fi", "sv"))
    expected = [(line.key, line.label) for line in preview(plan, make_site()).new]
    assert (Service.objects.count(), Office.objects.count(), page_model().objects.filter(depth__gt=2).count()) == (
        0,
        0,
        0,
    )
    assert [(line.key, line.label) for line in apply(plan, make_site()).new] == expected


def test_settings_are_filled_in():
    apply(make_plan(theme="strong", fallback_recipients=("a@practice.example", "b@practice.example")), make_site())
    practice = PracticeSettings.objects.get(site=make_site())
    assert (practice.name, str(practice.phone), practice.email) == (
        "Majakka",
        "+358401234567",
        "majakka@practice.example",
    )
    assert practice.recipients == ["a@practice.example", "b@practice.example"]
    assert (practice.theme, practice.privacy_page.title) == ("strong", "Tietosuojaseloste")


def test_offices_get_a_rule_each_after_the_crisis():
    apply(offices_plan(), make_site())
    rules = list(RoutingRule.objects.order_by("sort_order"))
    assert [list(rule.urgencies) + list(rule.kinds) for rule in rules[:2]] == [["crisis"], ["crisis"]]
    assert [[office.city for office in rule.to_offices.all()] for rule in rules[2:]] == [["Turku"], ["Oulu"], []]
    assert Supervisor.objects.get().offices.count() == 2


def test_all_services_in_all_languages_are_translations_of_each_other():
    plan = group_plan(languages=("sv", "en", "fi"), services=tuple(READY_MADE))
    report = apply(plan, make_site())
    assert report.impossible == []
    assert front_page().locale.language_code == "sv"
    service = Service.objects.get(slug="krishandledning")
    assert {row.language: row.name for row in service.translations.all()} == {
        "en": "Crisis supervision",
        "fi": "Kriisityönohjaus",
    }
    page = page_model().objects.get(title="Krishandledning").specific
    titles = {each.locale.language_code: each.title for each in page.get_translations(inclusive=True)}
    assert titles == {"sv": "Krishandledning", "en": "Crisis supervision", "fi": "Kriisityönohjaus"}
    assert all(each.specific.service == service for each in page.get_translations())


def test_drafts_are_valid_and_can_be_published():
    apply(group_plan(languages=("fi", "sv"), services=tuple(READY_MADE)), make_site())
    for root in front_page().get_translations(inclusive=True):
        for page in page_model().objects.descendant_of(root, inclusive=True).specific():
            page.full_clean()
            page.get_latest_revision().publish()
            assert page_model().objects.get(pk=page.pk).live


@override_settings(WAGTAIL_I18N_ENABLED=False)
def test_without_i18n_pages_are_made_in_the_first_language_only():
    report = apply(make_plan(languages=("fi", "sv")), make_site())
    assert len(report.notes) == 1
    assert "Palvelut" in tree(front_page())
    assert "Tjänster" not in tree(front_page())
    assert front_page().locale.language_code == "en"
    assert Service.objects.first().text("name", "sv") in ("Individuell handledning", "Krishandledning")


def test_half_way_failure_leaves_nothing():
    def fail(**kwargs: Any) -> None:
        raise ValidationError("The disk is full.")

    from django.db.models.signals import pre_save

    pre_save.connect(fail, sender=RoutingRule)
    try:
        with pytest.raises(ValidationError, match=r"The disk is full\."):
            apply(offices_plan(languages=("fi", "sv")), make_site())
    finally:
        pre_save.disconnect(fail, sender=RoutingRule)
    assert (Service.objects.count(), Office.objects.count(), Supervisor.objects.count()) == (0, 0, 0)
    assert not Locale.objects.exclude(language_code="en").exists()
    assert PracticeSettings.for_site(Site.objects.get(hostname="localhost")).name == ""
    made = apply(offices_plan(languages=("fi", "sv")), make_site())
    assert {line.key.partition(":")[0] for line in made.existing} <= {"settings", "collection"}


def test_run_after_a_part_was_deleted_makes_that_part():
    apply(group_plan(), make_site())
    page_model().objects.get(title="Yhteystiedot").delete()
    assert [line.label for line in apply(group_plan(), make_site()).new] == ["Yhteystiedot"]


def test_second_run_with_more_services_and_languages_adds_them():
    apply(group_plan(services=("individual",)), make_site())
    report = apply(group_plan(services=("individual", "narrative"), languages=("fi", "en")), make_site())
    labels = [line.label for line in report.new]
    assert "Narratiivinen työnohjaus" in labels
    assert "Individual supervision (en)" in labels
    assert "Palvelut (fi)" not in labels


def test_what_somebody_edited_stays():
    apply(make_plan(), make_site())
    practice = PracticeSettings.objects.get(site=make_site())
    practice.name, practice.phone = "Fyren", ""
    practice.save()
    Service.objects.filter(slug="yksilotyonohjaus").update(name="Oma nimi", slug="oma")
    page = page_model().objects.get(title="Palvelut").specific
    page.title = "Mitä tarjoan"
    page.save_revision().publish()
    assert apply(make_plan(), make_site()).new == []
    practice.refresh_from_db()
    assert (practice.name, str(practice.phone)) == ("Fyren", "")


def test_existing_records_and_rules_are_used():
    site = make_site()
    service = make_service(name="Oma", slug="yksilotyonohjaus")
    supervisor = make_supervisor(name="aino laine")
    rule = RoutingRule.objects.create(site=site, name="Oma sääntö")
    apply(make_plan(), site)
    assert Service.objects.get(slug="yksilotyonohjaus") == service
    assert Supervisor.objects.get() == supervisor
    assert list(RoutingRule.objects.all()) == [rule]
    page = page_model().objects.get(title="Aino Laine").specific
    assert page.supervisor == supervisor


def test_taken_slugs_are_left_to_their_pages():
    site = make_site()
    foreign = site.root_page.add_child(instance=page_model()(title="Other", slug="contact"))
    report = apply(make_plan(front_page=FrontPage.KEEP, languages=("en",)), site)
    contact = page_model().objects.get(title="Contact")
    assert (foreign.slug, contact.slug) == ("contact", "contact-2")
    # A supervisor's page needs a parent of the package.
    assert [(line.label, bool(line.reason)) for line in report.impossible] == [("Aino Laine", True)]


def test_site_with_a_front_page_in_use_keeps_it():
    site = make_site()
    page = site.root_page.add_child(instance=page_model()(title="Kauppa", slug="kauppa"))
    site.root_page = page
    site.save()
    page.save_revision().publish()
    apply(make_plan(), site)
    assert Site.objects.get(pk=site.pk).root_page_id == page.pk
    assert "Palvelut" in "".join(tree(page.get_translations(inclusive=True).get(locale__language_code="fi")))


def test_hours_and_the_account_are_those_of_the_plan():
    from tests.inbox.factories import make_user

    user = make_user("aino")
    plan = make_plan(supervisor=SupervisorPlan("Aino", user=user.pk, hours=HoursPlan(weekdays=(1, 3))))
    apply(plan, make_site())
    supervisor = Supervisor.objects.get()
    assert supervisor.user == user
    hours = [(row.weekday, row.start.hour, row.end.hour) for row in supervisor.weekly_hours.all()]
    assert hours == [(1, 9, 16), (3, 9, 16)]


def test_account_of_another_supervisor_stays_with_that_one():
    from tests.inbox.factories import make_user

    user = make_user("aino")
    other = make_supervisor(name="Other", user=user)
    apply(make_plan(supervisor=SupervisorPlan("Aino", user=user.pk)), make_site())
    other.refresh_from_db()
    assert other.user == user
    assert Supervisor.objects.get(name="Aino").user is None


@pytest.mark.parametrize("wish", [FrontPage.AUTO, FrontPage.NEW])
def test_visitors_see_the_old_front_page_until_the_new_one_is_published(client, wish):
    site, old = make_site(), make_site().root_page_id
    apply(make_plan(languages=("fi", "sv"), front_page=wish), site)
    assert (site_now().root_page_id, client.get("/").status_code) == (old, 200)
    homes = {page.locale.language_code: page for page in front_page().get_translations(inclusive=True)}
    homes["sv"].get_latest_revision().publish()
    assert site_now().root_page_id == old
    homes["fi"].get_latest_revision().publish()
    assert site_now().root_page_id == homes["fi"].pk
    assert "Majakka" in client.get("/fi/").content.decode()
    homes["fi"].specific.unpublish()
    homes["fi"].get_latest_revision().publish()
    assert site_now().root_page_id == homes["fi"].pk


def test_front_page_that_somebody_has_chosen_since_stays():
    site = make_site()
    apply(make_plan(), site)
    new, other = front_page(), site.root_page.add_child(instance=page_model()(title="Kauppa", slug="kauppa"))
    Site.objects.filter(pk=site.pk).update(root_page=other)
    new.get_latest_revision().publish()
    assert site_now().root_page_id == other.pk


def test_language_that_is_added_before_publishing_is_a_translation_of_the_draft():
    site = make_site()
    apply(make_plan(), site)
    apply(make_plan(languages=("fi", "en")), site)
    home = page_model().objects.get(title="Majakka", locale__language_code="en")
    assert home.get_translations().get().pk == front_page().pk
    assert (type(home.specific), home.get_parent().pk) == (type(front_page().specific), site.root_page_id)


def test_deleted_front_page_is_made_again_and_replaces_the_old_one():
    site = make_site()
    apply(make_plan(languages=("fi", "sv")), site)
    front_page().delete()
    apply(make_plan(languages=("fi", "sv")), site)
    home = page_model().objects.get(title="Majakka", locale__language_code="fi")
    home.get_latest_revision().publish()
    assert site_now().root_page_id == home.pk


def test_practices_that_share_a_front_page_get_one_each():
    other = make_site("other.example", root_page=make_site().root_page)
    apply(make_plan(), make_site())
    apply(make_plan(name="Toinen"), other)
    assert [coming_front_page(site).title for site in (site_now(), Site.objects.get(pk=other.pk))] == [
        "Majakka",
        "Toinen",
    ]


def test_rules_that_are_added_later_come_before_that_for_the_rest():
    apply(offices_plan(services=("individual",), offices=(TURKU,)), make_site())
    apply(offices_plan(services=("individual", "crisis"), offices=(TURKU, OULU)), make_site())
    rules = list(RoutingRule.objects.order_by("sort_order", "pk"))
    assert [list(rule.urgencies) + list(rule.kinds) for rule in rules[:2]] == [["crisis"], ["crisis"]]
    assert [[office.city for office in rule.offices.all()] for rule in rules[2:]] == [["Turku"], ["Oulu"], []]


def test_first_rule_may_have_the_order_zero():
    apply(make_plan(services=("individual",)), make_site())
    RoutingRule.objects.update(sort_order=0)
    apply(make_plan(), make_site())
    rules = list(RoutingRule.objects.order_by("sort_order", "pk"))
    assert [list(rule.urgencies) + list(rule.kinds) for rule in rules] == [["crisis"], ["crisis"], []]


def test_all_requests_of_a_sole_practitioner_go_to_one_person():
    apply(make_plan(offices=(TURKU,)), make_site())
    rules = list(RoutingRule.objects.order_by("sort_order", "pk"))
    aino = Supervisor.objects.get()
    assert [list(rule.to_supervisors.all()) for rule in rules] == [[aino]] * 3


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_everything_once():
    site = make_site()
    PracticeSettings.for_site(site)

    def run(_number: int) -> int:
        try:
            return len(apply(group_plan(), site).new)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        counts = sorted(pool.map(run, range(2)))
    assert (counts[0], counts[1] > 10) == (0, True)
    assert Service.objects.count() == 2
