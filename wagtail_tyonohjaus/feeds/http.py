"""Feeds over HTTP (RFC 9110): validators first, bytes only when they are needed, the same for everybody.

Nothing here reads or sets a cookie, a session or credentials.
"""

import gzip
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.http import http_date, parse_http_date_safe

from ..availability import safe_cache
from .cache_version import STATE_SECONDS

CALENDAR = "text/calendar; charset=utf-8"
JSON = "application/json"
#: Seconds after which a feed may be out of date at most, in whatever cache it lies.
MAX_AGE = 900
METHODS = ("GET", "HEAD", "OPTIONS")
#: Shorter bodies gain nothing.
GZIP_FROM = 500
ENTITY_TAG = re.compile(r'(?:W/)?"([^"]*)"')
#: What servers and proxies add to the tag of a body they compress.
SUFFIX = re.compile(r"[-;+](?:gz|gzip|br|zstd|deflate)$")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a feed before it is built. ``modified`` is UTC epoch seconds and never moves back."""

    tag: str
    modified: int
    content_type: str = CALENDAR
    language: str = ""
    public: bool = True
    filename: str = ""
    keep: bool = True


def respond(request: HttpRequest, answer: Answer, build: Callable[[], bytes]) -> HttpResponse:
    """304 where the validators allow, else the body that the cache has or ``build`` makes."""
    return quick(request, answer) or _full(request, answer, _made(answer, build, _zipped(request)))


def quick(request: HttpRequest, answer: Answer) -> HttpResponse | None:
    """The answer if it takes no building."""
    if is_fresh(request, answer):
        return _described(_NotModified(), answer, _zipped(request))
    key = _body_key(answer, _zipped(request))
    kept = safe_cache.get_many([key]) if answer.keep else {}
    return _full(request, answer, kept[key]) if key in kept else None


class _NotModified(HttpResponse):
    """Without the Content-Type that every other answer has."""

    status_code = 304

    def __init__(self) -> None:
        super().__init__()
        del self.headers["Content-Type"]


def _full(request: HttpRequest, answer: Answer, body: bytes) -> HttpResponse:
    packed = _zipped(request) and body[:2] == b"\x1f\x8b"
    response = HttpResponse(body, content_type=answer.content_type)
    response.headers["Content-Length"] = str(len(body))
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if answer.filename:
        response.headers["Content-Disposition"] = f'attachment; filename="{answer.filename}"'
    if answer.language:
        response.headers["Content-Language"] = answer.language
    return _described(response, answer, packed)


def is_fresh(request: HttpRequest, answer: Answer) -> bool:
    """Whether what the client has is still right. If-None-Match outranks If-Modified-Since (section 13.1.3)."""
    tags = request.META.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return tags.strip() == "*" or answer.tag in {SUFFIX.sub("", tag) for tag in ENTITY_TAG.findall(tags)}
    since = parse_http_date_safe(request.META.get("HTTP_IF_MODIFIED_SINCE", ""))
    return since is not None and since >= answer.modified


def options(request: HttpRequest) -> HttpResponse | None:
    """The answer to what is neither GET nor HEAD."""
    if request.method in ("GET", "HEAD"):
        return None
    if request.method != "OPTIONS":
        return HttpResponseNotAllowed(METHODS)
    response = HttpResponse(status=204, headers={"Allow": ", ".join(METHODS)})
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def accepts_gzip(header: str) -> bool:
    """Whether ``Accept-Encoding`` names gzip with a weight above nothing (section 12.5.3)."""
    for part in header.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "x-gzip", "*"):
            return not re.fullmatch(r"\s*q\s*=\s*0(?:\.0*)?\s*", weight)
    return False


def _zipped(request: HttpRequest) -> bool:
    return accepts_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))


def _body_key(answer: Answer, zipped: bool) -> str:
    return f"tyonohjaus:body:{answer.tag}{'-gz' if zipped else ''}"


def _made(answer: Answer, build: Callable[[], bytes], zipped: bool) -> bytes:
    """The body as it is wanted; both forms are kept."""
    body = build()
    packed = body
    if len(body) >= GZIP_FROM and (zipped or answer.keep):
        packed = gzip.compress(body, 6, mtime=0)
    if answer.keep:
        safe_cache.set_many({_body_key(answer, False): body, _body_key(answer, True): packed})
    return packed if zipped else body


def _described(response: HttpResponse, answer: Answer, packed: bool) -> HttpResponse:
    headers = response.headers
    headers["ETag"] = f'"{answer.tag}-gz"' if packed else f'"{answer.tag}"'
    # Never later than the answer itself (section 8.8.2.1): what changes in the rest of this second must look newer.
    headers["Last-Modified"] = http_date(min(answer.modified, int(time.time())))
    headers["X-Content-Type-Options"] = "nosniff"
    if answer.public:
        headers["Cache-Control"] = f"public, max-age={MAX_AGE - STATE_SECONDS}"
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
    else:
        for name, value in PRIVATE.items():
            headers[name] = value
    headers["Vary"] = "Accept-Encoding"
    return response


PRIVATE = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
