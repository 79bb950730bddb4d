"""free.json: bookable times for programs, and the OpenAPI description of it."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _
from pydantic import AwareDatetime, BaseModel, Field

from .. import __version__
from ..availability.free import Slot, free_slots, moment
from ..practice.choices import DeliveryMode
from . import labels
from .converters import Choice
from .feed_scope import Subject
from .free_feed import ask_path, wish_of
from .labels import Labels


class FreeSlot(BaseModel):
    """A time that can be asked for. The same time at two places, or in two ways, is two of them."""

    start: AwareDatetime = Field(description="In UTC")
    end: AwareDatetime = Field(description="In UTC")
    minutes: int = Field(description="Length in minutes")
    place: str = Field(description="Address, or blank where any of the supervisor's offices will do")
    modes: list[str] | None = Field(description="Ways of meeting: " + ", ".join(DeliveryMode.values) + "; null: any")
    services: list[str] = Field(description="Names of the services that the time can be asked for")
    url: str = Field(description="The form with this time filled in")


class Supervisor(BaseModel):
    id: UUID
    name: str


class FreeTimes(BaseModel):
    """A supervisor's free times at an hour."""

    supervisor: Supervisor
    language: str
    time_zone: str = Field(description="The supervisor's, an IANA name")
    as_of: AwareDatetime = Field(description="The full hour that the times were computed for")
    changed: AwareDatetime = Field(description="When they last changed")
    slots: list[FreeSlot]


def build(subject: Subject, choice: Choice, language: str, as_of: int) -> bytes:
    with translation.override(language):
        names = labels.load(subject.site_id, [subject.pk], language)
        people = [pk for pk, _revision in subject.people]
        found = free_slots(people, wish_of(subject, choice), as_of).get(subject.pk, [])
        asked = Choice(language=language, service=choice.service)
        base = f"{subject.root_url}{ask_path(subject.uuid, asked)}"
        made = {
            "supervisor": {"id": str(subject.uuid), "name": names.names.get(subject.pk, "")},
            "language": language,
            "time_zone": subject.tz,
            "as_of": _iso(moment(as_of)),
            "changed": _iso(moment(subject.stamp)),
            "slots": [_slot(slot, names, base) for slot in found],
        }
        return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _slot(slot: Slot, names: Labels, base: str) -> dict[str, Any]:
    return {
        "start": _iso(moment(slot.start)),
        "end": _iso(moment(slot.end)),
        "minutes": (slot.end - slot.start) // 60,
        "place": names.place(slot.terms),
        "modes": None if slot.modes is None else sorted(slot.modes),
        "services": list(names.categories(slot.terms)),
        "url": f"{base}{slot.start}/{(slot.end - slot.start) // 60}/",
    }


def _iso(value: datetime) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}"


def openapi(root_url: str, prefix: str) -> dict[str, Any]:
    """The description of every path that free.json has; ``prefix`` is where calendars are mounted."""
    schema = FreeTimes.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    parts = schema.pop("$defs")
    headers = {name: _string("A validator: send it back in If-None-Match") for name in ("ETag",)}
    answers = {
        "200": {
            "description": "The free times",
            "headers": headers,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/FreeTimes"}}},
        },
        "304": {"description": "Nothing has changed"},
        "404": {"description": "There is no such supervisor, service, office or language"},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": str(_("Free times")), "version": __version__},
        "servers": [{"url": root_url}],
        "paths": {path: {"get": _operation(path, names, answers)} for path, names in _paths(prefix)},
        "components": {"schemas": {**parts, "FreeTimes": schema}},
    }


PARAMETERS = {
    "supervisor": "The supervisor's id, as in the address of the calendar",
    "language": "Code of the language of names and places",
    "service": "Address part of a service",
    "mode": "Way of meeting",
    "office": "Address part of an office",
}


def _paths(prefix: str) -> list[tuple[str, list[str]]]:
    """A path for each set of choices: all of them are optional, and their order is fixed."""
    found = []
    for bits in range(16):
        names = [name for n, name in enumerate(("language", "service", "mode", "office")) if bits & 1 << n]
        words = ["{language}" if name == "language" else f"{name}-{{{name}}}" for name in names]
        found.append(("/".join([f"{prefix}{{supervisor}}", *words, "free.json"]), ["supervisor", *names]))
    return found


def _operation(path: str, names: list[str], answers: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": "_".join(["free", *names[1:]]),
        "summary": "Free times of a supervisor",
        "parameters": [
            {"name": name, "in": "path", "required": True, "description": PARAMETERS[name], "schema": _schema(name)}
            for name in names
        ],
        "responses": answers,
    }


def _schema(name: str) -> dict[str, Any]:
    if name == "supervisor":
        return {"type": "string", "format": "uuid"}
    return {"type": "string", "enum": DeliveryMode.values} if name == "mode" else {"type": "string"}


def _string(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}
