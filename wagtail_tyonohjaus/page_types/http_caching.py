"""Headers that let browsers and shared caches store a page that is the same for everybody (RFC 9111).

A page is the same for everybody if nothing that it was rendered from belongs to the visitor: no session, no cookie, no
credentials, no language of the browser's. Otherwise the response is private.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import ResponseHeaders
from django.utils import timezone
from django.utils.cache import has_vary_header, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject, empty

from wagtail_tyonohjaus import content_validity
from wagtail_tyonohjaus.conf import app_settings
from wagtail_tyonohjaus.content_validity import ContentValidity
from wagtail_tyonohjaus.feeds.http import has_same_etag

from . import purging
from .visitor_language import depends_on_visitor_language

ADMIN_PERMISSION = "wagtailadmin.access_admin"
METHODS = ("GET", "HEAD")
#: Pages that do not exist, or no longer, are cached, too; all other errors are not.
STATUSES = (200, 404, 410)
SHARED_SECONDS = 300
#: If changes are purged from the shared caches.
PURGED_SECONDS = 3600
PRIVATE = "private, no-cache"
#: Response headers that a 304 repeats (RFC 9110, section 15.4.5).
VALIDATED_HEADERS = ("Cache-Control", "ETag", "Vary", "Content-Language")
#: The token of a form is new in each rendering, but each one works.
FORM_KEY = re.compile(rb'(name="form_key" value=")[^"]*')


#: Called with a response that is the same for everybody, and until when.
Store = Callable[[HttpResponse, ContentValidity], None]


def respond(request: HttpRequest, serve: Callable[[], Any], store: Store | None = None) -> HttpResponse:
    """The page's response with headers for caches; 304 if the client's copy is current.

    The headers are added after rendering, so that hooks and middleware can change the context. ``store`` gets the
    response if it is the same for everybody.
    """
    rendering = Rendering(request, store)
    try:
        response = serve()
    except Exception:
        rendering.end()
        raise
    if getattr(response, "is_rendered", True):
        return rendering.finish(response)
    response.add_post_render_callback(rendering.finish)
    return response


class Rendering:
    """One page that is being rendered for a request."""

    def __init__(self, request: Any, store: Store | None = None) -> None:
        self._request, self._store = request, store
        self._may_be_shared = may_be_shared(request)
        self._cookies = request.COOKIES
        self._observed_cookies = ObservedCookies(request.COOKIES)
        self._validity = content_validity.begin()
        self._user = vars(request).get("user")
        self._request.COOKIES = self._observed_cookies
        if self._may_be_shared and _is_unknown(self._user):
            self._request.user = UserWithoutSession(lambda: self._user)

    def finish(self, response: HttpResponse) -> HttpResponse:
        """Adds the headers; a post-render callback, whose result replaces the response."""
        self.end()
        if self._request.method not in METHODS or response.status_code not in STATUSES or response.streaming:
            return response
        if response.has_header("Cache-Control"):
            # The project's own template or view has decided.
            return response
        response.headers["ETag"] = _etag(response.content)
        if self._is_for_everybody(response):
            if self._store:
                self._store(response, self._validity)
            _share(response)
            response.headers["Cache-Control"] = cache_control(self._request, response, self._validity, timezone.now())
        else:
            response.headers["Cache-Control"] = PRIVATE
            patch_vary_headers(response, ["Cookie"])
        return _not_modified(self._request, response) or response

    def end(self) -> None:
        """Stops observing the request."""
        content_validity.end()
        self._request.COOKIES = self._cookies
        if isinstance(vars(self._request).get("user"), UserWithoutSession):
            self._request.user = self._user

    def _is_for_everybody(self, response: HttpResponse) -> bool:
        session = getattr(self._request, "session", None)
        return (
            self._may_be_shared
            and (self._user is None or _is_unknown(self._user))
            and not response.cookies
            and not has_vary_header(response, "Cookie")
            and not self._observed_cookies.were_read
            and not getattr(session, "accessed", False)
            # The template has a CSRF token, which belongs to the visitor's cookie.
            and not self._request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        )


class ObservedCookies(Mapping[str, str]):
    """A request's cookies, and whether anything has looked at them."""

    def __init__(self, cookies: Mapping[str, str]) -> None:
        self._cookies = cookies
        self.were_read = False

    def __getitem__(self, name: str) -> str:
        self.were_read = True
        return self._cookies[name]

    def __iter__(self) -> Iterator[str]:
        self.were_read = True
        return iter(self._cookies)

    def __len__(self) -> int:
        self.were_read = True
        return len(self._cookies)


class UserWithoutSession(SimpleLazyObject):
    """The user of a request without a session cookie, who may not enter the admin.

    Saying so opens no session: otherwise ``{% wagtailuserbar %}`` would make all pages private. Anything else that is
    asked of the user does.
    """

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return perm != ADMIN_PERMISSION and self.__getattr__("has_perm")(perm, obj)


