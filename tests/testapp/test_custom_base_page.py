"""The page types on a custom base page are served, edited and previewed."""

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


def test_pages_are_served(pages, client):
    assert {path: client.get(path).status_code for path in pages} == dict.fromkeys(pages, 200)


def test_edit_view_opens(pages, admin_client):
    statuses = {path: admin_client.get(f"/admin/pages/{page.pk}/edit/").status_code for path, page in pages.items()}
    assert statuses == dict.fromkeys(pages, 200)


def test_pages_without_required_values_can_be_previewed(pages):
    page_models = [type(page) for page in pages.values()]
    # Wagtail's create view sets these values before a preview.
    values = {"title": "Draft", "slug": "draft", "path": "000100010099", "depth": 3, "url_path": "/home/draft/"}
    drafts = [model(**values) for model in page_models]
    assert [draft.make_preview_request().status_code for draft in drafts] == [200] * len(drafts)


def test_body_has_added_and_lacks_removed_block(pages):
    children = models.StandardPage._meta.get_field("body").stream_block.child_blocks
    assert ("chart" in children, "comparison" in children, "faq" in children) == (True, False, True)


def test_concrete_pages_are_not_installed():
    assert not apps.is_installed("wagtail_tyonohjaus.pages")
