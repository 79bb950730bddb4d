"""Fields that a project removes from its page types. ``tests/projects`` has a site with such page types."""

from typing import Any

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import AbstractPage
from wagtail.search import index

from wagtail_tyonohjaus.page_types import ServicePageMixin
from wagtail_tyonohjaus.page_types.removed_fields import panels_without, removed_fields


class ReducedServicePage(ServicePageMixin):
    goals: Any = None
    show_form: Any = None
    search_fields = [*AbstractPage.search_fields, *ServicePageMixin.practice_search_fields]

    class Meta:
        abstract = True


def test_removed_fields_are_those_set_to_none():
    assert removed_fields(ReducedServicePage) == {"goals", "show_form"}
    assert removed_fields(ServicePageMixin) == frozenset()


def test_search_and_api_have_the_other_fields():
    searched = [field.field_name for field in ReducedServicePage.search_fields if isinstance(field, index.SearchField)]
    assert ("goals" in searched, "audience" in searched) == (False, True)
    assert {field.name for field in ServicePageMixin.api_fields} - {
        field.name for field in ReducedServicePage.api_fields
    } == {"goals", "show_form"}


def test_page_type_of_the_package_keeps_its_lists():
    assert "goals" in [field.name for field in ServicePageMixin.api_fields]
    assert "goals" in [field.field_name for field in ServicePageMixin.practice_search_fields]


def test_panels_of_other_fields_remain_in_their_groups():
    panels = [
        "title",
        MultiFieldPanel([FieldPanel("goals"), FieldPanel("audience")], heading="Texts"),
        MultiFieldPanel([MultiFieldPanel([FieldPanel("show_form")])], heading="End"),
        "goals",
        FieldPanel("body"),
    ]
    title, texts, body = panels_without({"goals", "show_form"}, panels)
    assert (title, body.field_name, texts.heading) == ("title", "body", "Texts")
    assert [panel.field_name for panel in texts.children] == ["audience"]
    assert len(panels[1].children) == 2