class SharedHeaders(ResponseHeaders):
    """Headers of a page that is the same for everybody, unless middleware or a hook makes it private.

    ``LocaleMiddleware`` adds ``Vary: Accept-Language``, although the language follows from the URL.
    """

    def __setitem__(self, key: str, value: str | bytes | int) -> None:
        name = key.lower()
        if name == "vary":
            value = _without(str(value), "accept-language")
            if "cookie" in str(value).lower():
                # A session or CSRF cookie. Many CDNs follow Cache-Control, but not this value of Vary.
                super().__setitem__("Cache-Control", PRIVATE)
        elif name == "cache-control" and re.search(r"\b(private|no-store)\b", str(value)):
            value = _without(str(value), "public", "s-maxage")
        if value != "":
            super().__setitem__(key, value)


class SharedCookies(SimpleCookie):
    """The cookies of a page that is the same for everybody: one that middleware adds makes it private."""

    def __init__(self, headers: ResponseHeaders) -> None:
        super().__init__()
        self._headers = headers

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        self._headers["Cache-Control"] = PRIVATE


def cache_control(request: HttpRequest, response: HttpResponse, validity: ContentValidity, now: datetime) -> str:
    """How long browsers and shared caches may use a page that is the same for everybody.

    Only whole pages are purged, not their URLs with queries, and not after each booking.
    """
    is_purged = not (validity.is_often_changed or request.META.get("QUERY_STRING") or response.status_code != 200)
    browser_seconds = app_settings.PAGE_MAX_AGE
    shared_seconds = _shared_seconds() if is_purged else browser_seconds
    if validity.until is not None:
        left = max(0, int((validity.until - now).total_seconds()))
        browser_seconds, shared_seconds = min(browser_seconds, left), min(shared_seconds, left)
    return f"public, max-age={browser_seconds}, s-maxage={shared_seconds}"


def _shared_seconds() -> int:
    configured = app_settings.PAGE_SHARED_MAX_AGE
    if configured is not None:
        return int(configured)
    return PURGED_SECONDS if purging.is_configured() else SHARED_SECONDS


def may_be_shared(request: HttpRequest) -> bool:
    """Before anything is rendered; a page with view restrictions is made private by Wagtail afterwards."""
    return not (
        getattr(request, "is_preview", False)
        or settings.SESSION_COOKIE_NAME in request.COOKIES
        or "Authorization" in request.headers
        or depends_on_visitor_language(request)
    )


def max_age_for_everybody(response: HttpResponse) -> int:
    """For how many seconds a finished response may be shown to everybody; 0 if it is private."""
    directives = [part.strip() for part in response.get("Cache-Control", "").split(",")]
    ages = [part.partition("=")[2] for part in directives if part.startswith("max-age=")]
    return int(ages[0]) if "public" in directives and ages else 0


def _is_unknown(user: Any) -> bool:
    """Whether nobody has looked yet who the user of the session is."""
    return isinstance(user, SimpleLazyObject) and vars(user)["_wrapped"] is empty


def _etag(content: bytes) -> str:
    """Weak (RFC 9110, section 8.8.1): two renderings of a page differ in the tokens of their forms.

    A copy is current for a day, so that its tokens do not expire, and not longer than the key that signs them.
    """
    plain, forms = FORM_KEY.subn(rb"\1", content)
    day = timezone.now().date().isoformat() if forms else ""
    digest = salted_hmac("wagtail_tyonohjaus.page_types.http_caching", plain + day.encode(), algorithm="sha256")
    return f'W/"{digest.hexdigest()[:32]}"'


def _share(response: HttpResponse) -> None:
    response.headers.__class__ = SharedHeaders
    response.cookies = SharedCookies(response.headers)
    if response.has_header("Vary"):
        value = response.headers["Vary"]
        del response.headers["Vary"]
        response.headers["Vary"] = value


def _not_modified(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    tags = request.headers.get("If-None-Match")
    if response.status_code != 200 or tags is None or not has_same_etag(tags, response.headers["ETag"]):
        return None
    not_modified = HttpResponseNotModified()
    if isinstance(response.headers, SharedHeaders):
        _share(not_modified)
    else:
        not_modified.cookies = response.cookies
    for name in VALIDATED_HEADERS:
        if response.has_header(name):
            not_modified.headers[name] = response.headers[name]
    return not_modified


def _without(value: str, *names: str) -> str:
    """A comma-separated header value without the tokens or directives of these names."""
    parts: list[Any] = [part.strip() for part in value.split(",")]
    return ", ".join(part for part in parts if part.partition("=")[0].strip().lower() not in names)
