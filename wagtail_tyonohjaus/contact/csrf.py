"""Whether a post comes from our own pages, without a token that would keep those pages from being cached."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


def is_own_post(request: HttpRequest) -> bool:
    """What the browser says of the post's origin; where it says nothing, Django's own check by cookie and token.

    The Fetch standard's ``Sec-Fetch-Site`` can't be set by a page's script, so "same-origin" needs no token.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin" or passes_csrf(request)
    origin = request.headers.get("Origin")
    if origin and _is_ours(origin, request):
        return True
    return passes_csrf(request)


def passes_csrf(request: HttpRequest) -> bool:
    """Django's check, run by us so that a failure can give back what was typed."""
    # The view is exempt from the site's middleware, which marks the request as done.
    request.csrf_processing_done = False
    check = CsrfViewMiddleware(_nothing)
    check.process_request(request)
    return check.process_view(request, _nothing, (), {}) is None


def with_csrf_cookie(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Sets the cookie that the form's token belongs to, also where the site has no CSRF middleware."""
    CsrfViewMiddleware(_nothing).process_response(request, response)
    return response


def _is_ours(origin: str, request: HttpRequest) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
