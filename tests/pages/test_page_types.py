"""Parent rules, templates, editors, search and previews of the page types."""

import pytest
from django.test import override_settings
from django.urls import reverse
from wagtail.models import Page, ShowInMenusMixin
from wagtail.search import index

from tests.factories import make_service, make_supervisor
from tests.pages.factories import PAGE_MODELS, make_home, make_page, page_models
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


def one_page_of_each_type(home):
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
        make_page(
            "CrisisNoticePage", notices, slug="accident", situation="<p>A crane fell.</p>", phone="+358401112223"
        ),
        make_page("ContactPage", home, slug="contact"),
    ]


@pytest.mark.parametrize("name", CHILDREN)
def test_page_type_allows_only_its_children(name):
    assert sorted(child.__name__ for child in getattr(page_models, name).allowed_subpage_models()) == CHILDREN[name]


@pytest.mark.parametrize("name", PARENTS)
def test_page_type_allows_only_its_parents(name):
    assert (
        sorted(parent.__name__ for parent in getattr(page_models, name).allowed_parent_page_models()) == PARENTS[name]
    )


def test_page_uses_package_template_by_default(client):
    for page in one_page_of_each_type(make_home()):
        response = client.get(page.url)
        assert (page.url, response.status_code) == (page.url, 200)
        assert response.templates[0].name == page.practice_template


def test_template_of_the_site_takes_precedence(client):
    page = make_page("StandardPage", make_home(), slug="text")
    templates = {page.template: "site: {{ page.title }}", page.practice_template: "package"}
    backend = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", templates)]},
    }
    with override_settings(TEMPLATES=[backend]):
        assert client.get(page.url).content.decode() == "site: StandardPage"


def test_post_to_a_page_is_not_allowed(client):
    for page in one_page_of_each_type(make_home()):
        assert (client.post(page.url).status_code, client.head(page.url).status_code) == (405, 200)


@pytest.mark.parametrize("model", PAGE_MODELS)
def test_search_fields_include_those_of_base_page_and_mixin(model):
    names = [field.field_name for field in model.search_fields if isinstance(field, index.SearchField)]
    assert {"title", "introduction", "body"} <= set(names)
    if issubclass(model, ShowInMenusMixin):
        assert [f.field_name for f in model.search_fields if f.field_name == "show_in_menus"] == ["show_in_menus"]


@pytest.mark.parametrize(("name", "record"), [("ServicePage", "service"), ("SupervisorPage", "supervisor")])
def test_search_fields_include_the_records_name(name, record):
    related = [f for f in getattr(page_models, name).search_fields if isinstance(f, index.RelatedFields)]
    assert [(f.field_name, f.fields[0].field_name) for f in related] == [(record, "name")]


@pytest.mark.parametrize("model", PAGE_MODELS)
def test_add_view_opens(admin_client, model):
    home = make_home()
    parents = {"CrisisNoticePage": "CrisisNoticeIndexPage"}
    parent = make_page(parents[model.__name__], home, slug="p") if model.__name__ in parents else home
    if model.__name__ == "PracticeHomePage":
        parent = page_model().objects.get(depth=1)
    url = reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk])
    assert admin_client.get(url).status_code == 200


def test_contact_page_editor_has_form_tab():
    tabs = [str(tab.heading) for tab in page_models.ContactPage.get_edit_handler().children]
    assert tabs == ["Content", "Form", "Promote", "Settings"]


@pytest.mark.parametrize("model", PAGE_MODELS)
def test_draft_without_required_values_can_be_previewed(rf, model):
    home = make_home()
    page = home.add_child(instance=model(title="Draft", slug="draft", live=False))
    response = page.make_preview_request(rf.get("/"))
    assert (response.status_code, b"Draft" in response.content) == (200, True)


@pytest.mark.parametrize("model", PAGE_MODELS)
def test_draft_with_blank_blocks_can_be_previewed(rf, model):
    home = make_home()
    body = model.body.field.stream_block
    value = body.to_python([{"type": name, "value": {}} for name in body.child_blocks if name != "chart"])
    page = home.add_child(instance=model(title="Draft", slug="draft", live=False, body=value))
    assert page.make_preview_request(rf.get("/")).status_code == 200


def test_page_models_inherit_page_unless_it_is_swapped(settings):
    swapped = getattr(settings, "WAGTAIL_PAGE_MODEL", "wagtailcore.Page") != "wagtailcore.Page"
    assert [issubclass(model, Page) for model in PAGE_MODELS] == [not swapped] * len(PAGE_MODELS)
