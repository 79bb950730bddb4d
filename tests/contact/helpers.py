"""Helpers of the tests of contact requests."""

import re
import time
from collections import Counter
from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.form.tokens import FormToken
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.contact.privacy import retention
from wagtail_tyonohjaus.practice.models import PracticeSettings

LONG_AGO = 60


def make_token(config: FormConfig | None = None, age: float = LONG_AGO, **kwargs: Any) -> FormToken:
    return FormToken(config or FormConfig(), issued_at=time.time() - age, **kwargs)


def filled(token: FormToken | None = None, **kwargs: Any) -> dict[str, Any]:
    """The data of a valid submission."""
    return {
        "form_key": (token or make_token()).signed(),
        "name": "Maija Virtanen",
        "email": "maija@example.org",
        "consent": "on",
        **kwargs,
    }


def post(data: dict[str, Any], client: Client | None = None, **headers: str):
    headers = headers or {"sec-fetch-site": "same-origin"}
    return (client or Client(enforce_csrf_checks=True)).post(
        reverse("wagtail_tyonohjaus:contact_submit"), data, headers=headers
    )


def send(token: FormToken | None = None, **kwargs: Any) -> ContactRequest:
    """Submits a valid form and returns the stored request."""
    response = post(filled(token, **kwargs))
    assert response.status_code == 303, errors(response)
    return ContactRequest.objects.with_receipt(response["Location"].rstrip("/").rsplit("/", 1)[-1]).get()


def errors(response) -> dict[str, list[str]]:
    form = (response.context or {}).get("form")
    return {name: list(messages) for name, messages in form.errors.items()} if form else {}


def input_value(html: str, name: str) -> str:
    match = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    return match[1] if match else ""


def purge_expired(practice: PracticeSettings, now: datetime | None = None) -> Counter[str]:
    """Purges all at once, as the command does; returns the number of each."""
    return sum(retention.purge_each(practice, now or timezone.now()), Counter())
