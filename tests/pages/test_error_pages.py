"""Pages that do not exist, exist no longer or fail, and people who have left or take no new clients."""

import re
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory, override_settings
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor, make_weekly_hours
from tests.pages.factories import make_home, make_page, make_translation
from wagtail_tyonohjaus import error_views
from wagtail_tyonohjaus.finding.alternatives import other_supervisors
from wagtail_tyonohjaus.practice import last_known
from wagtail_tyonohjaus.practice.models import PracticeSettings, Supervisor

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.urls_with_error_pages")]

MONDAY = datetime(2026, 1, 12, 6, tzinfo=UTC)


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def index(home):
    return make_page("SupervisorIndexPage", home, slug="people", title="Our people")


@pytest.fixture
def service():
    return make_service(name="Supervision")


def titles(response):
    return re.findall(r"<title>([^<]+)</title>", response.content.decode())


def offered_names(response):
    return [card.record.name for card in response.context["supervisors"]]


def make_helper(name, service, **kwargs):
    """A supervisor with free time on Mondays."""
    supervisor = make_supervisor(name=name, services=[service], **kwargs)
    make_weekly_hours(supervisor)
    return supervisor


def make_removed_page(model_name, parent, **kwargs):
    page = make_page(model_name, parent, first_published_at=MONDAY, **kwargs)
    page.unpublish()
    return page


def test_missing_page_leads_on_in_the_sites_frame(client, home, index):
    make_page("ContactPage", home, slug="contact", title="Contact")
    response = client.get("/nowhere/")
    text = response.content.decode()
    assert response.status_code == 404
    assert titles(response) == ["Page not found – Harbour Supervision"]
    assert re.findall(r'tyo-link-list__link" href="([^"]+)"><span>([^<]+)', text) == [
        ("/", "Front page"), ("/people/", "Our people"),
    ]  # fmt: skip
    main = text.partition("<main")[2].partition("</main>")[0]
    assert 'href="tel:+358401234567"' in main and 'href="/contact/"' in main
    assert "tyo-site-header" in text and "tyo-site-footer" in text
    assert '<meta name="robots" content="noindex">' in text and "canonical" not in text


@pytest.mark.parametrize(
    ("path", "title"), [("/nowhere/", "Page not found"), ("/fi/nowhere/", "Sivua"), ("/sv/nowhere/", "Sidan")]
)
def test_missing_page_is_in_the_language_of_its_path(client, home, path, title):
    for code in ("fi", "sv"):
        make_translation(home, code, title=code, slug=f"home-{code}")
    response = client.get(path)
    assert (response.status_code, titles(response)[0].partition(" hit")[0].partition(" ei")[0][:14]) == (404, title)


def test_missing_page_is_in_the_sites_language_if_the_site_has_no_other(client, home):
    assert titles(client.get("/fi/nowhere/")) == ["Page not found – Harbour Supervision"]


def test_missing_page_does_not_repeat_its_path(client, home):
    response = client.get("/%3Cscript%3Ealert(1)%3C/script%3E/sentinel/?q=sentinel")
    assert (response.status_code, b"sentinel" in response.content, b"alert(1)" in response.content) == (
        404,
        False,
        False,
    )


def test_scanners_cost_one_query_and_one_rendering(client, home, django_assert_num_queries):
    client.get("/wp-login.php")
    # The site of the host.
    with django_assert_num_queries(1):
        response = client.get("/.env")
    assert (response.status_code, titles(response)) == (404, ["Page not found – Harbour Supervision"])
    assert response["Cache-Control"].startswith("public, max-age=")


def test_missing_page_of_one_site_is_not_shown_on_another(client, home):
    other = make_site("second", root_page=make_page("PracticeHomePage", home.get_parent(), slug="other"))
    Site.clear_site_root_paths_cache()
    make_practice(other, name="Second practice")
    assert titles(client.get("/nowhere/")) == ["Page not found – Harbour Supervision"]
    assert titles(client.get("/nowhere/", headers={"host": "second"})) == ["Page not found – Second practice"]


def test_missing_page_is_not_shared_with_visitors_who_are_logged_in(admin_client, client, home):
    response = admin_client.get("/nowhere/")
    assert (response.status_code, response["Cache-Control"]) == (404, "private, no-cache")


