"""Which other sites may use the JSON of free times and the contact form: the setting ``HEADLESS_ORIGINS``."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from ..conf import app_settings

#: Headers that scripts of other sites may send and read.
ALLOWED_HEADERS = "Content-Type, Idempotency-Key"
EXPOSED_HEADERS = "Location, Retry-After"
PREFLIGHT_SECONDS = 7200
DEFAULT_PORTS = {"http": 80, "https": 443}


def is_enabled() -> bool:
    """Without origins, the URLs do not exist."""
    return bool(app_settings.HEADLESS_ORIGINS)


def is_allowed(request: HttpRequest) -> bool:
    """Whether the request comes from a named origin, or from no browser: all of these send their origin to others."""
    origin = request.headers.get("Origin")
    return origin is None or origin in app_settings.HEADLESS_ORIGINS


def add_headers(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Lets scripts of a named origin read the response, and tells caches that it differs by origin.

    Never ``*``, and never with credentials: browsers leave out cookies then.
    """
    patch_vary_headers(response, ["Origin"])
    origin = request.headers.get("Origin")
    if origin is not None and is_allowed(request):
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
    return response


def preflight(methods: str) -> HttpResponse:
    """The response to a browser that asks before it sends the request itself."""
    response = HttpResponse(status=204, headers={"Allow": f"{methods}, OPTIONS"})
    response["Access-Control-Allow-Methods"] = methods
    response["Access-Control-Allow-Headers"] = ALLOWED_HEADERS
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def malformed_origins(value: object) -> Iterator[tuple[object, str]]:
    """The entries that no browser sends as an origin, each with what to write instead, or a description."""
    if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
        yield value, 'a list, such as ["https://www.example.org"]'
        return
    for entry in value:
        expected = _canonical(entry)
        if entry != expected:
            yield entry, expected or "an origin, such as https://www.example.org"


def _canonical(entry: object) -> str:
    """The origin as browsers write it; blank if the entry is none."""
    if not isinstance(entry, str):
        return ""
    try:
        parts = urlsplit(entry.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in DEFAULT_PORTS or not host or "*" in host:
        return ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != DEFAULT_PORTS[parts.scheme] else "")
