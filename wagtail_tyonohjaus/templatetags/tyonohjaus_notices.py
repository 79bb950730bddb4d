"""Template tags of crisis notices, for any template with ``request`` in its context, with or without a ``page``."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ..blocks.stylesheets import block_stylesheets
from ..page_types.notices.banner import BannerNumber, banner_html, banner_number
from ..page_types.notices.feed import feed_url
from ..practice.listings import notice_language, offices_of_site
from ..practice.models import Office
from ..practice.site import current_practice, current_site

register = template.Library()


@register.simple_tag(takes_context=True)
def tyo_crisis_banner(context: dict[str, Any]) -> SafeString:
    """The banner of the site's crisis notices that are valid now, with the number to call; empty without any."""
    practice, request = current_practice(context), context.get("request")
    html = banner_html(practice, context.get("page"), request) if practice else SafeString()
    return block_stylesheets(request) + html if html else html


@register.simple_tag(takes_context=True)
def tyo_crisis_banner_number(context: dict[str, Any]) -> BannerNumber | None:
    """The number in that banner, for the call bar; None without a banner or a number."""
    practice = current_practice(context)
    return banner_number(practice, context.get("page"), context.get("request")) if practice else None


@register.simple_tag
def tyo_notices_feed_url() -> str:
    """The path of the Atom feed of notices in the active language."""
    return feed_url(get_language() or settings.LANGUAGE_CODE)


@register.simple_tag(takes_context=True)
def tyo_notice_offices(context: dict[str, Any], notice: Any) -> list[Office]:
    """The site's offices that a notice concerns; empty if it concerns all."""
    codes = getattr(notice, "offices", None) or ()
    offices = offices_of_site(current_site(context), context.get("request")) if codes else []
    return [office for office in offices if str(office.pk) in codes]


@register.simple_tag
def tyo_notice_lang(notice: Any) -> SafeString:
    """The attribute ``lang`` for the text of a notice that is not in the active language; blank if it is."""
    language = notice_language(notice)
    return format_html(' lang="{}"', language) if language else SafeString()