def test_missing_image_is_answered_without_a_page(client, home, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/photo.jpg", headers={"sec-fetch-dest": "image"})
    assert (response.status_code, response.content) == (404, b"Not found\n")


def test_removed_supervisor_page_is_gone_and_offers_others(client, index, service, monkeypatch):
    left = make_supervisor(name="Aino", services=[service])
    make_helper("Mikael", service)
    page = make_removed_page("SupervisorPage", index, slug="aino", supervisor=left, title="Aino")
    response = client.get(page.url)
    assert (response.status_code, offered_names(response)) == (410, ["Mikael"])
    assert titles(response) == ["This page has been removed – Harbour Supervision"]
    # What is not public any more is not repeated.
    assert b"Aino" not in response.content


def test_removed_service_page_offers_other_services_and_its_supervisors(client, home, service):
    services = make_page("ServiceIndexPage", home, slug="services")
    crisis, coaching, other = (
        make_service(name="Crisis", kind="crisis"),
        make_service(name="Coaching", kind="coaching"),
        make_service(name="Group supervision"),
    )
    for record in (crisis, coaching, other):
        make_page("ServicePage", services, slug=record.slug, service=record)
    make_helper("Mikael", service)
    page = make_removed_page("ServicePage", services, slug="old", service=service)
    response = client.get(page.url)
    assert response.status_code == 410
    assert [card.record.name for card in response.context["services"]] == ["Group supervision", "Coaching", "Crisis"]
    assert "We have other services. We will help you to find the one that fits." in response.content.decode()
    assert offered_names(response) == ["Mikael"]


def test_removed_crisis_notice_gives_the_number_to_call_in_a_crisis(client, home):
    notices = make_page("CrisisNoticeIndexPage", home, slug="crisis")
    response = client.get(make_removed_page("CrisisNoticePage", notices, slug="accident").url)
    assert (response.status_code, titles(response)) == (410, ["This notice has ended – Harbour Supervision"])
    assert "This notice has ended" in response.content.decode()


def test_page_that_was_never_published_does_not_exist(client, home):
    page = make_page("StandardPage", home, slug="draft", live=False)
    assert client.get(page.url).status_code == 404


def test_removed_page_with_restrictions_does_not_exist(client, home):
    section = make_page("StandardPage", home, slug="members")
    page = make_removed_page("StandardPage", section, slug="minutes")
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(page.url).status_code == 404


def test_removed_page_of_another_site_does_not_exist(client, home):
    other = make_page("PracticeHomePage", home.get_parent(), slug="other")
    make_site("second", root_page=other)
    Site.clear_site_root_paths_cache()
    make_removed_page("StandardPage", other, slug="old")
    assert client.get("/old/").status_code == 404
    assert client.get("/old/", headers={"host": "second"}).status_code == 410


@override_settings(
    MIDDLEWARE=[
        "django.middleware.locale.LocaleMiddleware",
        "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    ]
)
def test_editors_redirect_of_a_removed_page_is_followed(client, home, index):
    page = make_removed_page("StandardPage", home, slug="old")
    Redirect.objects.create(old_path="/old", redirect_page=index)
    response = client.get(page.url)
    assert (response.status_code, response["Location"]) == (301, "/people/")


def test_page_of_a_supervisor_who_has_left_is_gone_and_offers_others(client, index, service):
    left = make_supervisor(name="Aino Laine", services=[service], active=False)
    make_helper("Mikael", service)
    page = make_page("SupervisorPage", index, slug="aino", supervisor=left, title="About me")
    response = client.get(page.url)
    assert (response.status_code, offered_names(response)) == (410, ["Mikael"])
    assert titles(response) == ["Aino Laine – Harbour Supervision"]
    assert "Aino Laine no longer works at this practice." in response.content.decode()
    assert page.get_sitemap_urls() == []


def test_page_of_a_supervisor_without_room_offers_others_and_no_times(client, index, service):
    full = make_helper("Aino", service, accepts_new_clients=False)
    make_helper("Mikael", service)
    page = make_page("SupervisorPage", index, slug="aino", supervisor=full)
    response = client.get(page.url)
    text = response.content.decode()
    assert response.status_code == 200
    assert [card.record.name for card in response.context["alternatives"]] == ["Mikael"]
    assert ('href="#alternatives"' in text, 'id="alternatives"' in text) == (True, True)
    assert 'href="#times"' not in text


def test_page_of_a_supervisor_with_room_offers_no_others(client, index, service):
    page = make_page("SupervisorPage", index, slug="aino", supervisor=make_helper("Aino", service))
    make_helper("Mikael", service)
    assert client.get(page.url).context["alternatives"] == []


def other_names(**kwargs):
    return [card.record.name for card in other_supervisors(make_site(), None, **kwargs).cards]


def test_alternatives_are_near_speak_the_language_and_are_free_soon(service):
    practice = make_practice()
    turku, oulu = make_office(city="Turku"), make_office(city="Oulu")
    left = make_supervisor(name="Left", services=[service], offices=[turku])
    make_helper("Far", service, offices=[oulu])
    make_helper("Speaks", service, offices=[oulu], languages=["sv"])
    make_helper("Near", service, offices=[turku])
    make_supervisor(name="Without time", services=[service], offices=[turku])
    make_helper("Other service", make_service(name="Other"), offices=[turku])
    make_helper("No new clients", service, offices=[turku], accepts_new_clients=False)
    make_helper("Gone", service, offices=[turku], active=False)
    make_helper("Other practice", make_service(site=make_site("second")), site=make_site("second"))
    assert other_names(supervisor=left) == ["Near", "Far", "Speaks"]
    with translation.override("sv"):
        assert other_names(supervisor=left) == ["Near", "Speaks", "Far"]
    # Free times that the practice does not publish do not show in the order.
    practice.publish_free_times = False
    practice.save()
    assert other_names(supervisor=left) == ["Near", "Without time", "Far"]


def test_alternatives_without_a_shared_service_are_any(service):
    make_practice()
    left = make_supervisor(name="Left", services=[service])
    make_helper("Mikael", make_service(name="Other"))
    others = other_supervisors(make_site(), None, supervisor=left)
    assert ([card.record.name for card in others.cards], others.share_service) == (["Mikael"], False)


SHARED = "The supervisors below offer at least one of the same services."
ANY = "The supervisors below accept new clients. We will help you to find the one who fits."


@pytest.mark.parametrize(("shares", "text"), [(True, SHARED), (False, ANY)])
def test_pages_of_a_person_say_of_others_only_what_is_so(client, index, service, shares, text):
    left = make_supervisor(name="Aino", services=[service, make_service(name="Second")], active=False)
    # Neither has free time, so none of them is said to have it.
    make_supervisor(name="Mikael", services=[service if shares else make_service(name="Third")])
    pages = [
        make_page("SupervisorPage", index, slug="aino", supervisor=left),
        make_removed_page(
            "SupervisorPage", index, slug="old", supervisor=make_supervisor(name="B", services=[service])
        ),
    ]
    Supervisor.objects.filter(name="B").update(active=False)
    for page in pages:
        response = client.get(page.url)
        (introduction,) = re.findall(r'<p class="tyo-introduction">(.*?)\s*</p>', response.content.decode(), re.DOTALL)
        assert (response.status_code, introduction.removeprefix("Aino no longer works at this practice. ")) == (
            410,
            text,
        )
        assert "Supervisors who accept new clients</h2>" in response.content.decode()
        assert offered_names(response) == ["Mikael"]


@pytest.mark.parametrize("rows", [1, 30])
def test_query_count_of_alternatives_is_constant(service, rows, django_assert_max_num_queries):
    make_practice()
    make_page("SupervisorIndexPage", make_home())
    left = make_supervisor(name="Left", services=[service])
    for number in range(rows):
        make_helper(f"Helper {number:02}", service, offices=[make_office(city=f"City {number}")])
    left, site = Supervisor.objects.get(pk=left.pk), make_site()
    with django_assert_max_num_queries(18):
        other_supervisors(site, None, supervisor=left)


@pytest.fixture
def failing_client(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("path", "lang", "heading"),
    [
        ("/defect/", "en", "There is a problem with our site"),
        ("/sv/defect/", "sv", "Det är fel på vår webbplats just nu"),
    ],
)
def test_failure_is_answered_without_database_and_cache(
    failing_client, home, django_assert_num_queries, path, lang, heading
):
    failing_client.get("/")
    with (
        django_assert_num_queries(0),
        override_settings(CACHES={"default": {"BACKEND": "tests.pages.no_cache.NoCache"}}),
    ):
        response = failing_client.get(path)
    text = response.content.decode()
    assert response.status_code == 500
    assert re.findall(r"<h1[^>]*>([^<]+)", text) == [heading]
    assert f'lang="{lang}"' in text and "tyonohjaus.css" in text and "noindex" in text
    assert 'href="tel:+358401234567"' in text and "Harbour Supervision" in text


def test_failure_of_a_new_process_names_no_practice(failing_client):
    last_known.forget_all()
    text = failing_client.get("/defect/").content.decode()
    assert ("There is a problem with our site" in text, "tel:" in text) == (True, False)


def test_failure_of_the_error_page_itself_has_a_last_resort(failing_client):
    broken = {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [], "APP_DIRS": False}
    with override_settings(TEMPLATES=[broken]):
        response = failing_client.get("/defect/")
    assert (response.status_code, "There is a problem with our site" in response.content.decode()) == (500, True)


def test_practice_of_another_host_is_not_shown(home):
    other = make_site("second")
    last_known.forget_all()
    last_known.remember(other, PracticeSettings(site=other, name="Second", slug="second"))
    assert last_known.recall("third") is None
    assert last_known.recall("second").name == "Second"


@pytest.mark.parametrize(("view", "status"), [(error_views.bad_request, 400), (error_views.permission_denied, 403)])
def test_refusals_are_pages_too(view, status):
    response = view(RequestFactory().get("/"), PermissionDenied())
    assert (response.status_code, "<h1" in response.content.decode()) == (status, True)


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_host_that_is_not_allowed_gets_a_page(failing_client):
    response = failing_client.get("/", headers={"host": "evil.example"})
    assert (response.status_code, "We could not read your request" in response.content.decode()) == (400, True)
