"""Blocks render alike whether the template passes them a context or not, and never with another page's."""

import asyncio
import logging
import pickle
import re
from functools import wraps
from io import BytesIO

import pytest
from asgiref.sync import markcoroutinefunction, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.urls import reverse
from wagtail.models import Site

from tests.factories import make_office, make_practice, make_service, make_site, make_supervisor
from tests.pages.factories import make_home, make_page, page_models
from wagtail_tyonohjaus.blocks.current_page import serve_as_current_page, with_current_page
from wagtail_tyonohjaus.blocks.previews import remember_previewed_objects
from wagtail_tyonohjaus.practice.models import Supervisor

from .host_templates import BODY, host_jinja_templates, host_templates, template_name

pytestmark = pytest.mark.django_db

BLOCKS = ["services", "supervisors", "offices", "calendar_subscription", "call_to_action", "contact_form", "text"]
WITHOUT_CONTEXT = BODY % "{{ page.body }}"
WITH_CONTEXT = BODY % "{% load wagtailcore_tags %}{% include_block page.body %}"


def stream(block_types=BLOCKS):
    return [{"type": name, "value": {"heading": f"Heading {name}"}, "id": name} for name in block_types]


@pytest.fixture
def home():
    home = make_home(body=stream())
    office, service = make_office(city="Turku"), make_service(name="Supervision")
    make_supervisor(name="Aino", offices=[office], services=[service])
    make_page("ContactPage", home, slug="contact")
    return home


def signed_values_removed(html):
    return re.sub(r'name="form_key" value="[^"]+"', "", html)


def served(client, home, template, **headers):
    with host_templates({template_name(home): template}):
        return signed_values_removed(client.get(home.url, **headers).content.decode())


def test_body_as_text_renders_the_same_as_included_block(client, home):
    text = served(client, home, WITHOUT_CONTEXT)
    assert text == served(client, home, WITH_CONTEXT)
    for shown in ("Heading contact_form", "<form", "Turku", "Aino", "Supervision", "free.ics", "tel:+358401234567"):
        assert shown in text


def test_blocks_of_the_body_render_one_by_one(client, home):
    text = served(client, home, BODY % "{% for block in page.body %}{{ block }}{% endfor %}")
    assert '<form class="tyo-contact-form"' in text
    assert "Turku" in text


@pytest.mark.parametrize("body", ["{{ page.body }}", "{% include_block page.body %}"])
def test_body_renders_in_jinja(client, home, tmp_path, body):
    pytest.importorskip("jinja2")
    expected = served(client, home, WITH_CONTEXT)
    with host_jinja_templates(tmp_path, {template_name(home): BODY % body}):
        assert signed_values_removed(client.get(home.url).content.decode()) == expected


def test_body_of_a_draft_renders_in_the_preview(admin_client, home):
    home.body = stream(["offices", "contact_form"])
    home.save_revision()
    with host_templates({template_name(home): WITHOUT_CONTEXT}):
        text = admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[home.pk])).content.decode()
    assert '<form class="tyo-contact-form"' in text
    assert "Turku" in text


def test_preview_knows_the_record_that_is_not_a_page(home):
    seen = []

    def serve(request):
        return TemplateResponse(request, "wagtail_tyonohjaus/_emergency_notice.html", {})

    request = RequestFactory().get("/")
    response = serve_as_current_page(lambda: serve(request), request, None)
    response.add_post_render_callback(lambda response: seen.append(with_current_page({})))
    response.render()
    assert seen == [{"request": request, "page": None}]
    assert Supervisor().serve_preview.__wrapped__


def test_preview_that_the_project_has_decorated_knows_the_record_too(monkeypatch):
    decorated = wraps(Supervisor.serve_preview)(lambda self, request, mode_name: HttpResponse())
    vars(decorated).pop("remembers_page")
    monkeypatch.setattr(Supervisor, "serve_preview", decorated)
    remember_previewed_objects()
    remembering = Supervisor.serve_preview
    assert remembering is not decorated
    remember_previewed_objects()
    assert Supervisor.serve_preview is remembering


@pytest.mark.parametrize("block_type", BLOCKS)
def test_block_preview_of_wagtail_renders(admin_client, home, block_type):
    block = type(home)._meta.get_field("body").stream_block.child_blocks[block_type]
    text = admin_client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}).content.decode()
    assert f"tyo-section--{block_type.replace('_', '-').replace('text', 'rich-text')}" in text


class TemplateError(Exception):
    pass


def failing_view():
    raise TemplateError


def test_nothing_is_remembered_after_the_response(client, home):
    served(client, home, WITHOUT_CONTEXT)
    assert with_current_page({}) == {}


def test_nothing_is_remembered_after_an_exception_in_the_view():
    with pytest.raises(TemplateError):
        serve_as_current_page(failing_view, RequestFactory().get("/"), None)
    assert with_current_page({}) == {}


