"""Rules, templates, editors and previews of the page types."""

import pytest
from django.test import override_settings
from django.urls import reverse
from wagtail.models import Page, ShowInMenusMixin
from wagtail.search import index

from tests.factories import make_service, make_supervisor
from tests.pages.kinds import KINDS, kinds, make_home, make_page
from wagtail_tyonohjaus.practice.page_model import page_model

pytestmark = pytest.mark.django_db

CHILDREN = {
    "ServiceIndexPage": ["ServicePage"],
    "ServicePage": [],
    "SupervisorIndexPage": ["SupervisorPage"],
    "SupervisorPage": [],
    "CrisisNoticeIndexPage": ["CrisisNoticePage"],
    "CrisisNoticePage": [],
    "ContactPage": [],
}
PARENTS = {
    "ServicePage": ["PracticeHomePage", "ServiceIndexPage"],
    "SupervisorPage": ["PracticeHomePage", "SupervisorIndexPage"],
    "CrisisNoticePage": ["CrisisNoticeIndexPage"],
}


def one_of_each(home):
    services = make_page("ServiceIndexPage", home, slug="services")
    people = make_page("SupervisorIndexPage", home, slug="people")
    notices = make_page("CrisisNoticeIndexPage", home, slug="crisis")
    service, supervisor = make_service(name="Supervision"), make_supervisor(name="Aino Laine")
    return [
        home,
        make_page("StandardPage", home, slug="text"),
        services,
        make_page("ServicePage", services, slug="supervision", service=service, about="<p>Talk about work.</p>"),
        people,
        make_page("SupervisorPage", people, slug="aino", supervisor=supervisor),
        notices,
        make_page("CrisisNoticePage", notices, slug="accident", situation="<p>A crane fell.</p>", phone="+358401112223"),
        make_page("ContactPage", home, slug="contact"),
    ]


@pytest.mark.parametrize("name", CHILDREN)
def test_page_type_allows_only_its_children(name):
    assert sorted(child.__name__ for child in getattr(kinds, name).allowed_subpage_models()) == CHILDREN[name]


@pytest.mark.parametrize("name", PARENTS)
def test_page_type_stands_only_under_its_parents(name):
    assert sorted(parent.__name__ for parent in getattr(kinds, name).allowed_parent_page_models()) == PARENTS[name]


def test_every_page_is_served_by_our_template(client):
    for page in one_of_each(make_home()):
        response = client.get(page.url)
        assert (page.url, response.status_code) == (page.url, 200)
        assert response.templates[0].name == page.practice_template


def test_own_template_of_the_site_comes_before_ours(client):
    page = make_page("StandardPage", make_home(), slug="text")
    templates = {page.template: "the site's: {{ page.title }}", page.practice_template: "ours"}
    backend = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", templates)]},
    }
    with override_settings(TEMPLATES=[backend]):
        assert client.get(page.url).content.decode() == "the site's: StandardPage"


def test_post_to_a_page_is_not_allowed(client):
    for page in one_of_each(make_home()):
        assert (client.post(page.url).status_code, client.head(page.url).status_code) == (405, 200)


@pytest.mark.parametrize("kind", KINDS)
def test_search_finds_what_the_base_page_and_the_mixin_have(kind):
    names = [field.field_name for field in kind.search_fields if isinstance(field, index.SearchField)]
    assert {"title", "introduction", "body"} <= set(names)
    if issubclass(kind, ShowInMenusMixin):
        assert [f.field_name for f in kind.search_fields if f.field_name == "show_in_menus"] == ["show_in_menus"]


@pytest.mark.parametrize(("name", "record"), [("ServicePage", "service"), ("SupervisorPage", "supervisor")])
def test_search_finds_a_page_by_its_records_name(name, record):
    related = [f for f in getattr(kinds, name).search_fields if isinstance(f, index.RelatedFields)]
    assert [(f.field_name, f.fields[0].field_name) for f in related] == [(record, "name")]


@pytest.mark.parametrize("kind", KINDS)
def test_editor_of_a_new_page_opens(admin_client, kind):
    home = make_home()
    parents = {"CrisisNoticePage": "CrisisNoticeIndexPage"}
    parent = make_page(parents[kind.__name__], home, slug="p") if kind.__name__ in parents else home
    if kind.__name__ == "PracticeHomePage":
        parent = page_model().objects.get(depth=1)
    url = reverse("wagtailadmin_pages:add", args=[kind._meta.app_label, kind._meta.model_name, parent.pk])
    assert admin_client.get(url).status_code == 200


def test_contact_page_has_a_tab_for_its_form():
    tabs = [str(tab.heading) for tab in kinds.ContactPage.get_edit_handler().children]
    assert tabs == ["Content", "Form", "Promote", "Settings"]


@pytest.mark.parametrize("kind", KINDS)
def test_draft_without_its_required_values_previews(rf, kind):
    home = make_home()
    page = home.add_child(instance=kind(title="Draft", slug="draft", live=False))
    response = page.make_preview_request(rf.get("/"))
    assert (response.status_code, b"Draft" in response.content) == (200, True)


@pytest.mark.parametrize("kind", KINDS)
def test_draft_with_empty_blocks_previews(rf, kind):
    home = make_home()
    body = kind.body.field.stream_block
    value = body.to_python([{"type": name, "value": {}} for name in body.child_blocks if name != "chart"])
    page = home.add_child(instance=kind(title="Draft", slug="draft", live=False, body=value))
    assert page.make_preview_request(rf.get("/")).status_code == 200


def test_concrete_pages_are_left_out_where_the_base_page_is_swapped(settings):
    swapped = getattr(settings, "WAGTAIL_PAGE_MODEL", "wagtailcore.Page") != "wagtailcore.Page"
    assert [issubclass(kind, Page) for kind in KINDS] == [not swapped] * len(KINDS)
