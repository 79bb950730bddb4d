"""Free times and the contact form as JSON for other sites. No cookie, session or credential is read or set."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import Error, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from pydantic import BaseModel

from ..conf import app_settings
from ..contact.form import outage
from ..practice.models import PracticeSettings
from ..practice.site import site_for_request
from . import origins, problems
from .form_data import form_data, new_form
from .openapi import openapi_document
from .practice_data import practice_data
from .problems import Problem
from .submissions import post_form, unavailable
from .times_data import times_data

View = Callable[..., HttpResponse]


def api_view(*methods: str) -> Callable[[View], View]:
    """For named origins and clients without an origin, in the language of the path; errors are problem details.

    A view is called with the request only. HEAD is GET without a body, which the server leaves out.
    """

    def decorate(view: View) -> View:
        # Outside the transaction of ATOMIC_REQUESTS, as the page's form. Without credentials there is nothing to forge.
        @csrf_exempt
        @transaction.non_atomic_requests
        @wraps(view)
        def wrapper(request: HttpRequest, language: str = "") -> HttpResponse:
            if not origins.is_enabled():
                raise Http404
            known = language in dict(settings.LANGUAGES) or language in ("", settings.LANGUAGE_CODE)
            code = language if language and known else settings.LANGUAGE_CODE
            with translation.override(code):
                response = _respond(view, request, methods) if known else Problem(problems.NOT_FOUND).response()
            response["Content-Language"] = code
            response["X-Content-Type-Options"] = "nosniff"
            response["X-Robots-Tag"] = "noindex"
            return origins.add_headers(request, response)

        return wrapper

    return decorate


@api_view("GET", "HEAD")
def practice(request: HttpRequest) -> HttpResponse:
    """The practice, with services, offices and supervisors."""
    return _shared(practice_data(_practice(request), request.GET))


@api_view("GET", "HEAD")
def times(request: HttpRequest) -> HttpResponse:
    """The free times of a week."""
    return _shared(times_data(_practice(request), request.GET))


@api_view("GET", "HEAD", "POST")
@sensitive_variables()
def form(request: HttpRequest) -> HttpResponse:
    """The contact form, and the target of its answers."""
    if request.method == "POST":
        receipt, path = post_form(request)
        return _json(receipt, status=201, headers={"Cache-Control": "no-store", "Location": path})
    empty_form, phone = new_form(_practice(request), request.GET)
    # Each form has a key of its own.
    return _json(form_data(empty_form, phone), headers={"Cache-Control": "no-store"})


@api_view("GET", "HEAD")
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document of these URLs and of ``free.json``."""
    prefix = reverse("wagtail_tyonohjaus:headless_openapi").removesuffix("tyonohjaus/api/openapi.json")
    body = json.dumps(openapi_document(prefix), indent=1).encode()
    return HttpResponse(body, content_type="application/json", headers=_shared_headers())


def _respond(view: View, request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    allowed = ", ".join(methods)
    try:
        if not origins.is_allowed(request):
            raise Problem(problems.ORIGIN_NOT_ALLOWED, _("Add the origin to the setting HEADLESS_ORIGINS."))
        if request.method == "OPTIONS":
            return origins.preflight(allowed)
        if request.method not in methods:
            raise Problem(problems.METHOD_NOT_ALLOWED, headers={"Allow": f"{allowed}, OPTIONS"})
        return view(request)
    except Problem as problem:
        return problem.response()
    except Error as error:
        outage.log(error)
        return unavailable().response()


def _practice(request: HttpRequest) -> PracticeSettings:
    return PracticeSettings.for_site(site_for_request(request))


def _shared(value: BaseModel) -> HttpResponse:
    return _json(value, headers=_shared_headers())


def _shared_headers() -> dict[str, Any]:
    return {"Cache-Control": f"public, max-age={app_settings.PAGE_MAX_AGE}"}


def _json(value: BaseModel, headers: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(value.model_dump_json(), content_type="application/json", status=status, headers=headers)