def test_nothing_is_remembered_after_an_exception_in_the_template():
    request = RequestFactory().get("/")
    response = serve_as_current_page(lambda: TemplateResponse(request, "missing.html"), request, None)
    assert with_current_page({}) == {}
    with pytest.raises(Exception, match="missing.html"):
        response.render()
    assert with_current_page({}) == {}


def test_rendered_response_can_be_cached():
    request = RequestFactory().get("/")
    template = "wagtail_tyonohjaus/_emergency_notice.html"
    response = serve_as_current_page(lambda: TemplateResponse(request, template, {}), request, None).render()
    assert pickle.loads(pickle.dumps(response)).content == response.content


def test_streaming_response_renders_each_part_with_the_page(home):
    request = RequestFactory().get("/")

    def parts():
        for _ in range(2):
            yield str(with_current_page({}) == {"request": request, "page": home})

    response = serve_as_current_page(lambda: StreamingHttpResponse(parts()), request, home)
    assert [(part, with_current_page({})) for part in response.streaming_content] == [(b"True", {})] * 2


def test_asynchronous_streaming_response_renders_each_part_with_the_page(home):
    request = RequestFactory().get("/")

    async def parts():
        for _ in range(2):
            await asyncio.sleep(0)
            yield str(with_current_page({}) == {"request": request, "page": home})

    async def read():
        response = serve_as_current_page(lambda: StreamingHttpResponse(parts()), request, home)
        return [(part, with_current_page({})) async for part in response.streaming_content]

    assert asyncio.run(read()) == [(b"True", {})] * 2


def test_context_of_the_template_takes_precedence(home):
    request, other = RequestFactory().get("/"), RequestFactory().get("/other/")
    page = page_models.StandardPage(title="Other")

    def serve():
        return [
            with_current_page({"request": other, "page": page}),
            with_current_page({"page": "2"}),
        ]

    assert serve_as_current_page(serve, request, home) == [
        {"request": other, "page": page},
        {"request": request, "page": home},
    ]


# Two sites


def second_home(city):
    """The front page of another site, with an office."""
    home = make_page("PracticeHomePage", Site.objects.get().root_page.get_parent(), slug=city, body=stream())
    site = make_site(f"{city.lower()}.example", root_page=home)
    Site.clear_site_root_paths_cache()
    make_practice(site, name=city)
    make_office(city=city, site=site)
    return home


class Meeting:
    """Middleware that lets no response be rendered before all pages have been served."""

    async_capable = True
    sync_capable = False
    remaining = 0
    everybody_arrived: asyncio.Event

    def __init__(self, get_response):
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request):
        return await self.get_response(request)

    async def process_template_response(self, request, response):
        Meeting.remaining -= 1
        if not Meeting.remaining:
            Meeting.everybody_arrived.set()
        await asyncio.wait_for(Meeting.everybody_arrived.wait(), timeout=60)
        return response


async def get_by_asgi(handler, host):
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [(b"host", host.encode())],
    }
    request, _ = handler.create_request(scope, BytesIO())
    response = await handler.get_response_async(request)
    await sync_to_async(response.close)()
    return response.status_code, response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_interleaved_requests_of_two_sites_show_their_own_practice(settings):
    home = make_home(body=stream())
    make_office(city="Turku")
    second_home("Oulu")
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.{Meeting.__name__}"]
    hosts = ["localhost", "oulu.example"] * 3

    async def get_all():
        Meeting.remaining, Meeting.everybody_arrived = len(hosts), asyncio.Event()
        handler = ASGIHandler()
        return await asyncio.gather(*(get_by_asgi(handler, host) for host in hosts))

    with host_templates({template_name(home): WITHOUT_CONTEXT}):
        responses = asyncio.run(get_all())
    found = [(status, "Turku" in text, "Oulu" in text) for status, text in responses]
    assert found == [(200, True, False), (200, False, True)] * 3


def test_page_of_a_foreign_site_shows_its_own_site(client, home):
    other = second_home("Oulu")
    text = served(client, other, WITHOUT_CONTEXT, headers={"host": "oulu.example"})
    assert ("Oulu" in text, "Turku" in text) == (True, False)


# Neither page nor request


def test_blocks_without_a_page_show_the_only_site(home):
    text = str(home.body)
    assert '<form class="tyo-contact-form"' in text
    assert "Turku" in text


def test_blocks_without_a_page_show_nothing_of_any_of_several_sites(home, caplog):
    second_home("Oulu")
    with caplog.at_level(logging.WARNING):
        text = str(home.body)
    assert re.findall("Heading (\\w+)", text) == ["text"]
    assert len(caplog.records) == len(BLOCKS) - 1
    assert caplog.records[-1].getMessage().startswith("ContactFormBlock was rendered without a page or request")


def test_blocks_without_a_page_explain_themselves_to_developers(home, settings):
    second_home("Oulu")
    settings.DEBUG = True
    assert "ContactFormBlock shows nothing" in str(home.body)
