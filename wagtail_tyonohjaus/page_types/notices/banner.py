"""The banner of crisis notices on every page, and the number that these pages ring.

It is kept in Django's cache for each site and language, under a key with the version of the practice's content, like
whole pages (``stored_pages``), and until the next change of a notice or number.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import AbstractPage, Site

from wagtail_tyonohjaus.availability import safe_cache
from wagtail_tyonohjaus.conf import app_settings
from wagtail_tyonohjaus.contact.routing.phone_numbers import DisplayedNumber, number_for
from wagtail_tyonohjaus.content_validity import changes_at, collect_part
from wagtail_tyonohjaus.once_per_request import once_per_request
from wagtail_tyonohjaus.practice.listings import crisis_notices, notice_language, offices_of_site
from wagtail_tyonohjaus.practice.models import PracticeSettings, Supervisor
from wagtail_tyonohjaus.practice.opening_hours import OpenStatus, status_text
from wagtail_tyonohjaus.practice.page_links import PageRole, first_page, record_field, role_of

from ..stored_pages import deployment

TEMPLATE = "wagtail_tyonohjaus/_crisis_banner.html"


@dataclass(frozen=True)
class BannerNumber:
    """A ``DisplayedNumber`` as plain values, for templates that take one.

    ``coming_hours`` is JSON for ``open-hours.js``: for each interval the timestamps in milliseconds, and the texts
    before it on its day and on earlier days.
    """

    uri: str
    text: str
    hours: str
    week_hours: str
    coming_hours: str
    is_open: bool
    is_closed: bool


@dataclass(frozen=True)
class BannerNotice:
    """What the banner needs of a notice.

    ``not_on`` are the primary keys of the supervisors who work at other offices than those of the notice. ``html`` is
    the banner with this notice: without a link to other ones, and with it.
    """

    pk: int
    not_on: frozenset[int]
    number: BannerNumber | None
    html: tuple[str, str]


@dataclass(frozen=True)
class Banner:
    """The notices of a site in one language, the most important first, and when they change by themselves."""

    notices: tuple[BannerNotice, ...] = ()
    until: datetime | None = None

    def shown_on(self, page: Any) -> list[BannerNotice]:
        """Those that concern a page, without the page itself."""
        pk, supervisor = getattr(page, "pk", None), _supervisor_of(page)
        return [notice for notice in self.notices if notice.pk != pk and supervisor not in notice.not_on]


def banner_html(practice: PracticeSettings, page: Any, request: HttpRequest | None = None) -> SafeString:
    """The banner on a page, or on a view without one; empty if no notice concerns it."""
    shown = banner_of(practice, request).shown_on(page)
    # Rendered by a template.
    return mark_safe(shown[0].html[len(shown) > 1]) if shown else SafeString()  # noqa: S308


def banner_number(practice: PracticeSettings, page: Any, request: HttpRequest | None = None) -> BannerNumber | None:
    """The number in the banner on a page, which its call bar rings, too; None without a banner or a number."""
    shown = banner_of(practice, request).shown_on(page)
    return shown[0].number if shown else None


def banner_of(practice: PracticeSettings, request: HttpRequest | None = None) -> Banner:
    """The banner of a site in the active language; without a query if the cache has it."""
    key = ("banner", practice.site_id, get_language())
    banner: Banner = once_per_request(request, key, lambda: _stored_banner(practice, request))
    changes_at(banner.until)
    return banner


def _stored_banner(practice: PracticeSettings, request: HttpRequest | None) -> Banner:
    if not app_settings.PAGE_STORED_SECONDS or not practice.pk:
        return _build(practice, request)
    site = Site.find_for_request(request) if request is not None else None
    parts = (deployment(), practice.site_id, practice.content_version, site.pk if site else None, get_language())
    key = f"tyonohjaus:banner:{'.'.join(map(str, parts))}"
    now = timezone.now()
    stored: Banner | None = safe_cache.get_many([key]).get(key)
    if stored is not None and (stored.until is None or stored.until > now):
        return stored
    banner = _build(practice, request)
    seconds = app_settings.PAGE_STORED_SECONDS
    if banner.until is not None:
        seconds = min(seconds, int((banner.until - now).total_seconds()))
    if seconds > 0:
        safe_cache.set_many({key: banner}, seconds)
    return banner


def _build(practice: PracticeSettings, request: HttpRequest | None) -> Banner:
    # What other parts of the page have loaded does not report any more when it changes.
    own = HttpRequest()
    with collect_part() as validity:
        pages = crisis_notices(practice.site, own)
        index = first_page(PageRole.CRISIS_NOTICE_INDEX, practice.site, own) if pages else None
        index_url = (index.get_url(request) if index else "") or ""
        not_on = _supervisors_elsewhere(practice, pages)
        notices = [_notice(page, practice, not_on, index_url, own, request) for page in pages]
    return Banner(tuple(notices), validity.until)


def _notice(
    page: Any,
    practice: PracticeSettings,
    not_on: dict[tuple[str, ...], frozenset[int]],
    index_url: str,
    own: HttpRequest,
    request: HttpRequest | None,
) -> BannerNotice:
    codes = _office_codes(page)
    chosen = number_for(practice, notice=page, page_request=own)
    number = _plain_number(chosen) if chosen else None
    offices = offices_of_site(practice.site, own) if codes else []
    shown = {
        "title": page.title,
        "url": page.get_url(request) or "",
        "text": getattr(page, "banner_text", "") or getattr(page, "response_time", "") or "",
        "language": notice_language(page),
        "offices": [office.title for office in offices if str(office.pk) in codes],
        "number": number,
    }
    html = [render_to_string(TEMPLATE, {**shown, "index_url": url}) for url in ("", index_url)]
    return BannerNotice(page.pk, not_on.get(codes, frozenset()), number, (html[0], html[1]))


def _plain_number(number: DisplayedNumber) -> BannerNumber:
    return BannerNumber(
        uri=number.uri,
        text=number.text,
        hours=number.hours,
        week_hours=number.week_hours,
        coming_hours=_coming_hours_json(number),
        is_open=number.is_open,
        is_closed=number.is_closed,
    )


def _coming_hours_json(number: DisplayedNumber) -> str:
    intervals = []
    for start, end in number.coming_hours:
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        days = [status_text(OpenStatus(opens=start), day) for day in (midnight, number.moment)]
        milliseconds = [int(moment.timestamp() * 1000) for moment in (midnight, start, end)]
        intervals.append([*milliseconds, *days, status_text(OpenStatus(until=end), start)])
    return json.dumps(intervals, ensure_ascii=False, separators=(",", ":")) if intervals else ""


def _office_codes(page: Any) -> tuple[str, ...]:
    """The primary keys of the offices that a notice concerns; empty for all."""
    return tuple(getattr(page, "offices", None) or ())


def _supervisors_elsewhere(
    practice: PracticeSettings, pages: list[AbstractPage]
) -> dict[tuple[str, ...], frozenset[int]]:
    """For each choice of offices, the supervisors who work at none of them, but at another; one query."""
    choices = {_office_codes(page) for page in pages} - {()}
    if not choices:
        return {}
    rows = Supervisor.objects.filter(site_id=practice.site_id, offices__isnull=False)
    offices: dict[int, set[str]] = {}
    for supervisor, office in rows.order_by().values_list("pk", "offices"):
        offices.setdefault(supervisor, set()).add(str(office))
    return {
        codes: frozenset(supervisor for supervisor, own in offices.items() if own.isdisjoint(codes))
        for codes in choices
    }


def _supervisor_of(page: Any) -> int | None:
    """The primary key of the supervisor whom a page presents."""
    if not isinstance(page, AbstractPage) or role_of(page) != PageRole.SUPERVISOR:
        return None
    field_name = record_field(type(page))
    return getattr(page, f"{field_name}_id") if field_name else None
