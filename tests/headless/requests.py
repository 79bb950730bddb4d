"""Requests as another site's script or server sends them."""

import json
from typing import Any

from django.test import Client

from wagtail_tyonohjaus.contact.models import ContactRequest

from ..contact.helpers import make_token

ORIGIN = "https://www.example.org"
BASE = "/tyonohjaus/api/"


def get(path: str = "", query: dict[str, Any] | None = None, language: str = "en", **headers: str):
    return Client(enforce_csrf_checks=True).get(
        f"{BASE}{language}/{path}", query, headers={"origin": ORIGIN, **headers}
    )


def body(**answers: Any) -> dict[str, Any]:
    """A valid submission. ``token`` is one that was issued a while ago."""
    token = answers.pop("token", None) or make_token().signed()
    return {
        "token": token,
        "answers": {"name": "Maija Virtanen", "email": "maija@example.org", "consent": True, **answers},
    }


def post(data: Any, language: str = "en", client: Client | None = None, **headers: str):
    """``data`` is JSON unless it is bytes."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    kwargs = {"content_type": headers.pop("content_type", "application/json")}
    client = client or Client(enforce_csrf_checks=True)
    return client.post(f"{BASE}{language}/form/", content, headers={"origin": ORIGIN, **headers}, **kwargs)


def stored_by(response) -> ContactRequest:
    assert response.status_code == 201, response.json()
    return ContactRequest.objects.get(reference=response.json()["reference"])


def problem(response) -> tuple[int, str]:
    """The status, and the fragment of the type."""
    values = response.json()
    assert (response["Content-Type"], values["status"]) == ("application/problem+json", response.status_code)
    return response.status_code, values["type"].partition("#")[2]


def field_errors(response) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for error in response.json().get("errors", []):
        errors.setdefault(error["field"], []).append(error["message"])
    return errors
