"""Which pages browsers and shared caches may store, and what their headers depend on."""

import re
from datetime import UTC, datetime

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext
from django.utils.cache import patch_cache_control
from time_machine import travel
from wagtail.models import PageViewRestriction

from tests.factories import make_service, make_supervisor
from tests.pages.factories import make_home, make_page, make_translation
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.page_types import http_caching
from wagtail_tyonohjaus.page_types.checks.shared_pages import check_shared_pages

pytestmark = pytest.mark.django_db
NOON = "2026-12-01T10:00:00Z"
PUBLIC = "public, max-age=60, s-maxage=300"
BRIEF = "public, max-age=60, s-maxage=60"
PRIVATE = "private, no-cache"
MIDDLEWARE = "django.middleware"


@pytest.fixture(autouse=True)
def noon():
    with travel(NOON, tick=False):
        yield


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def pages(home):
    """A page of each type, by the name of its type."""
    service, supervisor = make_service(), make_supervisor()
    supervisor.services = [service]
    supervisor.save()
    parents = {
        name: make_page(name, home, slug=name.lower())
        for name in ("StandardPage", "ServiceIndexPage", "SupervisorIndexPage", "CrisisNoticeIndexPage", "ContactPage")
    }
    return {
        "PracticeHomePage": home,
        **parents,
        "ServicePage": make_page("ServicePage", parents["ServiceIndexPage"], service=service),
        "SupervisorPage": make_page("SupervisorPage", parents["SupervisorIndexPage"], supervisor=supervisor),
        "CrisisNoticePage": make_page("CrisisNoticePage", parents["CrisisNoticeIndexPage"]),
    }


@pytest.fixture
def editor():
    return get_user_model().objects.create_superuser("editor", "editor@example.com", "password")


def headers(response) -> dict[str, str]:
    """Those that caches look at."""
    names = ("Cache-Control", "Vary", "Set-Cookie", "Expires")
    return {name: response[name] for name in names if response.has_header(name)}


@pytest.mark.parametrize(
    ("name", "cache_control"),
    [
        ("PracticeHomePage", PUBLIC),
        ("StandardPage", PUBLIC),
        ("ServiceIndexPage", PUBLIC),
        ("CrisisNoticeIndexPage", PUBLIC),
        ("ContactPage", PUBLIC),
        # Its form promises a call only while the worker runs.
        ("CrisisNoticePage", BRIEF),
        # They show free times.
        ("SupervisorIndexPage", BRIEF),
        ("ServicePage", BRIEF),
        ("SupervisorPage", BRIEF),
    ],
)
def test_page_of_each_type_is_the_same_for_everybody(client, pages, name, cache_control):
    response = client.get(pages[name].url)
    assert (response.status_code, headers(response)) == (200, {"Cache-Control": cache_control})
    assert re.fullmatch(r'W/"[0-9a-f]{32}"', response["ETag"])
    assert headers(client.head(pages[name].url)) == {"Cache-Control": cache_control}


@pytest.mark.parametrize("name", ["PracticeHomePage", "ContactPage", "SupervisorPage"])
def test_page_is_private_to_an_editor(client, pages, editor, name):
    client.force_login(editor)
    response = client.get(pages[name].url)
    assert headers(response) == {"Cache-Control": PRIVATE, "Vary": "Cookie, Accept-Language"}
    assert b"wagtail-userbar" in response.content


@pytest.mark.parametrize(
    "request_headers",
    [{"authorization": "Basic YTpi"}, {"cookie": "sessionid=unknown"}],
)
def test_page_is_private_to_a_visitor_with_credentials(client, home, request_headers):
    assert headers(client.get(home.url, headers=request_headers))["Cache-Control"] == PRIVATE


@pytest.mark.parametrize("cookie", [f"csrftoken={'a' * 32}", "django_language=fi", "consent=yes", "messages=old"])
def test_cookies_that_no_template_reads_change_nothing(client, home, cookie):
    plain = client.get(home.url)
    response = client.get(home.url, headers={"cookie": cookie})
    assert (response.content, headers(response)) == (plain.content, {"Cache-Control": PUBLIC})


