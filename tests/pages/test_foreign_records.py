"""Pages that were moved or copied to another practice's site show nothing of the first practice."""

import pytest
from django.urls import reverse
from wagtail.models import Site

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor, make_weekly_hours

from .factories import make_home, make_page, page_models

pytestmark = pytest.mark.django_db
SECRETS = ("Kanarialintu", "777 0777", "+358407770777", "canary@example.org", "Canary price", "/calendar/")


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def other_home(home):
    """The front page of another practice's site."""
    parent = home.get_parent()
    root = parent.add_child(instance=page_models.PracticeHomePage(title="Other", slug="other"))
    site = make_site("other.example", root_page=root)
    Site.clear_site_root_paths_cache()
    make_practice(site, name="Other practice", phone="+358401111111", email="other@example.org")
    return root


@pytest.fixture
def pages(home):
    """A page of each type that presents a record, on the first site."""
    service = make_service(name="Kanarialintu", price="Canary price")
    supervisor = make_supervisor(
        [make_office(city="Kanarialintu")],
        [service],
        name="Kanarialintu",
        role="Kanarialintu",
        phone="+358407770777",
        email="canary@example.org",
    )
    make_weekly_hours(supervisor)
    supervisors, services = make_page("SupervisorIndexPage", home), make_page("ServiceIndexPage", home)
    notices = make_page("CrisisNoticeIndexPage", home)
    return [
        make_page("SupervisorPage", supervisors, supervisor=supervisor, title="One"),
        make_page("ServicePage", services, service=service, title="Two"),
        make_page("CrisisNoticePage", notices, service=service, title="Three"),
    ]


def content(client, page):
    response = client.get(page.get_url_parts()[2], headers={"host": "other.example"})
    assert response.status_code == 200
    return response.content.decode()


def secrets_in(text):
    return [secret for secret in SECRETS[:-1] if secret in text]


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("how", ["move", "copy"])
def test_page_on_another_site_shows_nothing_of_its_record(client, pages, other_home, settings, how, position):
    settings.ALLOWED_HOSTS = ["*"]
    page = pages[position]
    if how == "move":
        index = page.get_parent()
        index.move(other_home, pos="last-child")
        page = type(page).objects.get(pk=page.pk)
    else:
        index = page.get_parent().copy(recursive=True, to=other_home)
        page = type(page).objects.child_of(index).get()
    assert secrets_in(content(client, page)) == []
    assert secrets_in(content(client, index.specific_class.objects.get(pk=index.pk))) == []


def test_page_on_its_own_site_presents_its_record(client, pages):
    supervisor_page, service_page, notice = pages
    assert "canary@example.org" in client.get(supervisor_page.url).content.decode()
    assert "Canary price" in client.get(service_page.url).content.decode()
    assert notice.service == service_page.service


def test_editor_still_sees_which_record_a_moved_page_has(admin_client, pages, other_home):
    page = pages[0]
    page.get_parent().move(other_home, pos="last-child")
    response = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "Kanarialintu" in response.content.decode()


def test_supervisor_name_in_the_api_is_blank_on_another_site(pages, other_home):
    page = pages[0]
    page.get_parent().move(other_home, pos="last-child")
    assert type(page).objects.get(pk=page.pk).supervisor_name == ""


def test_site_of_the_request_decides_if_sites_share_a_root_page(client, pages, home, settings):
    settings.ALLOWED_HOSTS = ["*"]
    site = make_site("second.example", root_page=home)
    make_practice(site, name="Second")
    Site.clear_site_root_paths_cache()
    path = pages[0].get_url_parts()[2]
    second = client.get(path, headers={"host": "second.example"}).content.decode()
    first = client.get(path, headers={"host": "localhost"}).content.decode()
    assert secrets_in(second) == []
    assert "canary@example.org" in first
