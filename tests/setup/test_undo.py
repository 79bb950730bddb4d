"""Taking the start back."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Collection, Locale, Site

from tests.factories import make_site
from tests.inbox.factories import make_request, make_user
from tests.setup.plans import group_plan, make_plan, offices_plan
from wagtail_tyonohjaus.contact.models import RoutingRule
from wagtail_tyonohjaus.practice.models import Office, PracticeSettings, Service, Supervisor
from wagtail_tyonohjaus.practice.page_model import page_model
from wagtail_tyonohjaus.setup.root_switch import coming_front_page
from wagtail_tyonohjaus.setup.start import apply
from wagtail_tyonohjaus.setup.undo import can_undo, undo

pytestmark = pytest.mark.django_db


def everything() -> dict[str, int]:
    models = (Service, Supervisor, Office, RoutingRule, Group, Locale, page_model())
    return {model._meta.label: model.objects.count() for model in models}


def reasons(site: Site) -> dict[str, str]:
    return {line.label: line.reason for line in undo(site).left}


@pytest.mark.parametrize("plan", [make_plan(), group_plan(languages=("sv", "fi")), offices_plan(languages=("en",))])
def test_everything_is_as_before(plan):
    site = make_site()
    root, before = site.root_page_id, everything()
    apply(plan, site)
    assert everything() != before
    assert undo(site).left == []
    assert (everything(), Site.objects.get(pk=site.pk).root_page_id) == (before, root)
    practice = PracticeSettings.objects.get(site=site)
    assert (practice.name, str(practice.phone), practice.email, practice.privacy_page) == ("", "", "", None)
    assert not can_undo(site)


def test_start_after_undo_makes_the_same_again():
    site = make_site()
    first = [line.key for line in apply(offices_plan(), site).new]
    undo(site)
    assert [line.key for line in apply(offices_plan(), site).new] == first


def test_what_somebody_has_changed_stays():
    site = make_site()
    apply(make_plan(), site)
    service = Service.objects.get(slug="yksilotyonohjaus")
    service.price = "120 €"
    service.save()
    page = page_model().objects.get(title="Yhteystiedot").specific
    page.title = "Ota yhteyttä"
    page.save_revision()
    practice = PracticeSettings.objects.get(site=site)
    practice.phone = "+358409999999"
    practice.save()
    left = reasons(site)
    assert "Yksilötyönohjaus" in left
    assert page_model().objects.filter(pk=page.pk).exists()
    assert page_model().objects.filter(title="Majakka").exists()
    assert str(PracticeSettings.objects.get(site=site).phone) == "+358409999999"
    assert not Service.objects.filter(slug="kriisityonohjaus").exists()


def test_published_pages_stay_with_their_records_and_parents():
    site = make_site()
    apply(make_plan(), site)
    page_model().objects.get(title="Kriisityönohjaus").get_latest_revision().publish()
    left = reasons(site)
    assert {"Kriisityönohjaus", "Palvelut", "Majakka"} <= set(left)
    assert Service.objects.filter(slug="kriisityonohjaus").exists()


def test_records_with_requests_stay():
    site = make_site()
    apply(make_plan(), site)
    make_request(None, supervisor=Supervisor.objects.get(), service=Service.objects.get(slug="yksilotyonohjaus"))
    left = reasons(site)
    assert {"Aino Laine", "Yksilötyönohjaus"} <= set(left)


def test_group_with_new_members_stays():
    site = make_site()
    apply(make_plan(), site)
    group = Group.objects.get(name__endswith="Sisällöntuottajat")
    make_user("new-editor").groups.add(group)
    assert list(reasons(site)) == [group.name]


def test_group_whose_rights_somebody_has_moved_stays():
    site = make_site()
    apply(make_plan(), site)
    group = Group.objects.get(name__endswith="Sisällöntuottajat")
    group.page_permissions.update(page=site.root_page)
    assert list(reasons(site)) == [group.name]


def test_collection_with_others_in_it_stays():
    site, other = make_site(), make_site("other.example", root_page=make_site().root_page)
    apply(make_plan(name="Toinen"), other)
    Collection.objects.get(name="Toinen").add_child(name="Portraits")
    assert reasons(other) == {"Toinen": "There are collections in it."}
    assert Collection.objects.filter(name="Portraits").exists()
    assert not can_undo(site)


def test_front_page_that_was_published_and_taken_offline_gives_the_site_back():
    site = make_site()
    root = site.root_page_id
    apply(make_plan(), site)
    home = coming_front_page(Site.objects.get(pk=site.pk))
    home.get_latest_revision().publish()
    home.specific.unpublish()
    assert Site.objects.get(pk=site.pk).root_page_id == home.pk
    assert undo(site).left == []
    assert Site.objects.get(pk=site.pk).root_page_id == root


def test_rule_that_was_only_moved_is_taken_back():
    site = make_site()
    apply(make_plan(services=("individual",)), site)
    apply(make_plan(), site)
    assert undo(site).left == []


def test_second_undo_finds_only_what_was_left():
    site = make_site()
    apply(make_plan(), site)
    Service.objects.filter(slug="yksilotyonohjaus").update(price="120 €")
    first, second = undo(site), undo(site)
    assert second.removed == []
    assert [line.label for line in second.left] == [line.label for line in first.left]


def test_undo_of_one_practice_leaves_the_other():
    other = make_site("other.example", root_page=make_site().root_page)
    apply(make_plan(), make_site())
    apply(make_plan(name="Toinen"), other)
    undo(make_site())
    assert Supervisor.objects.get().site == other
    assert PracticeSettings.objects.get(site=other).name == "Toinen"
