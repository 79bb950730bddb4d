"""Named origins only, without cookies or credentials."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.headless.checks import check_origins

from .requests import BASE, ORIGIN, body, get, post, problem, stored_by

pytestmark = pytest.mark.usefixtures("practice")
PATHS = ["", "times/", "form/"]


def cors(response) -> dict[str, str]:
    return {name: value for name, value in response.items() if name.startswith("Access-Control-")}


@pytest.mark.parametrize("path", [*(f"en/{path}" for path in PATHS), "openapi.json"])
def test_without_origins_nothing_exists(path, settings):
    settings.WAGTAIL_TYONOHJAUS = {}
    response = Client().get(BASE + path)
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_without_origins_no_request_is_stored(settings):
    settings.WAGTAIL_TYONOHJAUS = {}
    assert post(body()).status_code == 404
    assert ContactRequest.objects.count() == 0


@pytest.mark.parametrize("path", PATHS)
def test_named_origin_may_read_the_response(path):
    response = get(path)
    assert cors(response) == {
        "Access-Control-Allow-Origin": ORIGIN,
        "Access-Control-Expose-Headers": "Location, Retry-After",
    }
    assert "Origin" in response["Vary"].split(", ")


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://www.example.org",
        "https://example.org",
        "https://www.example.org.evil.example",
        "https://www.example.org:8443",
        "https://www.example.org/",
        "HTTPS://WWW.EXAMPLE.ORG",
        "null",
        "*",
        "",
    ],
)
def test_other_origin_is_refused(origin):
    response = get("form/", origin=origin)
    assert (problem(response), cors(response)) == ((403, "origin-not-allowed"), {})
    assert problem(post(body(), origin=origin)) == (403, "origin-not-allowed")
    assert "Origin" in response["Vary"].split(", ")
    assert ContactRequest.objects.count() == 0


def test_server_without_an_origin_may_send():
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"{BASE}en/form/", body(), content_type="application/json")
    assert (stored_by(response).name, cors(response)) == ("Maija Virtanen", {})


def test_preflight_allows_what_the_form_needs():
    headers = {
        "origin": ORIGIN,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,idempotency-key",
    }
    response = Client().options(f"{BASE}fi/form/", headers=headers)
    assert (response.status_code, response.content) == (204, b"")
    assert cors(response) == {
        "Access-Control-Allow-Origin": ORIGIN,
        "Access-Control-Allow-Methods": "GET, HEAD, POST",
        "Access-Control-Allow-Headers": "Content-Type, Idempotency-Key",
        "Access-Control-Expose-Headers": "Location, Retry-After",
        "Access-Control-Max-Age": "7200",
    }


def test_preflight_of_another_origin_is_refused():
    response = Client().options(f"{BASE}fi/form/", headers={"origin": "https://evil.example"})
    assert (response.status_code, cors(response)) == (403, {})


def test_cookies_are_neither_read_nor_set():
    client = Client(enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@example.com", "admin"))
    client.cookies["django_language"] = "sv"
    for path in PATHS:
        response = client.get(f"{BASE}fi/{path}", headers={"origin": ORIGIN})
        assert (response.cookies.output(), response["Content-Language"]) == ("", "fi")
        assert "Cookie" not in response["Vary"]
    response = post(body(), client=client)
    assert (response.status_code, response.cookies.output()) == (201, "")
    assert "Cookie" not in response["Vary"]


@pytest.mark.parametrize(
    ("value", "hints"),
    [
        ((), []),
        ([ORIGIN, "http://localhost:8080", "https://xn--tynohjaus-17a.example", "http://[::1]:3000"], []),
        (ORIGIN, ['Write a list, such as ["https://www.example.org"].']),
        ([f"{ORIGIN}/"], [f"Write {ORIGIN}."]),
        ([f"{ORIGIN}/contact"], [f"Write {ORIGIN}."]),
        (["https://WWW.example.org:443"], [f"Write {ORIGIN}."]),
        (["https://työnohjaus.example"], ["Write https://xn--tynohjaus-17a.example."]),
        (["www.example.org"], ["Write an origin, such as https://www.example.org."]),
        (["*"], ["Write an origin, such as https://www.example.org."]),
        (["https://*.example.org"], ["Write an origin, such as https://www.example.org."]),
        (["null", None, "https://[", "https://a:b"], ["Write an origin, such as https://www.example.org."] * 4),
    ],
)
def test_malformed_origin_is_reported(value, hints, settings):
    settings.WAGTAIL_TYONOHJAUS = {"HEADLESS_ORIGINS": value}
    errors = check_origins(None)
    assert [error.hint for error in errors] == hints
    assert {error.id for error in errors} <= {"wagtail_tyonohjaus.E006"}