@pytest.mark.parametrize(
    "template",
    [
        "{{ request.user.is_authenticated }}",
        "{{ user.username }}",
        "{{ request.session.basket }}",
        "{{ request.COOKIES.consent }}",
        "{% if 'consent' in request.COOKIES %}yes{% endif %}",
        "{% for name in request.COOKIES %}{{ name }}{% endfor %}",
        "{{ request.COOKIES|length }}",
        "{% csrf_token %}",
        "{% for message in messages %}{{ message }}{% endfor %}",
        "{% if perms.wagtailadmin %}yes{% endif %}",
        "{{ user }}",
    ],
)
def test_page_is_private_if_the_sites_template_looks_at_the_visitor(client, home, template, monkeypatch):
    source = "{% load tyonohjaus_pages %}" + template
    monkeypatch.setattr(type(home), "get_template", lambda *args, **kwargs: engines["django"].from_string(source))
    response = client.get(home.url)
    assert (response["Cache-Control"], response["Vary"]) == (PRIVATE, "Cookie, Accept-Language")


def test_what_only_editors_see_changes_nothing(client, home, editor, monkeypatch):
    source = "{% load wagtailuserbar %}{% wagtailuserbar %}{{ perms.wagtailadmin.access_admin }}"
    monkeypatch.setattr(type(home), "get_template", lambda *args, **kwargs: engines["django"].from_string(source))
    assert headers(client.get(home.url)) == {"Cache-Control": PUBLIC}
    client.force_login(editor)
    response = client.get(home.url)
    assert (b"wagtail-userbar" in response.content, b"True" in response.content) == (True, True)
    assert response["Cache-Control"] == PRIVATE


