"""Whether a submission comes from our own pages, without a token in the page that would prevent caching it."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


def is_same_origin(request: HttpRequest) -> bool:
    """As the browser reports the origin; if it reports none, Django's check by cookie and token.

    A script can't set ``Sec-Fetch-Site`` (W3C Fetch Metadata), so "same-origin" needs no token.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site == "same-origin" or passes_csrf_check(request)
    origin = request.headers.get("Origin")
    if origin and _is_own_origin(origin, request):
        return True
    return passes_csrf_check(request)


def passes_csrf_check(request: HttpRequest) -> bool:
    """Django's check, run here so that a failure can render the form with what the visitor entered."""
    # The view is exempt from the site's middleware, which marks the request as checked.
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    check = CsrfViewMiddleware(_empty_response)
    check.process_request(request)
    return check.process_view(request, _empty_response, (), {}) is None


def set_csrf_cookie(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Sets the cookie that belongs to the form's token, even if the site has no CSRF middleware."""
    CsrfViewMiddleware(_empty_response).process_response(request, response)
    return response


def _is_own_origin(origin: str, request: HttpRequest) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())


def _empty_response(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
