"""Error pages in the site's frame and language. A project names them in its URLconf:

    handler404 = "wagtail_tyonohjaus.error_views.page_not_found"
    handler500 = "wagtail_tyonohjaus.error_views.server_error"
    handler403 = "wagtail_tyonohjaus.error_views.permission_denied"
    handler400 = "wagtail_tyonohjaus.error_views.bad_request"

``page_not_found`` leads on to pages and people. It also serves pages that were public once: 410, with others who offer
the same. Pages that do not exist are requested by scanners all the time, so what is the same for everybody is rendered
once a minute for each site and language. The other views use neither the database nor the cache, which may have failed.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from wagtail.models import AbstractPage, Site

from .availability import safe_cache
from .blocks.stylesheets import head_stylesheets
from .content_validity import changes_at
from .finding.alternatives import other_services, other_supervisors
from .page_types.http_caching import max_age_for_everybody, may_be_shared, respond
from .practice.last_known import KnownPractice, recall
from .practice.page_links import PageRole, first_page, presented_record, role_of, site_root
from .practice.page_model import page_model
from .practice.site import site_for_request

logger = logging.getLogger(__name__)

NOT_FOUND_TEMPLATE = "wagtail_tyonohjaus/errors/not_found.html"
GONE_TEMPLATE = "wagtail_tyonohjaus/errors/gone.html"
ENDED_NOTICE_TEMPLATE = "wagtail_tyonohjaus/crisis_notice_ended.html"
PLAIN_TEMPLATE = "wagtail_tyonohjaus/errors/plain.html"
LINKED_ROLES = (PageRole.SERVICE_INDEX, PageRole.SUPERVISOR_INDEX)
# What a browser asks for to show a page of its own (W3C Fetch Metadata); all else is a file within a page.
PAGE_DESTINATIONS = frozenset({"document", "iframe", "frame", "empty"})
# If even the template fails.
LAST_RESORT = (
    '<!doctype html><html lang="fi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>Häiriö</title><h1>Sivustolla on häiriö</h1><p>Yritä muutaman minuutin kuluttua uudelleen.</p>"
    '<p lang="sv">Ett fel har uppstått. Försök igen om några minuter.</p>'
    '<p lang="en">There is a problem with our site. Try again in a few minutes.</p></html>'
)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 with links and the telephone number; 410 for a page that was public once."""
    if request.headers.get("Sec-Fetch-Dest", "document") not in PAGE_DESTINATIONS:
        return HttpResponseNotFound("Not found\n", content_type="text/plain")
    site = site_for_request(request)
    if site is None:
        return _plain_page(request, 404)
    page = _removed_page(request, site)
    redirect = _redirect(request) if page else None
    if redirect is not None:
        return redirect
    key = f"tyonohjaus:absent:{safe_cache.VERSION}:{site.pk}:{translation.get_language()}:{page.pk if page else ''}"
    return _rendered_once(request, key, lambda: _absent_response(request, site, page))


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with the telephone number, if this process knows it."""
    return _plain_page(request, 500)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A page that says so, with the telephone number if this process knows it."""
    return _plain_page(request, 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same for requests that Django does not accept, such as for an unknown host."""
    return _plain_page(request, 400)


def _removed_page(request: HttpRequest, site: Site) -> AbstractPage | None:
    """The page that was public at the requested URL once and is not restricted; one query, none for foreign URLs."""
    match = getattr(request, "resolver_match", None)
    if match is None or match.url_name != "wagtail_serve" or not (match.args or match.kwargs):
        return None
    path = "/".join(["", *filter(None, str([*match.args, *match.kwargs.values()][0]).split("/")), ""])
    slug = path.strip("/").rpartition("/")[2]
    root = site_root(site, request)
    pages = page_model().objects.filter(
        live=False, slug=slug, url_path=f"{root.url_path.rstrip('/')}{path}", first_published_at__isnull=False
    )
    page = pages.select_related("locale").first() if slug else None
    if page is None or page.get_view_restrictions().exists():
        return None
    return page.specific


def _redirect(request: HttpRequest) -> HttpResponse | None:
    """The redirect that an editor has set for the URL: Wagtail's middleware follows it only for 404."""
    if not apps.is_installed("wagtail.contrib.redirects"):
        return None
    from wagtail.contrib.redirects.middleware import RedirectMiddleware

    if f"{RedirectMiddleware.__module__}.{RedirectMiddleware.__qualname__}" not in settings.MIDDLEWARE:
        return None
    not_found = HttpResponseNotFound()
    response = RedirectMiddleware(lambda _request: not_found).process_response(request, not_found)
    return None if response is not_found else response


def _rendered_once(request: HttpRequest, key: str, render: Callable[[], HttpResponse]) -> HttpResponse:
    """The rendered response, from the cache if it is the same for everybody."""
    if may_be_shared(request) and (stored := safe_cache.get_many([key]).get(key)):
        content, status, until = stored
        return respond(request, lambda: _stored_response(content, status, until))
    response = respond(request, render)
    seconds = max_age_for_everybody(response)
    if seconds:
        until = timezone.now() + timedelta(seconds=seconds)
        safe_cache.set_many({key: (response.content, response.status_code, until)}, timeout=seconds)
    return response


def _stored_response(content: bytes, status: int, until: datetime) -> HttpResponse:
    changes_at(until)
    return HttpResponse(content, status=status)


def _absent_response(request: HttpRequest, site: Site, page: AbstractPage | None) -> HttpResponse:
    """In the active language if the site has a front page in it, else in that of its front page."""
    with translation.override(site_root(site, request).locale.language_code):
        links = [link for link in (first_page(role, site, request) for role in LINKED_ROLES) if link]
        context: dict[str, Any] = {"links": [site_root(site, request), *links]}
        if page is None:
            return TemplateResponse(request, NOT_FOUND_TEMPLATE, context, status=404).render()
        context |= _alternatives(page, site, request)
        template = ENDED_NOTICE_TEMPLATE if context["role"] == PageRole.CRISIS_NOTICE else GONE_TEMPLATE
        return TemplateResponse(request, template, context, status=410).render()


def _alternatives(page: AbstractPage, site: Site, request: HttpRequest) -> dict[str, Any]:
    """Who and what is there instead of the page. Nothing of the page itself is shown: it is not public any more."""
    role, record = role_of(page), presented_record(page)
    if role == PageRole.SUPERVISOR:
        others = other_supervisors(site, request, supervisor=record)
        return {"role": str(role), "supervisors": others.cards, "share_service": others.share_service}
    if role == PageRole.SERVICE:
        return {
            "role": str(role),
            "services": other_services(site, record, request),
            "supervisors": other_supervisors(site, request, service=record).cards,
        }
    return {"role": str(role or "")}


def _plain_page(request: HttpRequest, status: int) -> HttpResponse:
    """A page that needs nothing but files: no database, no cache, no context processors."""
    try:
        content = _plain_content(request, status)
    except Exception:
        logger.exception("The page for the status %s could not be rendered.", status)
        content = LAST_RESORT
    response = HttpResponse(content, status=status)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response


def _plain_content(request: HttpRequest, status: int) -> str:
    language = translation.get_language_from_path(request.path_info) or translation.get_language()
    with translation.override(language or settings.LANGUAGE_CODE):
        context = {"status": status, "practice": _known_practice(request), "stylesheets": _stylesheets()}
        return render_to_string(PLAIN_TEMPLATE, context)


def _known_practice(request: HttpRequest) -> KnownPractice | None:
    # Not get_host(), which fails for a host that is not allowed.
    host = str(request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME") or "")
    return recall(host.partition(":")[0].lower())


def _stylesheets() -> str:
    """Blank if a style sheet is missing in the manifest of static files, which may be the error."""
    try:
        return head_stylesheets(None)
    except Exception:
        logger.exception("The style sheets of an error page can't be linked.")
        return ""
