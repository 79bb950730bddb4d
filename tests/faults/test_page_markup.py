"""The pages of the admin and of visitors: fields that lose nothing, ids, and stylesheets."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.faults.test_shown_times import WITHOUT_PAGE, make_world
from tests.pages.factories import PAGE_MODELS
from tests.permissions.roles import OWN
from tests.permissions.test_matrix import TABLE, url_of

pytestmark = pytest.mark.django_db

STYLESHEETS = sorted((Path(__file__).parents[2] / "wagtail_tyonohjaus/static/wagtail_tyonohjaus").glob("*.css"))
LOSSY = re.compile(r"<(?:input|textarea)[^>]*?(?:maxlength=|type=\"(?:number|date|time|datetime-local)\")[^>]*>")
# Attributes of widgets in the JavaScript of blocks.
PACKED_LOSSY = re.compile(r"maxlength|type=\\\"number")
ID = re.compile(r"\sid=\"([^\"]+)\"")


@pytest.fixture
def pages(admin_client):
    """All pages of ours with a form, by URL: the admin's, the visitor's, and the editors of all page types."""
    urls = list(make_world().values())
    names = [name for name in TABLE if name not in WITHOUT_PAGE and not name.startswith("wagtailsnippetchoosers")]
    admin = [url_of(name, OWN) for name in names] + [editor_url(model) for model in PAGE_MODELS if editor_url(model)]
    return {url: admin_client.get(url).content.decode() for url in admin} | {
        url: Client().get(url).content.decode() for url in urls
    }


def editor_url(model) -> str:
    page = model.objects.first()
    return reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else ""


def test_no_field_lets_the_browser_cut_or_drop_what_was_typed(pages):
    found = {url: LOSSY.findall(html) + PACKED_LOSSY.findall(html) for url, html in pages.items()}
    assert {url: fields for url, fields in found.items() if fields} == {}


def test_ids_are_unique(pages):
    repeated = {
        url: [name for name, count in Counter(ids_of(html)).items() if count > 1] for url, html in pages.items()
    }
    assert {url: ids for url, ids in repeated.items() if ids} == {}


def ids_of(html: str) -> list[str]:
    """The ids on the page, without those of the templates of new rows."""
    return ID.findall(re.sub(r"<(script|template|svg)\b.*?</\1>", "", html, flags=re.DOTALL))


def whole_pages(pages: dict[str, str]) -> dict[str, str]:
    """Without the results that a script puts into a page."""
    return {url: html for url, html in pages.items() if "</html>" in html}


def classes_of(stylesheet: Path) -> set[str]:
    return set(re.findall(r"\.(tyo-[\w-]+)", stylesheet.read_text()))


def test_pages_link_the_stylesheets_of_their_classes(pages):
    """One of those with the class; a class without a rule is for projects."""
    missing = {}
    for url, html in whole_pages(pages).items():
        linked = set().union(*(classes_of(path) for path in STYLESHEETS if f"/{path.name}" in html))
        styled = set().union(*map(classes_of, STYLESHEETS))
        used = {name for names in re.findall(r'class="([^"]*)"', html) for name in names.split()}
        missing[url] = sorted((used & styled) - linked)
    assert {url: names for url, names in missing.items() if names} == {}
