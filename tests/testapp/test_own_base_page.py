"""A project with a base page of its own: our pages are served, previewed and edited like any other."""

import pytest
from django.apps import apps
from wagtail.models import Site

from tests.factories import make_practice, make_service, make_supervisor
from tests.testapp import models

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages() -> dict[str, models.BasePage]:
    site = Site.objects.get(is_default_site=True)
    make_practice(site)
    service = make_service(site=site)
    supervisor = make_supervisor(site=site, services=[service])
    home = site.root_page.specific.add_child(instance=models.PracticeHomePage(title="Harbour", slug="harbour"))
    site.root_page = home
    site.save()
    services = home.add_child(instance=models.ServiceIndexPage(title="Services", slug="services"))
    people = home.add_child(instance=models.SupervisorIndexPage(title="People", slug="people"))
    notices = home.add_child(instance=models.CrisisNoticeIndexPage(title="Notices", slug="notices"))
    return {
        "/": home,
        "/text/": home.add_child(instance=models.StandardPage(title="Text", slug="text", body=[("chart", "Bars")])),
        "/services/": services,
        "/services/team/": services.add_child(instance=models.ServicePage(title="Team", slug="team", service=service)),
        "/people/": people,
        "/people/aino/": people.add_child(
            instance=models.SupervisorPage(title="Aino", slug="aino", supervisor=supervisor)
        ),
        "/notices/": notices,
        "/contact/": home.add_child(instance=models.ContactPage(title="Contact", slug="contact")),
    }


def test_every_page_is_served(pages, client):
    assert {path: client.get(path).status_code for path in pages} == dict.fromkeys(pages, 200)


def test_every_page_is_edited(pages, admin_client):
    edited = {path: admin_client.get(f"/admin/pages/{page.pk}/edit/").status_code for path, page in pages.items()}
    assert edited == dict.fromkeys(pages, 200)


def test_every_page_previews_without_its_values(pages):
    kinds = [type(page) for page in pages.values()]
    # Wagtail gives a page that is being created a place in the tree before it previews it.
    drafts = [
        kind(title="Draft", slug="draft", path="000100010099", depth=3, url_path="/home/draft/") for kind in kinds
    ]
    assert [draft.make_preview_request().status_code for draft in drafts] == [200] * len(drafts)


def test_own_blocks_add_to_ours_and_take_away(pages):
    children = models.StandardPage._meta.get_field("body").stream_block.child_blocks
    assert ("chart" in children, "comparison" in children, "questions" in children) == (True, False, True)


def test_concrete_pages_are_left_out():
    assert not apps.is_installed("wagtail_tyonohjaus.pages")
