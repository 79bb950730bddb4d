"""The language switch, links to translations, and parts of a page in another language."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache

from tests.factories import make_office, make_practice, make_service, make_supervisor
from tests.pages.factories import make_home, make_page, make_translation
from wagtail_tyonohjaus.practice.models import Approach, ServiceTranslation, SupervisorTranslation, WorkField
from wagtail_tyonohjaus.practice.phone_numbers import display_number, example_number, international_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make_home(title="Front")


def switch(client, url):
    """(URL, language, visible and hidden text) of the links in the language switch."""
    text = client.get(url).content.decode()
    navigation = re.search(r'<nav class="tyo-languages".*?</nav>', text, re.DOTALL)
    links = re.findall(r'<a[^>]*href="([^"]+)" lang="(\w+)"[^>]*>(.*?)</a>', navigation[0]) if navigation else []
    return [(url, code, re.sub("<[^>]+>", "", label)) for url, code, label in links]


def alternates(client, url):
    return re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', client.get(url).content.decode())


def test_page_without_translation_links_to_the_nearest_page_above(client, home):
    section = make_page("StandardPage", home, slug="about", title="About")
    page = make_page("StandardPage", section, slug="history", title="History")
    finnish = make_translation(section, "fi", title="Meistä", slug="meista")
    assert switch(client, page.url) == [
        ("/about/history/", "en", "English EN"),
        (finnish.url, "fi", "Suomi FI: Meistä"),
    ]
    # It is not a translation.
    assert alternates(client, page.url) == []


def test_unpublished_translation_is_passed_over(client, home):
    page = make_page("StandardPage", home, slug="about", title="About")
    finnish = make_translation(page, "fi", title="Meistä", slug="meista")
    finnish.unpublish()
    assert switch(client, page.url) == [("/about/", "en", "English EN"), ("/fi/", "fi", "Suomi FI: Front")]


def test_translations_have_a_default_for_other_languages(client, home):
    finnish = make_translation(home, "fi", slug="etusivu")
    expected = [("en", home.full_url), ("x-default", home.full_url), ("fi", finnish.full_url)]
    assert alternates(client, home.url) == alternates(client, finnish.url) == expected


@pytest.mark.parametrize("path", ["/contact/send/", "/nowhere/"])
@pytest.mark.urls("tests.pages.urls_with_error_pages")
def test_pages_outside_the_tree_link_to_the_front_pages(client, home, path):
    make_translation(home, "fi", slug="etusivu", title="Etusivu")
    response = client.post(path, {"form_key": "old"}) if "send" in path else client.get(path)
    text = response.content.decode()
    links = re.findall(r'tyo-languages__link" href="([^"]+)" lang="(\w+)"[^>]*>', text)
    assert links == [("/", "en"), ("/fi/", "fi")]
    assert re.findall(r'lang="(\w+)"[^>]*aria-current="true"', text) == ["en"]


def test_site_with_one_language_has_no_switch(client, home):
    assert switch(client, make_page("StandardPage", home, slug="about").url) == []


@pytest.mark.parametrize("languages", [1, 3])
def test_query_count_of_the_switch_does_not_depend_on_the_languages(
    client, home, languages, django_assert_max_num_queries
):
    page = make_page("StandardPage", home, slug="about")
    for code in ["fi", "sv", "de"][:languages]:
        make_translation(page, code, slug=f"about-{code}")
    client.get(page.url)
    cache.clear()
    with django_assert_max_num_queries(25):
        client.get(page.url)


def test_text_of_a_record_without_translation_is_marked(client, home):
    service = make_service(name="Supervision", summary="For teams.", price="90 €")
    ServiceTranslation.objects.create(parent=service, language="fi", name="Työnohjaus")
    index = make_page("ServiceIndexPage", home, slug="services")
    page = make_page("ServicePage", index, slug="supervision", service=service)
    finnish = make_translation(page, "fi", slug="tyonohjaus")
    assert '<dd lang="en">90 €</dd>' in client.get(finnish.url).content.decode()
    assert '<dd lang="' not in client.get(page.url).content.decode()


def test_introduction_of_a_supervisor_without_translation_is_marked(client, home):
    supervisor = make_supervisor(introduction="<p>Hello.</p>", role="Psychologist")
    SupervisorTranslation.objects.create(parent=supervisor, language="fi", role="Psykologi")
    page = make_page("SupervisorPage", home, slug="aino", supervisor=supervisor)
    text = client.get(make_translation(page, "fi", slug="aino-fi").url).content.decode()
    assert '<div class="tyo-rich-text" lang="en">' in text
    assert '<p class="tyo-kicker">Psykologi</p>' in text


def test_heading_of_a_supervisors_page_contains_the_name(client, home):
    supervisor = make_supervisor(name="Aino Laine")
    titles = {"About me": "Aino Laine", "Aino Laine, supervisor": "Aino Laine, supervisor"}
    for number, title in enumerate(titles):
        page = make_page("SupervisorPage", home, slug=f"aino-{number}", title=title, supervisor=supervisor)
        text = client.get(page.url).content.decode()
        assert re.findall(r"<h1[^>]*>([^<]+)</h1>", text) == [titles[title]]
        assert "Aino Laine" in re.findall(r"<title>([^<]+)</title>", text)[0]


@pytest.mark.parametrize(
    ("number", "region", "text"),
    [
        ("+358401234567", "FI", "040 123 4567"),
        ("+35895550400", "FI", "09 555 0400"),
        ("+358400123456", "FI", "0400 123 456"),
        ("+358401234567", "SE", "+358 40 123 4567"),
        ("+46701234567", "SE", "070-123 45 67"),
        ("+46701234567", "FI", "+46 70 123 45 67"),
        ("+4915123456789", "FI", "+49 1512 3456789"),
    ],
)
def test_numbers_are_grouped_as_their_country_writes_them(number, region, text):
    practice = make_practice(phone=number)
    practice.refresh_from_db()
    assert display_number(practice.phone, region) == text


def test_numbers_with_country_code_are_grouped_too():
    practice = make_practice(phone="+358401234567")
    practice.refresh_from_db()
    assert international_number(practice.phone) == "+358 40 123 4567"
    assert example_number("FI") == "013 123 4567"


def marked_texts(response, language="en"):
    """The texts of the main part that are marked as in another language."""
    page = BeautifulSoup(response.content, "html.parser")
    return [" ".join(tag.text.split()) for tag in page.select(f'main [lang="{language}"], footer [lang="{language}"]')]


@pytest.fixture
def untranslated(home):
    """A practice with nothing but English texts, and with Finnish pages."""
    service = make_service(name="Team supervision", summary="For teams.", price="90 € / 60 min")
    office = make_office(city="Turku", name="Harbour house")
    field, approach = WorkField.objects.create(name="Child welfare"), Approach.objects.create(name="Solution-focused")
    supervisor = make_supervisor(name="Aino", services=[service], offices=[office])
    supervisor.work_fields.add(field)
    supervisor.approaches.add(approach)
    supervisor.save()
    make_translation(home, "fi", slug="etusivu")
    return service, supervisor


def test_summary_of_a_service_without_translation_is_marked(client, home, untranslated):
    index = make_page("ServiceIndexPage", home, slug="services")
    page = make_page("ServicePage", index, slug="team", service=untranslated[0], show_form=False)
    finnish_index = make_translation(index, "fi", slug="palvelut")
    finnish = make_translation(page, "fi", slug="tiimi")
    assert marked_texts(client.get(finnish_index.url)) == ["For teams.", "Harbour house"]
    card = ["Child welfare", "90 € / 60 min"]
    assert marked_texts(client.get(finnish.url)) == ["For teams.", "90 € / 60 min", *card, "Harbour house"]
    for each in (index, page):
        assert marked_texts(client.get(each.url)) == []


def test_facts_of_a_supervisor_without_translation_are_marked(client, home, untranslated):
    service, supervisor = untranslated
    page = make_page("SupervisorPage", home, slug="aino", supervisor=supervisor, show_form=False)
    finnish = make_translation(page, "fi", slug="aino-fi")
    card = ["Team supervision", "For teams."]
    expected = ["Solution-focused", "Child welfare", *card, "Harbour house"]
    assert marked_texts(client.get(finnish.url)) == expected
    assert marked_texts(client.get(page.url)) == []
    field = WorkField.objects.get()
    field.translations.create(language="fi", name="Lastensuojelu")
    field.save()
    assert marked_texts(client.get(finnish.url)) == [each for each in expected if each != "Child welfare"]


def test_filters_without_translation_are_marked(client, home, untranslated):
    make_supervisor(name="Eero", services=[make_service(name="Coaching")])
    page = make_page("SupervisorIndexPage", home, slug="people")
    finnish = make_translation(page, "fi", slug="ihmiset")
    texts = marked_texts(client.get(finnish.url, {"service": "coaching"}))
    assert [text for text in texts if text in ("Coaching", "Team supervision")] == ["Coaching", "Team supervision"] + [
        "Coaching"
    ]
    assert marked_texts(client.get(page.url)) == []
