"""The base template: head, menu, translations and footer."""

import re

import pytest
from django.test import override_settings

from tests.factories import make_office, make_practice, make_site
from tests.pages.factories import make_home, make_page, make_translation

pytestmark = pytest.mark.django_db


def html(client, page):
    return client.get(page.url).content.decode()


def test_head_has_title_description_and_canonical_url(client):
    page = make_page("StandardPage", make_home(), slug="about", title="About us", introduction="Who we are.")
    head = html(client, page).partition("</head>")[0]
    assert "<title>About us – Harbour Supervision</title>" in head
    assert '<meta name="description" content="Who we are.">' in head
    assert f'<link rel="canonical" href="{page.full_url}">' in head


def test_translations_are_linked_in_head_and_header(client):
    home = make_home()
    page = make_page("StandardPage", home, slug="about", title="About us")
    finnish = make_translation(page, "fi", title="Meistä", slug="meista")
    text = html(client, page)
    assert re.findall(r'hreflang="(\w+)" href="([^"]+)"', text) == [("en", page.full_url), ("fi", finnish.full_url)]
    assert re.findall(r'href="([^"]+)" lang="(\w+)"', text) == [(page.url, "en"), (finnish.url, "fi")]


def test_page_without_translations_has_no_language_menu(client):
    assert "tyo-languages" not in html(client, make_home())


def test_menu_lists_children_of_front_page_and_marks_current_page(client):
    home = make_home()
    make_page("ServiceIndexPage", home, slug="services", title="Services")
    page = make_page("StandardPage", home, slug="about", title="About us")
    make_page("StandardPage", home, slug="draft", title="Draft", live=False)
    links = re.findall(r'class="tyo-menu__link" href="([^"]+)"([^>]*)>([^<]+)<', html(client, page))
    assert links == [("/services/", "", "Services"), ("/about/", ' aria-current="page"', "About us")]


def test_menu_lists_pages_of_the_active_language(client):
    home = make_home()
    page = make_page("StandardPage", home, slug="about", title="About us")
    finnish = make_translation(page, "fi", title="Meistä", slug="meista")
    assert re.findall(r'tyo-menu__link"[^>]*>([^<]+)<', html(client, finnish)) == ["Meistä"]


def test_root_element_has_class_of_practice(client):
    home = make_home()
    make_practice(slug="lumo")
    assert 'class="tyo tyo-practice-lumo"' in html(client, home)


@override_settings(WAGTAIL_TYONOHJAUS={"STYLESHEETS": ["custom/theme.css"]})
def test_stylesheets_of_settings_follow_the_packages(client):
    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', html(client, make_home()))
    assert sheets == ["/static/wagtail_tyonohjaus/tyonohjaus.css", "/static/custom/theme.css"]


def test_phone_is_formatted_for_the_practices_country(client):
    home = make_home()
    assert '<a href="tel:+358401234567">040 123 4567</a>' in html(client, home)
    make_practice(phone_region="SE")
    assert '<a href="tel:+358401234567">+358 40 123 4567</a>' in html(client, home)


def test_footer_lists_the_offices_of_this_practice_only(client):
    home = make_home()
    make_office(city="Tampere")
    make_office(city="Oulu", site=make_site("second"))
    assert re.findall(r'tyo-site-footer__city">([^<]+)<', html(client, home)) == ["Tampere"]


def test_pages_have_no_inline_script_or_style(client):
    """Structured data is no script: browsers do not execute it, and a Content Security Policy does not concern it."""
    home = make_home()
    for page in (home, make_page("ContactPage", home, slug="contact")):
        text = html(client, page)
        assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(?:\ssrc=|ld\+json))", text) == []


def test_page_without_practice_settings_renders(client):
    home = make_home()
    make_practice(name="", phone="", email="")
    assert client.get(home.url).status_code == 200
