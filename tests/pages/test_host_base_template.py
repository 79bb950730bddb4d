"""The documented example of a site's own base template, with the ``base.html`` of Wagtail's project template."""

import re
from pathlib import Path

import pytest
import wagtail
from django.template import Context, Template

from tests.blocks.host_templates import host_templates
from tests.factories import make_office, make_service, make_supervisor
from tests.pages.factories import make_home, make_page

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).parents[2] / "docs/customising.md"
PROJECT_TEMPLATE = Path(wagtail.__file__).parent / "project_template/project_name/templates/base.html"


def documented_template() -> str:
    """The first HTML example under the heading Templates."""
    section = DOCUMENT.read_text(encoding="utf-8").partition("\n## Templates\n")[2]
    return section.partition("```html\n")[2].partition("```")[0]


def wagtail_start_template() -> str:
    """``base.html`` as ``wagtail start`` writes it."""
    return Template(PROJECT_TEMPLATE.read_text()).render(Context({"project_name": "mysite"}))


@pytest.fixture
def host():
    with host_templates({"base.html": wagtail_start_template(), "wagtail_tyonohjaus/base.html": documented_template()}):
        yield


def make_pages():
    home = make_home(body=[{"type": "offices", "value": {"heading": "Offices"}}])
    make_office()
    service = make_service()
    supervisor = make_supervisor(services=[service])
    return [
        home,
        make_page("StandardPage", home, slug="about", introduction="Who we are"),
        make_page("ServiceIndexPage", home, slug="services"),
        make_page("ServicePage", home, slug="supervision", service=service),
        make_page("SupervisorIndexPage", home, slug="people"),
        make_page("SupervisorPage", home, slug="aino", supervisor=supervisor),
        make_page("CrisisNoticePage", home, slug="now"),
        make_page("CrisisNoticeIndexPage", home, slug="crisis"),
        make_page("ContactPage", home, slug="contact"),
    ]


def test_page_types_render_in_the_documented_template(client, host):
    for page in make_pages():
        response = client.get(page.url)
        head, _, body = response.content.decode().partition("</head>")
        sheets = re.findall(r'href="(/static/wagtail_tyonohjaus/[^"]+\.css)"', head)
        assert sheets == ["/static/wagtail_tyonohjaus/tyonohjaus.css"], page
        assert (response.status_code, "mysite.css" in head, "mysite.js" in body) == (200, True, True)
        assert 'rel="stylesheet"' not in body
        assert "<h1" in body


def test_other_views_render_in_the_documented_template(client, host):
    make_pages()
    response = client.post("/contact/send/", {"form_key": "unreadable"})
    assert "mysite.css" in response.content.decode()
    assert "wagtail_tyonohjaus/tyonohjaus.css" in response.content.decode()
