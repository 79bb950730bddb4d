"""The Atom feed of a site's crisis notices in one language (RFC 4287)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_tyonohjaus.content_validity import collect_part
from wagtail_tyonohjaus.practice.listings import crisis_notices
from wagtail_tyonohjaus.practice.models import PracticeSettings
from wagtail_tyonohjaus.practice.site import site_for_request

#: Of a page that has no other, so that the feed is the same for everybody who asks for it.
EPOCH = datetime(2000, 1, 1, tzinfo=timezone.get_fixed_timezone(0))
MAX_AGE = 300


def notices_feed(request: HttpRequest, language: str) -> HttpResponse:
    """The feed of the request's site; 404 for a language that the project does not have."""
    site = site_for_request(request)
    if site is None or (language != settings.LANGUAGE_CODE and language not in dict(settings.LANGUAGES)):
        raise Http404
    with translation.override(language), collect_part() as validity:
        feed = _feed(site, request)
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response.headers["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
    seconds = MAX_AGE
    if validity.until is not None:
        seconds = max(0, min(seconds, int((validity.until - timezone.now()).total_seconds())))
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return response


def feed_url(language: str) -> str:
    """The path of the feed; empty if the project does not include our URLs, which a check reports."""
    try:
        return reverse("wagtail_tyonohjaus:notices_feed", args=[language])
    except NoReverseMatch:
        return ""


def _feed(site: Site, request: HttpRequest) -> Atom1Feed:
    """The notices that are valid now, in the order of the site's list.

    Without Django's ``Feed``, which needs a row of ``django.contrib.sites`` where a project has that installed.
    """
    home_url = f"{site.root_url}/"
    feed = Atom1Feed(
        title=" – ".join([_("Crisis supervision"), str(PracticeSettings.for_site(site))]),
        link=home_url,
        description=None,
        language=translation.get_language(),
        feed_url=f"{site.root_url}{request.path}",
    )
    for page in crisis_notices(site, request):
        feed.add_item(link=page.get_full_url(request) or home_url, **_entry(page))
    return feed


def _entry(page: Any) -> dict[str, Any]:
    text = page.introduction or getattr(page, "banner_text", "") or getattr(page, "response_time", "") or ""
    kind = page.get_notice_kind_display() if getattr(page, "notice_kind", None) else ""
    return {
        "title": page.title,
        # Readers take a summary as HTML.
        "description": escape(text),
        "unique_id": f"urn:uuid:{page.translation_key}",
        "pubdate": _latest(page.valid_from, page.first_published_at),
        "updateddate": _latest(page.valid_from, page.last_published_at),
        "categories": [str(kind)] if kind else [],
    }


def _latest(*moments: datetime | None) -> datetime:
    return max(filter(None, moments), default=EPOCH)