def test_user_of_another_middleware_keeps_a_page_private(client, home, settings, monkeypatch):
    """Such as one that logs in by a header instead of a session."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.pages.test_caching.editor_middleware"]
    get_user_model().objects.create_superuser("editor", "editor@example.com", "password")
    response = client.get(home.url)
    assert (headers(response)["Cache-Control"], b"wagtail-userbar" in response.content) == (PRIVATE, True)


def editor_middleware(get_response):
    def middleware(request):
        request.user = get_user_model().objects.get(username="editor")
        return get_response(request)

    return middleware


def test_response_that_is_not_a_whole_page_stays_as_it_is(client, home, monkeypatch):
    respond = http_caching.respond
    for response in (StreamingHttpResponse([b"a", b"b"]), HttpResponseRedirect("/elsewhere/")):
        monkeypatch.setattr(
            "wagtail_tyonohjaus.page_types.base.respond",
            lambda request, serve, response=response: respond(request, lambda: response),
        )
        assert "Cache-Control" not in headers(client.get(home.url))


def test_page_with_a_header_of_the_sites_own_keeps_it(client, home, monkeypatch):
    serve = http_caching.respond

    def respond(request, function):
        def with_header():
            response = function()
            response["Cache-Control"] = "no-store"
            return response

        return serve(request, with_header)

    monkeypatch.setattr("wagtail_tyonohjaus.page_types.base.respond", respond)
    assert client.get(home.url)["Cache-Control"] == "no-store"


@pytest.mark.parametrize("restriction_type", ["password", "login"])
def test_restricted_page_is_not_stored(client, pages, editor, restriction_type):
    page = pages["StandardPage"]
    PageViewRestriction.objects.create(page=page, restriction_type=restriction_type, password="secret")
    never = "max-age=0, no-cache, no-store, must-revalidate, private"
    assert client.get(page.url)["Cache-Control"] == never
    client.force_login(editor)
    assert client.get(page.url)["Cache-Control"] == never


def test_preview_is_private(client, home, editor):
    client.force_login(editor)
    response = client.get(f"/admin/pages/{home.pk}/view_draft/")
    assert (response.status_code, "private" in response["Cache-Control"]) == (200, True)
    assert "public" not in response["Cache-Control"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_other_methods_are_not_cached(client, home, method):
    assert "Cache-Control" not in getattr(client, method)(home.url)


def test_later_middleware_can_make_a_page_private(client, home, settings):
    settings.MIDDLEWARE = ["tests.pages.test_caching.private_middleware", *settings.MIDDLEWARE]
    assert client.get(home.url)["Cache-Control"] == "max-age=60, private"


def middleware_that(change):
    """Middleware that changes the response to a page after it was rendered."""

    def factory(get_response):
        def middleware(request):
            response = get_response(request)
            change(request, response)
            return response

        return middleware

    return factory


cookie_middleware = middleware_that(lambda request, response: response.set_cookie("visitor", "1"))
session_middleware = middleware_that(lambda request, response: request.session.update({"visits": 1}))
csrf_middleware = middleware_that(lambda request, response: get_token(request))


@pytest.mark.parametrize("name", ["cookie_middleware", "session_middleware", "csrf_middleware"])
def test_page_is_private_if_later_middleware_sets_a_cookie(client, home, settings, name):
    tag = client.get(home.url)["ETag"]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"tests.pages.test_caching.{name}"]
    for conditions, status in (({}, 200), ({"if-none-match": tag}, 304)):
        response = Client().get(home.url, headers=conditions)
        assert (response.status_code, response["Cache-Control"], len(response.cookies)) == (status, PRIVATE, 1)


def private_middleware(get_response):
    def middleware(request):
        response = get_response(request)
        patch_cache_control(response, private=True)
        return response

    return middleware


# Language


def test_language_of_the_url_is_the_same_for_everybody(client, pages):
    finnish = make_translation(pages["StandardPage"], "fi", title="Suomeksi")
    for page, language in ((pages["StandardPage"], "en"), (finnish, "fi")):
        responses = [client.get(page.url, headers={"accept-language": code}) for code in ("fi", "sv", "en")]
        assert {response.content for response in responses} == {responses[0].content}
        assert [headers(response) for response in responses] == [{"Cache-Control": PUBLIC}] * 3
        assert {response["Content-Language"] for response in responses} == {language}


def test_language_of_the_browser_makes_a_page_private(client, home, settings):
    settings.ROOT_URLCONF = "tests.pages.urls_without_prefixes"
    assert headers(client.get("/")) == {"Cache-Control": PRIVATE, "Vary": "Cookie, Accept-Language"}
    middleware = settings.MIDDLEWARE
    settings.MIDDLEWARE = [path for path in middleware if "Locale" not in path]
    assert headers(client.get("/")) == {"Cache-Control": PUBLIC}
    settings.MIDDLEWARE = middleware
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English")]
    assert headers(client.get("/")) == {"Cache-Control": PUBLIC}


@pytest.mark.parametrize(
    ("caches", "urls", "expected"),
    [
        ({"cdn": {}}, "tests.pages.urls_without_prefixes", ["wagtail_tyonohjaus.W027"]),
        ({"cdn": {}}, "tests.urls", []),
        (None, "tests.pages.urls_without_prefixes", []),
        ({"cdn": {}}, "tests.contact.no_urls", []),
    ],
)
def test_check_of_pages_that_caches_do_not_store(settings, caches, urls, expected):
    settings.WAGTAILFRONTENDCACHE, settings.ROOT_URLCONF = caches, urls
    assert [message.id for message in check_shared_pages(None)] == expected


# Validation


@pytest.mark.parametrize("name", ["PracticeHomePage", "ContactPage", "SupervisorPage"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_unchanged_page_is_not_sent_again(client, pages, name, method):
    first = client.get(pages[name].url)
    again = getattr(client, method)(pages[name].url, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, headers(again)) == (304, b"", headers(first))
    assert again["ETag"] == first["ETag"]


@pytest.mark.parametrize("tags", ['"other"', "", 'W/"{}x"'])
def test_changed_page_is_sent(client, home, tags):
    tag = client.get(home.url)["ETag"].strip('W/"')
    assert client.get(home.url, headers={"if-none-match": tags.format(tag)}).status_code == 200


@pytest.mark.parametrize("tags", ["*", 'W/"{}"', '"{}"', '"{}-gzip"', '"a", W/"{}"'])
def test_etag_is_recognised_as_caches_write_it(client, home, tags):
    tag = client.get(home.url)["ETag"].strip('W/"')
    assert client.get(home.url, headers={"if-none-match": tags.format(tag)}).status_code == 304


def test_etag_follows_the_content(client, pages):
    page = pages["ContactPage"]
    first = client.get(page.url)["ETag"]
    page.introduction = "We answer within a day."
    page.save()
    second = client.get(page.url)["ETag"]
    with travel("2026-12-02T10:00:00Z", tick=False):
        next_day = client.get(page.url)["ETag"]
    assert len({first, second, next_day}) == 3


@pytest.mark.parametrize("name", ["http.ConditionalGetMiddleware", "gzip.GZipMiddleware"])
def test_validation_works_with_djangos_middleware(client, home, settings, name):
    settings.MIDDLEWARE = [f"{MIDDLEWARE}.{name}", *settings.MIDDLEWARE]
    accept = {"accept-encoding": "gzip"}
    first = client.get(home.url, headers=accept)
    again = client.get(home.url, headers={**accept, "if-none-match": first["ETag"]})
    assert (first.status_code, first["Cache-Control"], again.status_code) == (200, PUBLIC, 304)
    assert first.get("Vary", "Accept-Encoding") == "Accept-Encoding"


# A shared cache: Django's, which honours the headers as a CDN does


@pytest.fixture
def shared_cache(settings):
    settings.CACHE_MIDDLEWARE_SECONDS = 0
    settings.MIDDLEWARE = [
        f"{MIDDLEWARE}.cache.UpdateCacheMiddleware",
        *settings.MIDDLEWARE,
        f"{MIDDLEWARE}.cache.FetchFromCacheMiddleware",
    ]


def form_data(html: str, **values: str) -> dict[str, str]:
    key = re.search(r'name="form_key" value="([^"]+)"', html)[1]
    return {"form_key": key, "name": "Maija", "email": "maija@example.org", "consent": "on", **values}


def test_two_visitors_with_one_cached_form_send_two_requests(shared_cache, pages, django_assert_num_queries):
    first, second = Client(), Client()
    page = first.get(pages["ContactPage"].url)
    with django_assert_num_queries(0):
        cached = second.get(pages["ContactPage"].url)
    assert cached.content == page.content
    receipts = []
    for client, visitor, name in ((first, "~a1", "Maija"), (second, "~b2", "Maija"), (second, "~b2", "Pekka")):
        data = form_data(page.content.decode(), name=name)
        data["form_key"] += visitor
        response = client.post("/contact/send/", data, headers={"sec-fetch-site": "same-origin"})
        receipts.append(response["Location"])
    assert (len(set(receipts)), ContactRequest.objects.count()) == (3, 3)


def test_what_an_editor_sees_is_not_stored(shared_cache, client, home, editor):
    client.force_login(editor)
    for_editor = client.get(home.url)
    for_visitor = Client().get(home.url)
    assert (b"wagtail-userbar" in for_editor.content, b"wagtail-userbar" in for_visitor.content) == (True, False)


def test_receipt_is_not_stored(shared_cache, pages):
    client = Client()
    html = client.get(pages["ContactPage"].url).content.decode()
    sent = client.post("/contact/send/", form_data(html), headers={"sec-fetch-site": "same-origin"})
    assert "no-store" in client.get(sent["Location"])["Cache-Control"]


# Under ASGI and beside other requests


def test_validity_reaches_the_headers_under_asgi(pages):
    end = datetime(2026, 12, 1, 10, 0, 30, tzinfo=UTC)
    notice = make_page("CrisisNoticePage", pages["CrisisNoticeIndexPage"], slug="ends", valid_until=end)
    response = async_to_sync(AsyncClient().get)(notice.url)
    assert headers(response) == {"Cache-Control": "public, max-age=30, s-maxage=30"}


def test_what_one_page_reports_does_not_limit_the_next(client, pages):
    assert headers(client.get(pages["SupervisorPage"].url)) == {"Cache-Control": BRIEF}
    assert headers(client.get(pages["StandardPage"].url)) == {"Cache-Control": PUBLIC}


def test_headers_take_no_further_query(client, home):
    client.get(home.url)
    with CaptureQueriesContext(connection) as queries:
        client.get(home.url)
    assert [query["sql"] for query in queries if "session" in query["sql"] or "auth_user" in query["sql"]] == []
