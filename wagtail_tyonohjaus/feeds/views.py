"""Feeds over HTTP: find the scope, compare the validators, and only then build the body."""

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import astuple
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from ..appointments import tokens as session_tokens
from ..appointments.invitations.messages import calendar_file, calendar_file_changed
from ..appointments.slots.picker_context import prefilled_form_url
from ..availability.free import current_hour
from ..messages.periodic import DATABASE_IS_GONE
from ..practice.front_page import front_page_url
from ..practice.models import PracticeSettings, Supervisor
from ..practice.page_links import PageRole, first_page, record_urls
from . import cache_version, duty_feed, sessions_feed, tokens
from .affected_feeds import ScopeKind, feed_name
from .availability_feed import build_availability_feed, start_of_year
from .busy_feed import InvalidRange, build_busy_feed, parse_range
from .canonical import canonical_redirect
from .converters import FeedFilter
from .feed_scope import FORMAT, FeedNotFound, FeedScope, feed_language, find_scope
from .free_feed import build_free_feed
from .free_json import build_free_json, openapi_document
from .http import JSON, PRIVATE_HEADERS, FeedMetadata, method_response, pin_headers, respond, try_cached
from .models import FeedToken
from .prefill import prefill_query

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 60
#: The end of the year 9999, in UTC epoch seconds.
MAX_INSTANT = 253_402_300_799

View = Callable[..., HttpResponse]
ResolvedFeed = tuple[FeedMetadata, Callable[[], bytes]]


def feed_view(view: View) -> View:
    """GET, HEAD and OPTIONS of the canonical URL, without CSRF check.

    ``FeedNotFound`` becomes a 404. While the database is down, the response is a 503: calendar apps keep what they have
    and ask again later.
    """

    # Outside the transaction of ATOMIC_REQUESTS, which can't begin while the database is down.
    @transaction.non_atomic_requests
    @wraps(view)
    def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            response = method_response(request) or canonical_redirect(request) or view(request, **kwargs)
        except FeedNotFound as error:
            raise Http404 from error
        except DATABASE_IS_GONE as error:
            # Not the message, which may contain values.
            logger.error("A feed could not be read from the database (%s).", type(error).__name__)
            headers = {"Retry-After": str(RETRY_AFTER_SECONDS), "Cache-Control": "no-store"}
            response = HttpResponse(status=503, headers=headers, content_type="text/plain; charset=utf-8")
        return pin_headers(response)

    wrapper.csrf_exempt = True  # type: ignore[attr-defined]
    return wrapper


@feed_view
def supervisor_free(request: HttpRequest, supervisor: UUID, feed_filter: FeedFilter) -> HttpResponse:
    """``free.ics`` of one supervisor."""
    return _free_response(request, "supervisor", supervisor, feed_filter)


@feed_view
def combined_free(request: HttpRequest, kind: ScopeKind, slug: str, feed_filter: FeedFilter) -> HttpResponse:
    """``free.ics`` of a practice, an office or a service (``kind``)."""
    return _free_response(request, kind, slug, feed_filter)


@feed_view
def supervisor_json(request: HttpRequest, supervisor: UUID, feed_filter: FeedFilter) -> HttpResponse:
    """``free.json`` of one supervisor."""
    as_of = current_hour()

    def resolve() -> ResolvedFeed:
        scope = find_scope(request, "supervisor", supervisor, feed_filter)
        language = feed_language(request, feed_filter)
        metadata = _metadata(request, scope, as_of, language, content_type=JSON)
        return metadata, lambda: build_free_json(scope, feed_filter, language, as_of)

    return _respond(request, feed_name("supervisor", supervisor), as_of, resolve)


@feed_view
def supervisor_availability(request: HttpRequest, supervisor: UUID, feed_filter: FeedFilter) -> HttpResponse:
    """``availability.ics`` of one supervisor. It depends on no filter but the language."""
    if feed_filter != FeedFilter(language=feed_filter.language):
        raise Http404
    as_of = current_hour()

    def resolve() -> ResolvedFeed:
        scope = find_scope(request, "supervisor", supervisor, feed_filter)
        language, source = feed_language(request, feed_filter), _source_url(request, scope)
        since = start_of_year(scope.tz, as_of)
        metadata = _metadata(request, scope, since, language)
        return metadata, lambda: build_availability_feed(scope, language, since, source)

    return _respond(request, feed_name("supervisor", supervisor), as_of, resolve)


@feed_view
def supervisor_busy(request: HttpRequest, supervisor: UUID) -> HttpResponse:
    """``busy.ifb`` of one supervisor who publishes busy time; 400 for an invalid range."""
    scope, as_of = find_scope(request, "supervisor", supervisor, FeedFilter()), current_hour()
    if not scope.publishes_busy or not scope.supervisors:
        raise FeedNotFound
    try:
        start, end = parse_range(request.GET.dict(), scope.tz, as_of)
    except InvalidRange as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    # Only the default range is cached: others are rarely requested twice.
    metadata = _metadata(request, scope, as_of, "", f"{start}-{end}", cacheable=not request.GET)
    return respond(request, metadata, lambda: build_busy_feed(scope, start, end, _source_url(request, scope)))


