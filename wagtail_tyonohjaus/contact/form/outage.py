"""The response if the database does not store a request: what the visitor entered must not be lost.

The server may be away or starting, its disk full, the connection broken, or a deployment of the code half done.

It is built from the submission alone, without a query, a session or the site's base template, which may need one.
"""

import logging
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import get_language
from phonenumber_field.phonenumber import PhoneNumber

from ...practice.phone_numbers import international_number, tel_uri
from ..choices import Urgency
from .config import CustomFieldType, FormConfig, configurable_fields
from .questions import questions
from .standard_fields import OTHER_FIELDS
from .tokens import FormToken

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 60
TEMPLATE = "wagtail_tyonohjaus/contact/unavailable.html"
# Fields that visitors type in. The others are choices, and only the database knows their labels.
TYPED_FIELDS = ("name", "organisation", "email", "phone", "participants", "message")


def render(request: HttpRequest, token: FormToken | None, error: Exception) -> HttpResponse:
    """503, with all values in a form that can be sent again with the same token."""
    log(error)
    config = token.config if token else FormConfig()
    context = {
        "hidden_fields": list(_hidden_fields(request.POST, config)),
        "typed_fields": list(_typed_fields(request.POST, config)),
        "phone": _phone(token),
        "crisis": request.POST.get("urgency") == Urgency.CRISIS,
    }
    response = HttpResponse(render_to_string(TEMPLATE, context), status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Content-Language"] = get_language() or ""
    response["Cache-Control"] = "no-store, private"
    # Without a referrer, older browsers send no origin with the next submission.
    response["Referrer-Policy"] = "same-origin"
    return response


def log(error: Exception) -> None:
    """Without what the visitor entered."""
    logger.error("A contact request could not be stored (%s); the visitor can send it again.", _error_code(error))


def number_of(token: FormToken | None) -> PhoneNumber | None:
    """The practice's number, which the token carries."""
    return PhoneNumber.from_string(token.phone) if token and token.phone else None


def _error_code(error: Exception) -> str:
    # Not the message, which may contain values.
    state = getattr(error.__cause__, "sqlstate", None) or getattr(error.__cause__, "sqlite_errorname", None)
    return " ".join(filter(None, [type(error).__name__, state]))


def _hidden_fields(post: QueryDict, config: FormConfig) -> Iterator[tuple[str, str]]:
    names = [*OTHER_FIELDS, *configurable_fields(), *(custom.name for custom in config.custom_fields)]
    for name in names:
        yield from ((name, value) for value in post.getlist(name))


def _typed_fields(post: QueryDict, config: FormConfig) -> Iterator[tuple[str, str]]:
    labels = {name: config.label(name) for name in TYPED_FIELDS}
    labels |= {question.name: config.label(question.name) for question in questions() if not question.choices}
    labels |= {custom.name: custom.label for custom in config.custom_fields if custom.kind != CustomFieldType.CHECKBOX}
    yield from ((label, str(post[name])) for name, label in labels.items() if post.get(name))


def _phone(token: FormToken | None) -> dict[str, str] | None:
    """As it is dialled from every country."""
    number = number_of(token)
    return {"uri": tel_uri(number), "text": international_number(number)} if number else None
