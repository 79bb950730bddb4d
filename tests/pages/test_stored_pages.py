"""Rendered pages are kept until something that they show changes, and never if they might show anything else."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection, transaction
from django.db.models.signals import post_delete, pre_delete
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from time_machine import travel
from wagtail.blocks import CharBlock
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page

from tests.blocks.host_templates import host_templates, template_name
from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor, make_weekly_hours
from tests.pages.factories import make_home, make_page, page_models
from tests.pages.marks import UNCLOSED_RENDITIONS
from wagtail_tyonohjaus.blocks import TextSectionBlock
from wagtail_tyonohjaus.contact.form.field_types import FieldType, register_field_type, unregister_field_type
from wagtail_tyonohjaus.contact.form.questions import Question, register_question, unregister_question
from wagtail_tyonohjaus.contact.rule_models import RoutingRule
from wagtail_tyonohjaus.page_types import purging
from wagtail_tyonohjaus.page_types.stored_pages import StoredPage, deployment
from wagtail_tyonohjaus.practice.models import (
    Approach,
    ApproachTranslation,
    Office,
    OfficeOpeningHours,
    PracticeSettings,
    Service,
    Supervisor,
)
from wagtail_tyonohjaus.practice.revisions import touch
from wagtail_tyonohjaus.practice.settings import PracticeOpeningHours

pytestmark = [pytest.mark.django_db, *UNCLOSED_RENDITIONS]
# A Tuesday, 12:10 in Helsinki.
NOON = datetime(2026, 12, 1, 10, 10, tzinfo=UTC)
TOKEN = re.compile(rb'name="form_key" value="([^"]*)"')


@pytest.fixture(autouse=True)
def storing(settings):
    settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "PAGE_STORED_SECONDS": 3600}
    with travel(NOON, tick=False):
        yield


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """``with committed():`` is a transaction of its own, and runs what follows its commit."""

    def begin():
        connection.run_on_commit.clear()
        return django_capture_on_commit_callbacks(execute=True)

    return begin


@pytest.fixture
def home():
    return make_home(title="Harbour Supervision")


@pytest.fixture
def office():
    return make_office(city="Turku")


@pytest.fixture
def service():
    return make_service(name="Team supervision")


@pytest.fixture
def person(office, service):
    person = make_supervisor([office], [service], name="Aino Laine", role="supervisor", phone="+358402222222")
    make_weekly_hours(person, weekday=3, office=office)
    return person


@pytest.fixture
def pages(home, service, person):
    """A page of each kind that shows records, by the name of its class."""
    return {
        "PracticeHomePage": home,
        "ContactPage": make_page("ContactPage", home, slug="contact"),
        "SupervisorPage": make_page("SupervisorPage", home, slug="aino", supervisor=person, title="Aino Laine"),
        "ServicePage": make_page("ServicePage", home, slug="team", service=service),
        "SupervisorIndexPage": make_page("SupervisorIndexPage", home, slug="people"),
        "ServiceIndexPage": make_page("ServiceIndexPage", home, slug="services"),
    }


def queries(client, page):
    """How many queries a request takes after another one."""
    client.get(page.url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page.url).status_code == 200
    return len(captured)


def is_stored(client, page):
    """Forms have one token as long as they are not rendered again."""
    first, second = (client.get(page.url).content for _ in range(2))
    tokens = [TOKEN.findall(content) for content in (first, second)]
    assert tokens[0], "the page needs a form"
    return tokens[0] == tokens[1]


@pytest.mark.parametrize("name", ["ContactPage", "SupervisorPage", "ServicePage", "SupervisorIndexPage"])
def test_second_response_is_the_first_one_with_few_queries(client, pages, name):
    page = pages[name]
    first = client.get(page.url)
    with CaptureQueriesContext(connection) as captured:
        second = client.get(page.url)
    assert (second.content, second.headers) == (first.content, first.headers)
    assert len(captured) <= 13


def test_stored_page_answers_304_and_head(client, pages):
    page = pages["ContactPage"]
    tag = client.get(page.url)["ETag"]
    assert client.get(page.url, headers={"if-none-match": tag}).status_code == 304
    assert client.head(page.url)["ETag"] == tag


CHANGES = {
    "settings": lambda: make_practice(phone="+358409999999"),
    "hours of the telephone": lambda: PracticeOpeningHours.objects.create(
        practice=PracticeSettings.objects.get(), weekday=1, opens="10:00", closes="11:00"
    ),
    "a new office": lambda: make_office(city="Oulu"),
    "an office": lambda: save(Office, address="Quay 1"),
    "hours of an office": lambda: OfficeOpeningHours.objects.create(
        office=Office.objects.get(), weekday=1, opens="10:00", closes="11:00"
    ),
    "a service": lambda: save(Service, name="Group supervision"),
    "a supervisor": lambda: save(Supervisor, name="Aino Salo"),
    "a supervisor's services": lambda: save(Supervisor, services=[]),
    "an approach": lambda: save(Supervisor, approaches=[Approach.objects.create(name="Psychodynamic")]),
    "a rule": lambda: RoutingRule.objects.create(site=make_site(), name="Evening", displayed_phone="+358408888888"),
    "a page in the menu": lambda: make_page("StandardPage", Page.objects.get(slug="harbour"), slug="new", title="New"),
    "a crisis notice": lambda: make_page("CrisisNoticePage", Page.objects.get(slug="harbour"), slug="fire"),
    "a page that is moved": lambda: Page.objects.get(slug="services").move(
        Page.objects.get(slug="contact"), "last-child"
    ),
    "a page that is deleted": lambda: Page.objects.get(slug="services").delete(),
    "a page that is unpublished": lambda: Page.objects.get(slug="services").unpublish(),
}


def save(model, **values):
    record = model.objects.get()
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


def texts(client, pages):
    return {name: TOKEN.sub(b"", client.get(page.url).content) for name, page in pages.items() if page.live}


@pytest.mark.parametrize("change", CHANGES)
def test_change_is_on_all_pages_at_once(settings, client, pages, committed, change):
    """As if nothing were stored."""
    pages = {name: pages[name] for name in ("PracticeHomePage", "ContactPage", "SupervisorPage")}
    before = texts(client, pages)
    assert texts(client, pages) == before
    with committed():
        CHANGES[change]()
    after = texts(client, pages)
    settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "PAGE_STORED_SECONDS": 0}
    assert after == texts(client, pages)
    assert after != before


@pytest.mark.parametrize(
    "change",
    [
        lambda: Locale.objects.create(language_code="sv"),
        lambda: get_image_model().objects.create(title="Quay", file=get_test_image_file()),
        lambda: ApproachTranslation.objects.create(parent=Approach.objects.create(name="A"), language="fi", name="B"),
        lambda: make_site().save(),
    ],
)
def test_change_of_what_any_page_may_show_ends_all(client, pages, committed, change):
    version = PracticeSettings.objects.get().content_version
    with committed():
        change()
    assert PracticeSettings.objects.get().content_version != version


def test_change_of_another_practice_leaves_pages_stored(client, pages, committed):
    other = make_site("second")
    with committed():
        make_practice(other)
    version = PracticeSettings.objects.get(site=make_site()).content_version
    with committed():
        make_practice(other, phone="+358409999999")
        make_office(site=other, city="Vaasa")
    assert PracticeSettings.objects.get(site=make_site()).content_version == version


def test_record_that_moves_to_another_practice_ends_the_pages_of_both(client, pages, person, committed):
    others = make_practice(make_site("second"))
    before = set(PracticeSettings.objects.values_list("pk", "content_version"))
    with committed():
        save(Supervisor, site=others.site)
    assert not before & set(PracticeSettings.objects.values_list("pk", "content_version"))


def test_bulk_change_ends_pages_without_a_shared_cache(settings, home, committed):
    settings.WAGTAILFRONTENDCACHE = None
    version = PracticeSettings.objects.get().content_version
    with committed():
        purging.purge_site(make_site().pk)
    assert PracticeSettings.objects.get().content_version != version


def test_draft_leaves_pages_stored(client, pages, committed):
    version = PracticeSettings.objects.get().content_version
    with committed():
        page = pages["ContactPage"]
        page.title = "Draft"
        page.save_revision()
    assert PracticeSettings.objects.get().content_version == version


def test_rows_that_no_page_shows_are_deleted_without_being_loaded():
    assert not any(signal.has_listeners(Session) for signal in (pre_delete, post_delete))


def test_many_changes_of_a_transaction_renew_the_version_once(home, committed):
    with committed() as callbacks:
        for number in range(5):
            make_office(city=f"City {number}")
    renewals = [callback for callback in callbacks if type(callback).__name__ == "_Renewal"]
    assert len(renewals) == 1


def test_rolled_back_change_does_not_renew_the_version(home, committed):
    version = PracticeSettings.objects.get().content_version
    with committed(), pytest.raises(RuntimeError), transaction.atomic():
        make_office(city="Oulu")
        raise RuntimeError
    assert PracticeSettings.objects.get().content_version == version


def test_booking_is_on_the_pages_at_once(client, pages, person):
    page = pages["SupervisorPage"]
    assert is_stored(client, page)
    token = TOKEN.findall(client.get(page.url).content)
    touch([person.pk])
    assert TOKEN.findall(client.get(page.url).content) != token


def test_booking_of_another_supervisor_leaves_a_supervisors_page_stored(client, pages, office):
    other = make_supervisor([office], name="Eino Niemi")
    page = pages["SupervisorPage"]
    token = TOKEN.findall(client.get(page.url).content)
    touch([other.pk])
    assert TOKEN.findall(client.get(page.url).content) == token
    service_token = TOKEN.findall(client.get(pages["ServicePage"].url).content)
    touch([other.pk])
    assert TOKEN.findall(client.get(pages["ServicePage"].url).content) != service_token


def test_page_without_free_times_does_not_depend_on_bookings(client, home, person):
    page = make_page("ContactPage", home, slug="contact")
    token = TOKEN.findall(client.get(page.url).content)
    touch([person.pk])
    assert TOKEN.findall(client.get(page.url).content) == token


def test_page_is_rendered_again_when_it_changes_by_itself(client, home):
    page = make_page("ContactPage", home, slug="contact", expire_at=NOON + timedelta(minutes=5))
    client.get(page.url)
    with travel(NOON + timedelta(minutes=4), tick=False):
        response = client.get(page.url)
        assert response["Cache-Control"] == "public, max-age=60, s-maxage=60"
    token = TOKEN.findall(response.content)
    with travel(NOON + timedelta(minutes=6), tick=False):
        assert TOKEN.findall(client.get(page.url).content) != token


def test_page_is_kept_for_an_hour_at_most(client, home):
    page = make_page("ContactPage", home, slug="contact")
    token = TOKEN.findall(client.get(page.url).content)
    with travel(NOON + timedelta(minutes=61), tick=False):
        assert TOKEN.findall(client.get(page.url).content) != token


def test_visitor_with_a_session_gets_and_leaves_nothing_stored(client, pages):
    page = pages["ContactPage"]
    editor = Client()
    editor.force_login(get_user_model().objects.create_superuser("editor"))
    assert not is_stored(editor, page)
    token = TOKEN.findall(editor.get(page.url).content)
    assert TOKEN.findall(client.get(page.url).content) != token
    assert "wagtail-userbar" not in client.get(page.url).content.decode()
    assert "wagtail-userbar" in editor.get(page.url).content.decode()


def test_preview_is_not_stored(client, pages):
    page = pages["ContactPage"]
    stored = TOKEN.findall(client.get(page.url).content)
    preview = page.make_preview_request()
    assert TOKEN.findall(preview.content) != stored
    assert TOKEN.findall(client.get(page.url).content) == stored


def test_url_with_a_query_is_not_stored(client, pages):
    url = f"{pages['ContactPage'].url}?service=1"
    tokens = [TOKEN.findall(client.get(url).content) for _ in range(2)]
    assert tokens[0] != tokens[1]


def test_hosts_have_their_own_pages(client, pages):
    page = pages["ContactPage"]
    tokens = [
        TOKEN.findall(client.get(page.url, headers={"host": host}).content) for host in ("localhost", "testserver")
    ]
    assert tokens[0] != tokens[1]


@pytest.mark.parametrize(
    ("host", "is_kept"),
    [
        ("localhost", True),
        ("LOCALHOST:80", True),
        ("testserver", True),
        ("localhost:81", False),
        ("any.example.org", False),
    ],
)
def test_only_hosts_that_the_project_names_fill_the_cache(settings, client, pages, host, is_kept):
    settings.ALLOWED_HOSTS = ["testserver", ".example.org", "localhost"]
    client.defaults["HTTP_HOST"] = host
    assert is_stored(client, pages["ContactPage"]) == is_kept


def test_only_the_pages_own_url_fills_the_cache(home):
    """As when a database ignores the case of slugs, or without ``WAGTAIL_APPEND_SLASH``."""
    page = make_page("ContactPage", home, slug="työhön")
    paths = ["/työhön/", "/Työhön/", "/työhön//"]
    requests = [RequestFactory().get(path, headers={"host": "localhost"}) for path in paths]
    assert [StoredPage.of(page, request) is not None for request in requests] == [True, False, False]


def test_page_that_was_loaded_before_a_change_is_not_kept(client, pages, committed):
    page = pages["ContactPage"]
    loaded = Page.objects.get(pk=page.pk).specific
    with committed():
        page.title = "Call us"
        page.save_revision().publish()
    loaded.serve(RequestFactory().get(page.url, headers={"host": "localhost"})).render()
    assert "ContactPage" not in client.get(page.url, headers={"host": "localhost"}).content.decode()


def test_page_ends_with_the_key_that_signs_its_forms(settings, client, pages):
    token = TOKEN.findall(client.get(pages["ContactPage"].url).content)
    settings.SECRET_KEY = "another"
    assert TOKEN.findall(client.get(pages["ContactPage"].url).content) != token


@pytest.mark.parametrize("changed", ["static files", "translations"])
def test_deployment_ends_all_pages(settings, client, pages, monkeypatch, tmp_path, changed):
    token = TOKEN.findall(client.get(pages["ContactPage"].url).content)
    if changed == "static files":
        monkeypatch.setattr(staticfiles_storage, "manifest_hash", "another", raising=False)
    else:
        (tmp_path / "fi.mo").touch()
        settings.LOCALE_PATHS = [str(tmp_path)]
    deployment.cache_clear()
    assert TOKEN.findall(client.get(pages["ContactPage"].url).content) != token


def test_recipient_who_can_no_longer_be_reached_ends_the_pages(client, pages, committed):
    """A rule that has a recipient stops the next one, which has another number."""
    user = get_user_model().objects.create_user("aino", email="aino@example.org")
    first = RoutingRule.objects.create(site=make_site(), name="First", sort_order=1)
    first.to_users.add(user)
    second = RoutingRule.objects.create(site=make_site(), name="Second", sort_order=2, displayed_phone="+358408888888")
    second.to_users.add(get_user_model().objects.create_user("eino", email="eino@example.org"))
    PracticeSettings.objects.update(content_version="first")
    number = "tel:+358408888888"
    assert number not in client.get(pages["ContactPage"].url).content.decode()
    with committed():
        user.is_active = False
        user.save()
    assert number in client.get(pages["ContactPage"].url).content.decode()
    with committed():
        get_user_model().objects.get(username="eino").save(update_fields=["last_login"])
        version = PracticeSettings.objects.get().content_version
    assert PracticeSettings.objects.get().content_version == version


def test_recipients_of_a_rule_are_part_of_the_content(home, office, committed):
    rule = RoutingRule.objects.create(site=make_site(), name="First")
    version = PracticeSettings.objects.get().content_version
    with committed():
        rule.to_offices.add(office)
    assert PracticeSettings.objects.get().content_version != version


def test_nothing_is_stored_with_debug(settings, client, pages):
    settings.DEBUG = True
    assert not is_stored(client, pages["ContactPage"])


def test_page_with_a_template_of_the_project_is_not_stored(client, pages):
    page = pages["ContactPage"]
    template = "{% load tyonohjaus_contact %}<h1>Ours</h1>{% tyo_contact_form %}"
    with host_templates({template_name(page): template}):
        assert not is_stored(client, page)


@pytest.mark.parametrize("name", ["wagtail_tyonohjaus/base.html", "wagtail_tyonohjaus/_site_footer.html"])
def test_nothing_is_stored_if_the_project_replaces_a_template_of_ours(client, pages, name):
    text = engines["django"].get_template(name).template.source
    with host_templates({name: text}):
        assert not is_stored(client, pages["ContactPage"])
    assert is_stored(client, pages["ContactPage"])


def test_page_with_a_block_of_the_project_is_not_stored(client, pages, monkeypatch):
    class ClockBlock(TextSectionBlock):
        """Shows something that we know nothing about."""

    page = pages["ContactPage"]
    page.body = [{"type": "text", "value": {"heading": "", "text": "<p>Now</p>"}}]
    page.save()
    assert is_stored(client, page)
    body = page_models.ContactPage._meta.get_field("body").stream_block
    monkeypatch.setitem(body.child_blocks, "text", ClockBlock())
    body.child_blocks["text"].set_name("text")
    client.get(f"{page.url}?fresh")
    page.save_revision().publish()
    PracticeSettings.objects.update(content_version="another")
    assert not is_stored(client, page)


def test_page_class_of_the_project_is_not_stored(client, pages, monkeypatch):
    monkeypatch.setattr(page_models.ContactPage, "__module__", "home.models")
    assert not is_stored(client, pages["ContactPage"])


def test_nothing_is_stored_with_questions_of_the_project(client, pages):
    register_question(Question("shoe_size", "Shoe size"))
    try:
        assert not is_stored(client, pages["ContactPage"])
    finally:
        unregister_question("shoe_size")


def test_nothing_is_stored_with_field_types_of_the_project(client, pages):
    register_field_type(FieldType("colour", "Colour", build=lambda field: CharBlock().field))
    try:
        assert not is_stored(client, pages["ContactPage"])
    finally:
        unregister_field_type("colour")


def test_other_style_sheets_are_another_deployment(settings, client, pages):
    page = pages["ContactPage"]
    client.get(page.url)
    settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "STYLESHEETS": ["css/practice.css"]}
    assert "css/practice.css" in client.get(page.url).content.decode()


def test_cache_that_fails_costs_only_time(settings, client, pages):
    settings.CACHES = {
        "default": {"BACKEND": "wagtail_tyonohjaus.optional_cache.OptionalCache", "LOCATION": "broken"},
        "broken": {"BACKEND": "tests.availability.broken_cache.BrokenCache"},
    }
    assert not is_stored(client, pages["ContactPage"])


@pytest.mark.parametrize("name", ["ContactPage", "SupervisorPage", "ServicePage"])
def test_queries_of_a_stored_page_do_not_grow_with_supervisors(client, pages, office, service, committed, name):
    few = queries(client, pages[name])
    with committed():
        for number in range(29):
            make_supervisor([office], [service], name=f"Person {number}")
    assert queries(client, pages[name]) == few
