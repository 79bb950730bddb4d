"""The description is true: schemathesis sends what it allows and what it forbids, and checks what comes back."""

from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tests.contact.helpers import make_token
from tests.factories import make_office, make_service, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.headless.openapi import openapi_document
from wagtail_tyonohjaus.headless.problems import PROBLEM_TYPES

from .requests import BASE, ORIGIN, body, post

pytestmark = [pytest.mark.usefixtures("practice"), pytest.mark.once]
FORM = "/tyonohjaus/api/{site_language}/form/"
OPERATIONS = [
    ("/tyonohjaus/api/{site_language}/", "GET"),
    ("/tyonohjaus/api/{site_language}/times/", "GET"),
    (FORM, "GET"),
    (FORM, "POST"),
]
# Not positive_data_acceptance: a slug or token that is well-formed may be of no record and no form.
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.allow_header_conformance,
]
EXAMPLES = 25
FIELDS = ["name", "organisation", "message", "phone", "email", "service", "call_from", "preferred_start"]
EXTRA = st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=9))


@pytest.fixture
def application():
    """The site as a server runs it, with the test's connection, which Django would close after each request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def schema(practice, application, settings):
    settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "HEADLESS_POSTS_PER_HOUR": 100_000}
    service, office = make_service(slug="supervision"), make_office(city="Turku")
    make_weekly_hours(make_supervisor(services=[service], offices=[office]))
    return schemathesis.openapi.from_wsgi(f"{BASE}openapi.json", application)


def has_blank_parameter(case: Any) -> bool:
    """A blank parameter counts as none, which no schema of a single parameter says."""
    return any(value in ("", [], None) for value in (case.query or {}).values())


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_responses_to_what_is_allowed_are_as_described(path, method, schema):
    statuses = run(schema[path][method], GenerationMode.POSITIVE, {})
    assert statuses <= {200, 400, 404}
    assert (200 in statuses) == (method == "GET")


@pytest.mark.parametrize(("path", "method"), OPERATIONS[1:])
def test_responses_to_what_is_forbidden_are_as_described(path, method, schema):
    statuses = run(schema[path][method], GenerationMode.NEGATIVE, {"path_parameters": {"site_language": "fi"}})
    assert 400 in statuses
    assert statuses <= {200, 400, 404, 405, 415, 422}


def test_parameters_of_records_are_as_described(schema):
    known = {"service": "supervision", "office": "turku"}
    for path in (FORM, FORM.replace("form", "times")):
        assert 200 in run(schema[path]["GET"], GenerationMode.POSITIVE, {"query": known})


def test_valid_posts_are_stored_or_explained(schema):
    statuses = run(schema[FORM]["POST"], GenerationMode.POSITIVE, {}, answers=True)
    assert {201, 422} <= statuses <= {201, 409, 422}
    assert ContactRequest.objects.exists()


def run(operation: Any, mode: GenerationMode, values: dict[str, Any], answers: bool = False) -> set[int]:
    """Sends examples and returns the statuses. With ``answers``, the posts have the token of a form."""
    statuses: set[int] = set()
    token = make_token(language="").signed()

    @given(case=operation.as_strategy(mode, **values), extra=EXTRA)
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def send(case: Any, extra: dict[str, str]) -> None:
        if answers:
            case.body = {"token": token, "answers": {**body()["answers"], **extra}}
        response = case.call(headers={"Origin": ORIGIN})
        rejected = [] if has_blank_parameter(case) else [checks.negative_data_rejection]
        case.validate_response(response, checks=[*CHECKS, *rejected])
        assert response.headers.get("set-cookie") is None
        statuses.add(response.status_code)

    send()
    return statuses


def test_document_is_valid_and_names_each_problem():
    document = openapi_document("/")
    operations = [
        operation for item in document["paths"].values() for name, operation in item.items() if name != "parameters"
    ]
    described = {response["description"] for each in operations for response in each["responses"].values()}
    described = {name for text in described for name in text.split(", ")}
    assert {problem.name for problem in PROBLEM_TYPES} <= described
    schemathesis.openapi.from_dict(document).validate()


def test_document_describes_free_json_as_well():
    paths = Client().get(f"{BASE}openapi.json").json()["paths"]
    assert "/calendar/{supervisor}/free.json" in paths


def test_document_is_below_the_prefix_of_the_urls(settings):
    settings.FORCE_SCRIPT_NAME = "/practice"
    assert f"/practice{FORM}" in openapi_document("/practice/")["paths"]


def test_statuses_of_problems_are_described():
    responses = openapi_document("/")["paths"][FORM]["post"]["responses"]
    assert {problem.status for problem in PROBLEM_TYPES} <= {int(status) for status in responses}
    assert post(body()).status_code == 201
