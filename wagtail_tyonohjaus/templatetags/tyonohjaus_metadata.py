"""Tags for what search engines and social media read, and the breadcrumbs.

They work in any template with ``page`` and ``request`` in its context, and give nothing without a page.
"""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.models import AbstractPage

from ..blocks.current_page import with_current_page
from ..page_metadata import structured_data
from ..page_metadata.breadcrumbs import Breadcrumb, breadcrumbs
from ..page_metadata.pictures import Picture, social_picture
from ..page_metadata.texts import page_description, page_title
from ..practice.site import current_practice, current_site

register = template.Library()


@register.simple_tag(takes_context=True)
def tyo_page_title(context: Mapping[str, Any]) -> str:
    """The page's title for the element ``title``, without the name of the practice."""
    page = _page(context)
    return page_title(page, current_practice(context)) if page else ""


@register.simple_tag(takes_context=True)
def tyo_page_description(context: Mapping[str, Any]) -> str:
    """At most 160 characters about the page. Never empty: what the editor wrote, else the first text of the page."""
    page = _page(context)
    if page is None:
        return ""
    return page_description(page, current_site(context), current_practice(context), context.get("request"))


@register.simple_tag(takes_context=True)
def tyo_page_picture(context: Mapping[str, Any]) -> Picture | None:
    """``url``, ``width``, ``height`` and ``description`` of the page's picture for social media."""
    page = _page(context)
    return social_picture(page, current_site(context), context.get("request")) if page else None


@register.simple_tag(takes_context=True)
def tyo_structured_data(context: Mapping[str, Any]) -> SafeString | str:
    """Structured data about the practice and the page, as JSON-LD."""
    page, site, practice = _page(context), current_site(context), current_practice(context)
    if page is None or not page.pk or site is None or practice is None:
        return ""
    subject = structured_data.Subject(page, site, practice, context.get("request"))
    return structured_data.script(structured_data.structured_data(subject))


@register.inclusion_tag("wagtail_tyonohjaus/_breadcrumbs.html", takes_context=True)
def tyo_breadcrumbs(context: Mapping[str, Any]) -> dict[str, list[Breadcrumb]]:
    """Links to the pages above the page, on pages that are at least two levels below the front page."""
    return {"breadcrumbs": breadcrumbs(_page(context), current_site(context), context.get("request"))}


def _page(context: Mapping[str, Any]) -> AbstractPage | None:
    page = with_current_page({"page": context.get("page")})["page"]
    return page if isinstance(page, AbstractPage) else None
