"""The OpenAPI 3.1 document. Pydantic derives the schemas from what the views return."""

from collections.abc import Iterable
from typing import Any, Literal

from django.conf import settings
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from .. import __version__
from ..contact.choices import Urgency
from ..feeds import free_json
from ..practice.choices import DeliveryMode, Format, Language
from . import schemas
from .answers import MAX_KEY_LENGTH, MIN_KEY_LENGTH
from .form_data import PARAMETERS as FORM_PARAMETERS
from .problems import (
    CONTENT_TYPE,
    INVALID_PARAMETER,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    ORIGIN_NOT_ALLOWED,
    PROBLEM_TYPES,
    UNAVAILABLE,
    ProblemType,
)
from .times_data import PARAMETERS as TIMES_PARAMETERS

_REF = "#/components/schemas/{model}"
_RESPONSES: tuple[type[BaseModel], ...] = (
    schemas.Practice,
    schemas.Times,
    schemas.ContactForm,
    schemas.Receipt,
    schemas.ProblemDetails,
)
_READING = (INVALID_PARAMETER, ORIGIN_NOT_ALLOWED, NOT_FOUND, METHOD_NOT_ALLOWED, UNAVAILABLE)
_TEXT = {"type": "string"}
_SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
_PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "page": ("Primary key of the contact page whose form it is; by default the site's first one", {"type": "integer"}),
    "supervisor": ("UUID of a supervisor", {"type": "string", "format": "uuid"}),
    "service": ("Slug of a service", _SLUG),
    "office": ("Slug of an office", _SLUG),
    "length": ("In minutes, one of the service's", {"type": "integer", "minimum": 1}),
    "format": ("Format", {"type": "string", "enum": Format.values}),
    "delivery_mode": ("Delivery mode", {"type": "string", "enum": DeliveryMode.values}),
    "urgency": ("Urgency", {"type": "string", "enum": Urgency.values}),
    "language": ("Language of supervision", {"type": "string", "enum": Language.values}),
    "preferred_start": ("A time, as in the form of a slot", _TEXT),
    "from": ("First day of the week; by default the first one with a free time", {"type": "string", "format": "date"}),
    "tz": ("The visitor's time zone, an IANA name", _TEXT),
}


def openapi_document(prefix: str) -> dict[str, Any]:
    """``prefix`` is the path below which the package's URLs are. Servers are relative to the document."""
    times = free_json.openapi_document("", f"{prefix}calendar/")
    base = f"{prefix}tyonohjaus/api/{{site_language}}/"
    paths = {
        base: {"get": _get("practice", schemas.Practice, ())},
        f"{base}times/": {"get": _get("times", schemas.Times, TIMES_PARAMETERS)},
        f"{base}form/": {"get": _get("form", schemas.ContactForm, FORM_PARAMETERS), "post": _post()},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Free times and contact form", "version": __version__},
        "servers": [{"url": "/"}],
        "paths": {**{path: _with_language(item) for path, item in paths.items()}, **times["paths"]},
        "components": {"schemas": {**_schemas(), **times["components"]["schemas"]}},
    }


def _get(name: str, model: type[BaseModel], parameters: Iterable[str]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": (model.__doc__ or "").partition("\n")[0],
        "parameters": [
            {"name": each, "in": "query", "description": _PARAMETERS[each][0], "schema": _PARAMETERS[each][1]}
            for each in parameters
        ],
        "responses": {"200": _response(model), **_problems(_READING)},
    }


def _post() -> dict[str, Any]:
    key = {"type": "string", "pattern": f"^[!-~]{{{MIN_KEY_LENGTH},{MAX_KEY_LENGTH}}}$"}
    created = _response(schemas.Receipt)
    created["headers"] = {"Location": {"description": "The receipt's page", "schema": _TEXT}}
    return {
        "operationId": "send",
        "summary": "Stores a request. The same answers with the same key, or the same token, are stored once.",
        "parameters": [{"name": "Idempotency-Key", "in": "header", "schema": key}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _ref(schemas.FormAnswers)}}},
        "responses": {"201": created, **_problems(PROBLEM_TYPES)},
    }


def _with_language(item: dict[str, Any]) -> dict[str, Any]:
    codes = sorted({*dict(settings.LANGUAGES), settings.LANGUAGE_CODE})
    schema = {"type": "string", "enum": codes}
    return {"parameters": [{"name": "site_language", "in": "path", "required": True, "schema": schema}], **item}


def _response(model: type[BaseModel]) -> dict[str, Any]:
    content = {"application/json": {"schema": _ref(model)}}
    return {"description": (model.__doc__ or "").partition("\n")[0], "content": content}


def _problems(types: Iterable[ProblemType]) -> dict[str, Any]:
    """By status; the description has the fragments of the types."""
    content = {CONTENT_TYPE: {"schema": _ref(schemas.ProblemDetails)}}
    names: dict[str, list[str]] = {}
    for each in types:
        names.setdefault(str(each.status), []).append(each.name)
    return {status: {"description": ", ".join(each), "content": content} for status, each in names.items()}


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}


def _schemas() -> dict[str, Any]:
    models: list[tuple[type[BaseModel], Literal["serialization", "validation"]]] = [
        *((model, "serialization") for model in _RESPONSES),
        (schemas.FormAnswers, "validation"),
    ]
    return models_json_schema(models, ref_template=_REF)[1]["$defs"]
