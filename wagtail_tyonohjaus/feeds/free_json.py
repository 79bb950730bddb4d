"""free.json: a supervisor's free slots as JSON, and its OpenAPI document.

Pydantic derives the schemas. The paths are written here instead of by django-ninja, which describes only the views that
it routes and serialises itself: free.json shares the URL converters, conditional responses and cached bytes of the
calendar feeds, and is written without a model since that takes several times as long.
"""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from pydantic import AwareDatetime, BaseModel, Field

from .. import __version__
from ..availability.free import Slot, free_slots, utc_datetime
from ..practice.choices import DeliveryMode
from .converters import FeedFilter
from .feed_scope import FeedScope
from .free_feed import availability_query, slot_path_prefix
from .labels import FeedLabels, load_labels


class FreeSlot(BaseModel):
    """A time that can be requested. The same time at two places, or in two delivery modes, is two slots."""

    start: AwareDatetime = Field(description="In UTC")
    end: AwareDatetime = Field(description="In UTC")
    minutes: int = Field(description="Length in minutes")
    place: str = Field(description="Name and street address; blank for any of the supervisor's offices")
    modes: list[str] | None = Field(description="Delivery modes: " + ", ".join(DeliveryMode.values) + "; null for any")
    services: list[str] = Field(description="Names of the services for which the time can be requested")
    url: str = Field(description="URL of the contact form with this time filled in")


class Supervisor(BaseModel):
    """The supervisor in a response; ``id`` is that of the URL."""

    id: UUID
    name: str


class FreeTimes(BaseModel):
    """The free slots of a supervisor."""

    supervisor: Supervisor
    language: str
    time_zone: str = Field(description="The supervisor's time zone, an IANA name")
    as_of: AwareDatetime = Field(description="The full hour for which the slots were computed")
    changed: AwareDatetime = Field(description="When the supervisor's times last changed")
    slots: list[FreeSlot]


def build_free_json(scope: FeedScope, feed_filter: FeedFilter, language: str, as_of: int) -> bytes:
    """The bytes of a ``FreeTimes``, written without pydantic since that takes several times as long."""
    with translation.override(language):
        labels = load_labels(scope.site_id, language)
        supervisor_pks = [supervisor.pk for supervisor in scope.supervisors]
        slots = free_slots(supervisor_pks, availability_query(scope, feed_filter), as_of).get(scope.pk, [])
        request_filter = FeedFilter(language=language, service=feed_filter.service)
        url_prefix = f"{scope.root_url}{slot_path_prefix(scope.uuid, request_filter)}"
        values = {
            "supervisor": {"id": str(scope.uuid), "name": scope.label},
            "language": language,
            "time_zone": scope.tz,
            "as_of": _iso(utc_datetime(as_of)),
            "changed": _iso(utc_datetime(scope.stamp)),
            "slots": [_slot_values(slot, labels, url_prefix) for slot in slots],
        }
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _slot_values(slot: Slot, labels: FeedLabels, url_prefix: str) -> dict[str, Any]:
    minutes = (slot.end - slot.start) // 60
    return {
        "start": _iso(utc_datetime(slot.start)),
        "end": _iso(utc_datetime(slot.end)),
        "minutes": minutes,
        "place": labels.place(slot.restrictions),
        "modes": None if slot.restrictions.modes is None else sorted(slot.restrictions.modes),
        "services": list(labels.categories(slot.restrictions)),
        "url": f"{url_prefix}{slot.start}/{minutes}/",
    }


def _iso(value: datetime) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}"


PARAMETERS = {
    "supervisor": "The supervisor's id, as in the URL of the calendar",
    "language": "Language code for names and places",
    "service": "Slug of a service",
    "mode": "Delivery mode",
    "office": "Slug of an office",
}
_FILTER_PARAMETERS = ("language", "service", "mode", "office")


def openapi_document(root_url: str, prefix: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of all paths of free.json, which are below the path ``prefix``."""
    schema = FreeTimes.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    definitions = schema.pop("$defs")
    return {
        "openapi": "3.1.0",
        "info": {"title": str(_("Free times")), "version": __version__},
        "servers": [{"url": root_url}],
        "paths": {path: {"get": _operation(names)} for path, names in _paths(prefix)},
        "components": {"schemas": {**definitions, "FreeTimes": schema}},
    }


def _paths(prefix: str) -> list[tuple[str, list[str]]]:
    """A path for each combination of filter parameters, since OpenAPI has no optional path parameters."""
    paths = []
    for bits in range(2 ** len(_FILTER_PARAMETERS)):
        names = [name for n, name in enumerate(_FILTER_PARAMETERS) if bits & 1 << n]
        segments = ["{language}" if name == "language" else f"{name}-{{{name}}}" for name in names]
        paths.append(("/".join([f"{prefix}{{supervisor}}", *segments, "free.json"]), ["supervisor", *names]))
    return paths


def _operation(names: list[str]) -> dict[str, Any]:
    return {
        "operationId": "_".join(["free", *names[1:]]),
        "summary": "Free times of a supervisor",
        "parameters": [
            {"name": name, "in": "path", "required": True, "description": PARAMETERS[name], "schema": _schema(name)}
            for name in names
        ],
        "responses": _RESPONSES,
    }


_RESPONSES = {
    "200": {
        "description": "The free times",
        "headers": {"ETag": {"description": "Validator for If-None-Match", "schema": {"type": "string"}}},
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/FreeTimes"}}},
    },
    "304": {"description": "Not modified"},
    "404": {"description": "There is no such supervisor, service, office or language"},
}


def _schema(name: str) -> dict[str, Any]:
    if name == "supervisor":
        return {"type": "string", "format": "uuid"}
    return {"type": "string", "enum": DeliveryMode.values} if name == "mode" else {"type": "string"}