@feed_view
def supervisor_sessions(request: HttpRequest, token: str) -> HttpResponse:
    """``sessions.ics`` of the supervisor to whom the token belongs; 404 if it is not valid."""
    feed_token = tokens.find_token(token)
    if feed_token is None:
        raise Http404
    tokens.record_use(feed_token)
    span = (feed_token.supervisor, *sessions_feed.feed_span(), feed_token.created_by)
    state = sessions_feed.feed_state(*span)
    metadata = FeedMetadata(_etag(state.digest, FORMAT), state.changed, public=False, cacheable=False)
    return respond(request, metadata, lambda: sessions_feed.build_sessions_feed(*span))


@feed_view
def supervisor_duty(request: HttpRequest, token: str) -> HttpResponse:
    """``duty.ics``: the duty turns of the supervisor to whom the token belongs; 404 if it is not valid."""
    feed_token = tokens.find_token(token, FeedToken.Scope.DUTY)
    if feed_token is None:
        raise Http404
    tokens.record_use(feed_token)
    return _duty_response(request, duty_feed.of_supervisor(feed_token.supervisor))


@feed_view
def rota_duty(request: HttpRequest, token: str) -> HttpResponse:
    """``rota.ics``: everybody's turns in the rota to which the token belongs; 404 if it is not valid."""
    feed_token = tokens.find_rota_token(token)
    if feed_token is None:
        raise Http404
    tokens.record_use(feed_token)
    return _duty_response(request, duty_feed.of_rota(feed_token.rota))


@feed_view
def session_file(request: HttpRequest, token: str) -> HttpResponse:
    """One session as a download, for the visitor."""
    session = session_tokens.find_session(token)
    if session is None:
        raise Http404
    body = calendar_file(session)
    metadata = FeedMetadata(
        etag=_etag(body.hex()),
        modified=int(calendar_file_changed(session).timestamp()) + 1,
        language=session.language,
        public=False,
        filename=f"{session.reference}.ics",
        cacheable=False,
    )
    return respond(request, metadata, lambda: body)


@feed_view
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document of ``free.json``."""
    prefix = reverse("wagtail_tyonohjaus:calendar_openapi").removesuffix("openapi.json")
    site = Site.find_for_request(request)
    root_url = site.root_url if site else f"{request.scheme}://{request.get_host()}"
    body = json.dumps(openapi_document(root_url, prefix), indent=1, default=str).encode()
    return respond(request, FeedMetadata(_etag(body.hex()), 0, content_type=JSON, cacheable=False), lambda: body)


@feed_view
def open_slot(
    request: HttpRequest, supervisor: UUID, feed_filter: FeedFilter, start: int, minutes: int | None = None
) -> HttpResponse:
    """Redirects from a window or slot in a calendar to the contact form, with the first slot from ``start`` filled in.

    The redirect lets links in calendars survive when the form moves to another page.
    """
    record = Supervisor.objects.select_related("site").filter(uuid=supervisor).first()
    if record is None or start > MAX_INSTANT:
        raise Http404
    with translation.override(feed_language(request, feed_filter)):
        page = first_page(PageRole.CONTACT, record.site)
        target = page.full_url if page else record_urls(PageRole.SUPERVISOR, [record], record.site).get(record.pk)
        query = {"supervisor": str(record.pk)}
        if PracticeSettings.for_site(record.site).publish_free_times:
            query |= prefill_query(record, feed_filter, start, minutes)
        response = HttpResponseRedirect(prefilled_form_url(target or front_page_url(record.site.root_url), query))
    response.headers["X-Robots-Tag"] = PRIVATE_HEADERS["X-Robots-Tag"]
    return response


def _free_response(request: HttpRequest, kind: ScopeKind, key: UUID | str, feed_filter: FeedFilter) -> HttpResponse:
    as_of = current_hour()

    def resolve() -> ResolvedFeed:
        scope = find_scope(request, kind, key, feed_filter)
        language, source = feed_language(request, feed_filter), _source_url(request, scope)
        metadata = _metadata(request, scope, as_of, language)
        return metadata, lambda: build_free_feed(scope, feed_filter, language, as_of, source)

    return _respond(request, feed_name(kind, key), as_of, resolve)


def _duty_response(request: HttpRequest, feed: duty_feed.DutyFeed) -> HttpResponse:
    metadata = FeedMetadata(_etag(feed.digest, FORMAT), feed.changed, public=False, cacheable=False)
    return respond(request, metadata, feed.build)


def _respond(request: HttpRequest, feed: str, as_of: int, resolve: Callable[[], ResolvedFeed]) -> HttpResponse:
    """Responds with the cached metadata of this URL, else with what ``resolve`` returns."""
    key = f"tyonohjaus:metadata:{FORMAT}:{as_of}:{request.get_host()}{request.path}"
    cached, versions = cache_version.get(key, feed)
    response = try_cached(request, FeedMetadata(*cached)) if cached else None
    if response is not None:
        return response
    metadata, build = resolve()
    cache_version.store(key, astuple(metadata), versions)
    return respond(request, metadata, build)


def _metadata(
    request: HttpRequest, scope: FeedScope, as_of: int, language: str, variant: str = "", **kwargs: Any
) -> FeedMetadata:
    etag = _etag(scope.digest, FORMAT, str(as_of), request.path, language, variant)
    return FeedMetadata(etag, max(scope.changed, as_of), language=language, **kwargs)


def _etag(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _source_url(request: HttpRequest, scope: FeedScope) -> str:
    """The feed's URL on the practice's own host, whichever host was requested."""
    return f"{scope.root_url}{request.path}"
