"""A response has one link to our style sheet: in the head, else before the first block."""

import re

import pytest
from django.core.management import call_command
from django.template import engines
from django.test import RequestFactory

from tests.factories import make_office
from tests.pages.factories import make_home, make_translation

from .host_templates import BODY, host_jinja_templates, host_templates, template_name

pytestmark = pytest.mark.django_db

HEAD = "<html><head>{% load tyonohjaus_pages %}{% tyonohjaus_head %}</head><body>{{ page.body }}</body></html>"
SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
OURS = "/static/wagtail_tyonohjaus/tyonohjaus.css"


@pytest.fixture
def home():
    blocks = [{"type": name, "value": {"heading": name}} for name in ("text", "contact_form", "free_times", "offices")]
    home = make_home(body=blocks)
    make_office()
    return home


def parts(client, home, template):
    """The head and the body of the front page."""
    with host_templates({template_name(home): template}):
        head, _, body = client.get(home.url).content.decode().partition("</head>")
    return head, body


@pytest.mark.parametrize("body", ["{{ page.body }}", "{% load wagtailcore_tags %}{% include_block page.body %}"])
def test_first_block_brings_the_style_sheet(client, home, body):
    head, body = parts(client, home, BODY % body)
    assert (SHEET.findall(head), SHEET.findall(body)) == ([], [OURS])
    assert body.index(OURS) < body.index('<section class="tyo-section')


def test_next_response_has_the_style_sheet_again(client, home):
    for _ in range(2):
        assert SHEET.findall(parts(client, home, BODY % "{{ page.body }}")[1]) == [OURS]


def test_head_of_the_site_has_the_style_sheet_instead_of_the_blocks(client, home):
    head, body = parts(client, home, HEAD)
    assert (SHEET.findall(head), SHEET.findall(body)) == ([OURS], [])


def test_head_in_jinja_is_that_in_djangos_templates(client, home, tmp_path):
    pytest.importorskip("jinja2")
    make_translation(home, "fi", title="Etusivu", slug="etusivu")
    jinja = HEAD.replace("{% load tyonohjaus_pages %}{% tyonohjaus_head %}", "{{ tyonohjaus_head() }}")
    with host_jinja_templates(tmp_path, {template_name(home): jinja}):
        head, _, body = client.get(home.url).content.decode().partition("</head>")
    expected, _body = parts(client, home, HEAD)
    assert (head, "hreflang" in head, SHEET.findall(body)) == (expected, True, [])


def test_head_of_our_own_pages_has_the_style_sheet(client, home):
    assert SHEET.findall(client.get(home.url).content.decode()) == [OURS]


def test_style_sheets_of_settings_come_with_the_blocks(client, home, settings):
    settings.WAGTAIL_TYONOHJAUS = {"STYLESHEETS": ["css/practice.css"]}
    assert SHEET.findall(parts(client, home, BODY % "{{ page.body }}")[1]) == [OURS, "/static/css/practice.css"]


def test_form_of_a_template_tag_brings_the_style_sheet(client, home):
    form = "{% load tyonohjaus_contact %}{% tyo_contact_form %}{% tyo_contact_form %}"
    assert SHEET.findall(parts(client, home, BODY % form)[1]) == [OURS]


def test_head_of_an_error_page_has_the_style_sheet_again():
    request = RequestFactory().get("/")
    template = engines["django"].from_string("{% load tyonohjaus_pages %}{% tyo_head_stylesheets %}")
    assert [SHEET.findall(template.render({}, request)) for _ in range(2)] == [[OURS]] * 2


def test_head_of_the_site_links_translations_and_feeds(client, home):
    finnish = make_translation(home, "fi", title="Satama", slug="satama")
    head, _ = parts(client, home, HEAD)
    assert re.findall(r'hreflang="(\w+)" href="([^"]+)"', head) == [("en", home.full_url), ("fi", finnish.full_url)]
    assert 'type="text/calendar"' in head


def test_head_of_the_site_includes_structured_data(client, home):
    data = '<script type="application/ld+json">{"name": "{{ page.title }}"}</script>'
    with host_templates({template_name(home): HEAD, "wagtail_tyonohjaus/_structured_data.html": data}):
        assert '{"name": "Harbour"}' in client.get(home.url).content.decode()


def test_style_sheet_has_the_name_of_the_manifest(client, home, settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["wagtail*admin*", "*.map"])
    (sheet,) = SHEET.findall(parts(client, home, BODY % "{{ page.body }}")[1])
    assert re.fullmatch(r"/static/wagtail_tyonohjaus/tyonohjaus\.[0-9a-f]{12}\.css", sheet)
    assert (tmp_path / sheet.removeprefix("/static/")).exists()
