"""What a visitor is answered while the database takes nothing: no word of what was typed is lost.

Made of the post alone: no query, no session, no frame of the site's, which would ask the database for its menu.
"""

import logging
from collections.abc import Iterator
from typing import Any

from django.db import Error, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import get_language
from phonenumber_field.phonenumber import PhoneNumber

from ..practice.phone_numbers import tel_uri
from .choices import Urgency
from .form import HONEYPOT, own_name
from .form_config import QUESTION_LABELS, QUESTIONS, FormConfig, OwnKind
from .tokens import FormToken

logger = logging.getLogger(__name__)

# The server is away or starting, its disk is full, it takes no writes, or a connection broke.
DATABASE_AWAY = (OperationalError, InterfaceError, InternalError)
RETRY_AFTER = 60
TEMPLATE = "wagtail_tyonohjaus/contact/unavailable.html"
# What people write themselves. The rest are choices, whose names only the database knows.
WRITTEN = ("name", "organisation", "email", "phone", "participants", "message")
FURTHER = ("form_key", "csrfmiddlewaretoken", "call_from", "call_until", "visitor_time_zone", "consent", HONEYPOT)


def answer(request: HttpRequest, token: FormToken | None, error: Error) -> HttpResponse:
    """503, with the whole post in a form that can be sent again: its key is the same, so it makes one request."""
    logger.error("A contact request could not be stored (%s); the visitor was asked to send it again.", _name(error))
    config = token.config if token else FormConfig()
    context = {
        "posted": list(_posted(request.POST, config)),
        "written": list(_written(request.POST, config)),
        "phone": _phone(token),
        "crisis": request.POST.get("urgency") == Urgency.CRISIS,
    }
    response = HttpResponse(render_to_string(TEMPLATE, context), status=503, headers={"Retry-After": str(RETRY_AFTER)})
    response["Content-Language"] = get_language() or ""
    response["Cache-Control"] = "no-store, private"
    # Without a referrer an older browser would name no origin for the next post.
    response["Referrer-Policy"] = "same-origin"
    return response


def _name(error: Error) -> str:
    # Not its text, which may hold values.
    state = getattr(error.__cause__, "sqlstate", None) or getattr(error.__cause__, "sqlite_errorname", None)
    return " ".join(filter(None, [type(error).__name__, state]))


def _posted(post: QueryDict, config: FormConfig) -> Iterator[tuple[str, str]]:
    names = [*FURTHER, *QUESTIONS, *(own_name(own) for own in config.own_fields)]
    for name in names:
        yield from ((name, value) for value in post.getlist(name))


def _written(post: QueryDict, config: FormConfig) -> Iterator[tuple[Any, str]]:
    labels = {name: config.labels.get(name) or QUESTION_LABELS[name] for name in WRITTEN}
    labels |= {own_name(own): own.label for own in config.own_fields if own.kind != OwnKind.CHECKBOX}
    yield from ((label, post[name]) for name, label in labels.items() if post.get(name))


def _phone(token: FormToken | None) -> dict[str, str] | None:
    """The practice's number as the form carries it, written so that it is right in every country."""
    if token is None or not token.phone:
        return None
    number = PhoneNumber.from_string(token.phone)
    return {"uri": tel_uri(number), "text": number.as_international}
