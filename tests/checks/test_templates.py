"""A project's own templates around our pages are reported if they leave out our style sheets or the page."""

import pytest

from tests.blocks.host_templates import host_templates
from tests.pages.test_host_base_template import documented_template, wagtail_start_template
from wagtail_tyonohjaus.page_types.checks.templates import check_templates
from wagtail_tyonohjaus.pages.models import ServicePage, StandardPage

BASE = "wagtail_tyonohjaus/base.html"
HEAD = "{% load tyonohjaus_pages %}{% tyonohjaus_head %}"
LAYOUT = "<head>{% block head %}{% endblock %}</head><body>{% block main %}{% endblock %}</body>"
CONTENT = "{% block content %}{% endblock %}"


def found(templates: dict[str, str]) -> list[tuple[str, str]]:
    with host_templates(templates):
        warnings = check_templates(None)
    assert all(warning.hint for warning in warnings)
    return [(warning.id.removeprefix("wagtail_tyonohjaus."), warning.msg.split()[4]) for warning in warnings]


def test_templates_of_the_package_and_of_the_documentation_are_complete():
    assert found({}) == []
    assert found({"base.html": wagtail_start_template(), BASE: documented_template()}) == []


def test_base_template_without_our_tag_is_named():
    assert found(
        {"layout.html": LAYOUT, BASE: '{% extends "layout.html" %}{% block main %}' + CONTENT + "{% endblock %}"}
    ) == [("W028", BASE)]
    assert found({BASE: f"<head></head>{{# {HEAD} #}}{CONTENT}"}) == [("W028", BASE)]


def test_parts_that_the_layout_does_not_show_are_named():
    own = '{% extends "layout.html" %}{% block extra_css %}' + HEAD + "{% endblock %}" + CONTENT
    assert found({"layout.html": LAYOUT, BASE: own}) == [("W028", BASE), ("W029", BASE)]


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        '{% include "head.html" %}',
        "{% if request %}{% with a=1 %}" + HEAD + "{% endwith %}{% endif %}",
        '{% load static %}<link rel="stylesheet" href="{% static "wagtail_tyonohjaus/tyonohjaus.css" %}">',
    ],
)
def test_style_sheets_are_found_in_each_way_of_loading_them(head):
    assert found({"head.html": '{% include "head.html" %}' + HEAD, BASE: head + CONTENT}) == []


def test_base_template_that_extends_ours_is_complete():
    assert found({BASE: '{% extends "wagtail_tyonohjaus/base.html" %}{% block footer %}{% endblock %}'}) == []


@pytest.mark.parametrize("own", ["{% extends layout %}", "{% include head %}" + CONTENT, "{% if %}"])
def test_template_that_can_not_be_read_without_rendering_gives_no_warning(own):
    assert found({BASE: own}) == []


def test_page_template_with_parts_of_ours_but_no_style_sheet_is_named():
    parts = '{% include "wagtail_tyonohjaus/_page_header.html" %}'
    templates = {
        "layout.html": LAYOUT,
        StandardPage.template: '{% extends "layout.html" %}{% block main %}' + parts + "{% endblock %}",
    }
    assert found(templates) == [("W028", StandardPage.template)]
    assert found({**templates, "layout.html": HEAD + LAYOUT}) == []


def test_page_template_with_blocks_only_gives_no_warning():
    extended = '{% extends "wagtail_tyonohjaus/service_page.html" %}'
    assert found({StandardPage.template: "{{ page.body }}", ServicePage.template: extended}) == []


def test_page_template_in_an_incomplete_base_template_is_not_named_as_well():
    extended = '{% extends "wagtail_tyonohjaus/service_page.html" %}'
    assert found({BASE: CONTENT, ServicePage.template: extended}) == [("W028", BASE)]
