"""Conditional, compressed and cached responses for feeds (RFC 9110).

Validators are checked first; the body is built only if it is needed, and it is the same for everybody. No cookie,
session or credential is read or set.
"""

import gzip
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import ResponseHeaders
from django.utils.http import http_date, parse_http_date_safe

from ..availability import safe_cache
from .cache_version import ENTRY_SECONDS

CALENDAR = "text/calendar; charset=utf-8"
JSON = "application/json"
#: Seconds for which a feed may be out of date, whichever cache it comes from.
MAX_AGE = 900
METHODS = ("GET", "HEAD", "OPTIONS")
#: Shorter bodies are not compressed.
GZIP_MIN_BYTES = 500
GZIP_MAGIC = b"\x1f\x8b"
ENTITY_TAG = re.compile(r'(?:W/)?"([^"]*)"')
#: Suffixes that servers and proxies add to the ETag of a response they compress.
ETAG_SUFFIX = re.compile(r"[-;+](?:gz|gzip|br|zstd|deflate)$")
PRIVATE_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


class FeedHeaders(ResponseHeaders):
    """Headers that middleware can't make depend on the visitor: every visitor gets the same bytes.

    ``LocaleMiddleware`` would add ``Vary: Accept-Language``, and a Content-Language that is the visitor's.
    """

    def __setitem__(self, key: str, value: str | bytes | int) -> None:
        super().__setitem__(key, "Accept-Encoding" if key.lower() == "vary" else value)

    def setdefault(self, key: str, value: str | bytes | int) -> None:
        if key.lower() != "content-language":
            super().setdefault(key, value)


def pin_headers(response: HttpResponse) -> HttpResponse:
    """Give the response ``FeedHeaders`` and return it."""
    # Copying them takes a twentieth of the time of a 304.
    response.headers.__class__ = FeedHeaders
    return response


@dataclass(frozen=True, slots=True)
class FeedMetadata:
    """What is known of a response before its body is built.

    ``etag`` is without quotes; ``modified`` is UTC epoch seconds and never decreases. ``cacheable`` says whether the
    body is stored in the site's cache, ``public`` whether others may store it.
    """

    etag: str
    modified: int
    content_type: str = CALENDAR
    language: str = ""
    public: bool = True
    filename: str = ""
    cacheable: bool = True


def respond(request: HttpRequest, metadata: FeedMetadata, build: Callable[[], bytes]) -> HttpResponse:
    """304 if the client's copy is current, otherwise the body from the cache or from ``build``."""
    return try_cached(request, metadata) or _ok(request, metadata, _body(metadata, build, _wants_gzip(request)))


def try_cached(request: HttpRequest, metadata: FeedMetadata) -> HttpResponse | None:
    """The response if no body needs to be built, else None."""
    if is_not_modified(request, metadata):
        return _add_headers(_NotModified(), metadata, is_gzip=_wants_gzip(request))
    body = _cached_body(metadata, is_gzip=_wants_gzip(request))
    return None if body is None else _ok(request, metadata, body)


def is_not_modified(request: HttpRequest, metadata: FeedMetadata) -> bool:
    """Whether the client's copy is current. If-None-Match outranks If-Modified-Since (section 13.1.3).

    Not Django's ``get_conditional_response``: it does not accept the ETags that proxies change when they compress
    (``"tag-gz"``), so every poll through such a proxy would transfer the whole feed. For an invalid If-None-Match it
    answers by the date, and for If-Match with 412, for which calendar apps would report an error.
    """
    tags = request.META.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        return has_same_etag(tags, metadata.etag)
    since = parse_http_date_safe(request.META.get("HTTP_IF_MODIFIED_SINCE", ""))
    return since is not None and since >= metadata.modified


def has_same_etag(tags: str, etag: str) -> bool:
    """Whether If-None-Match lists an ETag, by weak comparison (section 13.1.2), or is ``*``."""
    listed = {ETAG_SUFFIX.sub("", tag) for tag in ENTITY_TAG.findall(tags)}
    return tags.strip() == "*" or etag.removeprefix("W/").strip('"') in listed


def method_response(request: HttpRequest) -> HttpResponse | None:
    """The response to any method other than GET and HEAD; None for those two."""
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
    """Whether ``Accept-Encoding`` lists gzip with a weight other than 0 (section 12.5.3)."""
    for part in header.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "x-gzip", "*"):
            return not re.fullmatch(r"\s*q\s*=\s*0(?:\.0*)?\s*", weight)
    return False


class _NotModified(HttpResponse):
    """Without the Content-Type that Django sets on every response."""

    status_code = 304

    def __init__(self) -> None:
        super().__init__()
        del self.headers["Content-Type"]


def _wants_gzip(request: HttpRequest) -> bool:
    return accepts_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))


def _body(metadata: FeedMetadata, build: Callable[[], bytes], is_gzip: bool) -> bytes:
    """The body in the form that the client accepts, made from the cached other form if there is one."""
    other = _cached_body(metadata, is_gzip=not is_gzip)
    if other is not None:
        plain = gzip.decompress(other) if other[:2] == GZIP_MAGIC else other
    else:
        plain = build()
    # mtime=0, so that the same feed results in the same bytes.
    body = gzip.compress(plain, 6, mtime=0) if is_gzip and len(plain) >= GZIP_MIN_BYTES else plain
    if metadata.cacheable:
        safe_cache.set_many({_body_key(metadata, is_gzip): body})
    return body


def _cached_body(metadata: FeedMetadata, *, is_gzip: bool) -> bytes | None:
    key = _body_key(metadata, is_gzip)
    return safe_cache.get_many([key]).get(key) if metadata.cacheable else None


def _body_key(metadata: FeedMetadata, is_gzip: bool) -> str:
    return f"tyonohjaus:body:{metadata.etag}{'-gz' if is_gzip else ''}"


def _ok(request: HttpRequest, metadata: FeedMetadata, body: bytes) -> HttpResponse:
    is_gzip = _wants_gzip(request) and body[:2] == GZIP_MAGIC
    response = HttpResponse(body, content_type=metadata.content_type)
    response.headers["Content-Length"] = str(len(body))
    if is_gzip:
        response.headers["Content-Encoding"] = "gzip"
    if metadata.filename:
        response.headers["Content-Disposition"] = f'attachment; filename="{metadata.filename}"'
    if metadata.language:
        response.headers["Content-Language"] = metadata.language
    return _add_headers(response, metadata, is_gzip=is_gzip)


def _add_headers(response: HttpResponse, metadata: FeedMetadata, *, is_gzip: bool) -> HttpResponse:
    headers = response.headers
    headers["ETag"] = f'"{metadata.etag}-gz"' if is_gzip else f'"{metadata.etag}"'
    # Not in the future (section 8.8.2.1): a change later in this second must look newer.
    headers["Last-Modified"] = http_date(min(metadata.modified, int(time.time())))
    headers["X-Content-Type-Options"] = "nosniff"
    if metadata.public:
        headers["Cache-Control"] = f"public, max-age={MAX_AGE - ENTRY_SECONDS}"
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
        headers["X-Robots-Tag"] = "noindex"
    else:
        for name, value in PRIVATE_HEADERS.items():
            headers[name] = value
    headers["Vary"] = "Accept-Encoding"
    return response
