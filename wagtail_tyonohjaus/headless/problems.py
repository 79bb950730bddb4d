"""Errors as problem details (RFC 9457), in the language of the URL."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONTENT_TYPE = "application/problem+json"
#: What ``type`` refers to: the table of errors in the documentation. Only the fragment differs.
TYPES = "https://github.com/wagtail-tyonohjaus/wagtail-tyonohjaus/blob/main/docs/headless.md"


@dataclass(frozen=True)
class ProblemType:
    """``name`` is the fragment of the type's URI."""

    name: str
    status: int
    title: str | Promise

    @property
    def uri(self) -> str:
        return f"{TYPES}#{self.name}"


MALFORMED_REQUEST = ProblemType("malformed-request", 400, _("The request could not be read"))
INVALID_PARAMETER = ProblemType("invalid-parameter", 400, _("A parameter is not valid"))
INVALID_TOKEN = ProblemType("invalid-token", 400, _("The form is not known"))
ORIGIN_NOT_ALLOWED = ProblemType("origin-not-allowed", 403, _("This site may not use the form"))
NOT_FOUND = ProblemType("not-found", 404, _("There is nothing here"))
METHOD_NOT_ALLOWED = ProblemType("method-not-allowed", 405, _("This method is not possible"))
TIME_TAKEN = ProblemType("time-taken", 409, _("The time is no longer available"))
FORM_EXPIRED = ProblemType("form-expired", 410, _("This form has expired"))
TOO_LARGE = ProblemType("too-large", 413, _("The request is too long"))
UNSUPPORTED_MEDIA_TYPE = ProblemType("unsupported-media-type", 415, _("The format is not supported"))
INVALID_ANSWERS = ProblemType("invalid-answers", 422, _("Some answers are not valid"))
KEY_REUSED = ProblemType("key-reused", 422, _("Other answers were sent with this key"))
TOO_MANY_REQUESTS = ProblemType("too-many-requests", 429, _("Too many requests"))
UNAVAILABLE = ProblemType("unavailable", 503, _("The request could not be stored"))

PROBLEM_TYPES = (
    *(MALFORMED_REQUEST, INVALID_PARAMETER, INVALID_TOKEN, ORIGIN_NOT_ALLOWED, NOT_FOUND, METHOD_NOT_ALLOWED),
    *(TIME_TAKEN, FORM_EXPIRED, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, INVALID_ANSWERS, KEY_REUSED),
    *(TOO_MANY_REQUESTS, UNAVAILABLE),
)


@dataclass
class Problem(Exception):
    """``members`` are further members of the JSON, ``headers`` those of the response."""

    type: ProblemType
    detail: str | Promise = ""
    members: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> HttpResponse:
        """In the active language. No cache may store it."""
        values = {"type": self.type.uri, "title": str(self.type.title), "status": self.type.status}
        values |= {"detail": str(self.detail)} if self.detail else {}
        body = json.dumps(values | self.members, ensure_ascii=False).encode()
        headers = {"Cache-Control": "no-store", **self.headers}
        return HttpResponse(body, status=self.type.status, content_type=CONTENT_TYPE, headers=headers)
