"""Tags and filters of the page templates and blocks.

They work in any template with ``request`` in its context, with or without a ``page``.
"""

from collections.abc import Mapping
from typing import Any

from django import template
from django.db.models import Manager
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from phonenumber_field.phonenumber import PhoneNumber
from wagtail.models import AbstractPage, Site
from wagtail.query import PageQuerySet

from ..blocks.content import LinkValue
from ..blocks.current_page import with_current_page
from ..blocks.stylesheets import block_stylesheets, head_stylesheets
from ..icons import svg
from ..practice import listings, phone_numbers
from ..practice.fields import choice_list_field
from ..practice.formatting import format_time_range
from ..practice.models import Office, PracticeSettings
from ..practice.opening_hours import merged_spans
from ..practice.page_links import first_page, is_reachable, public_pages, site_root
from ..practice.site import current_practice, current_site

register = template.Library()


@register.simple_tag(takes_context=True)
def tyo_practice(context: Mapping[str, Any]) -> PracticeSettings | None:
    """The settings of the practice whose site the page or request is on."""
    return current_practice(context)


@register.inclusion_tag("wagtail_tyonohjaus/_head.html", takes_context=True)
def tyonohjaus_head(context: Mapping[str, Any]) -> dict[str, Any]:
    """What our pages and blocks need in the ``head`` of a site's own template: style sheets and links.

    The links are those to translations and calendar feeds. The template ``_structured_data.html`` is for JSON-LD.
    """
    return with_current_page({name: context.get(name) for name in ("request", "page") if context.get(name)})


@register.simple_tag(takes_context=True)
def tyo_head_stylesheets(context: Mapping[str, Any]) -> SafeString:
    """Links to our style sheets and those of the setting ``STYLESHEETS``."""
    return head_stylesheets(context.get("request"))


@register.simple_tag(takes_context=True)
def tyo_block_stylesheets(context: Mapping[str, Any]) -> SafeString:
    """The same for a block or form, if the response has no links to them yet."""
    return block_stylesheets(context.get("request"))


@register.simple_tag
def tyo_icon(name: str) -> SafeString:
    """A decorative inline SVG icon in the text colour, hidden from screen readers."""
    return svg(name)


@register.simple_tag(takes_context=True)
def tyo_home_url(context: Mapping[str, Any]) -> str:
    """The URL of the site's front page in the active language."""
    site = current_site(context)
    return (site_root(site, context.get("request")).get_url(context.get("request")) if site else "") or "/"


@register.simple_tag(takes_context=True)
def tyo_menu_items(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The children of the front page that are shown in menus.

    Each is a dict of ``title``, ``url``, ``current`` (it is the current page) and ``active`` (the current page is it
    or below it). If the base page has no ``show_in_menus``, all children are included.
    """
    site, request, page = current_site(context), context.get("request"), context.get("page")
    if site is None:
        return []
    path = page.path if isinstance(page, AbstractPage) else ""
    return [_menu_item(child, path, request) for child in _menu_pages(site, request) if is_reachable(child)]


def _menu_pages(site: Site, request: Any) -> PageQuerySet:
    children = public_pages(site_root(site, request).get_children(), request)
    if any(field.name == "show_in_menus" for field in children.model._meta.get_fields()):
        children = children.in_menu()
    return children


def _menu_item(page: AbstractPage, current_path: str, request: Any) -> dict[str, Any]:
    return {
        "title": page.title,
        "url": page.get_url(request),
        "current": page.path == current_path,
        "active": current_path.startswith(page.path),
    }


@register.simple_tag(takes_context=True)
def tyo_translations(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The public translations of the page, including itself; empty if there are no others.

    Each is a dict of ``code``, ``name``, ``url``, ``full_url`` and ``current``.
    """
    page, request = context.get("page"), context.get("request")
    if not isinstance(page, AbstractPage) or not page.pk:
        return []
    pages = public_pages(page.get_translations(inclusive=True), request).select_related("locale")
    translations = [_translation(translation, translation.pk == page.pk, request) for translation in pages]
    translations = [translation for translation in translations if translation["url"]]
    return sorted(translations, key=lambda translation: translation["name"]) if len(translations) > 1 else []


def _translation(page: AbstractPage, current: bool, request: Any) -> dict[str, Any]:
    code = page.locale.language_code
    try:
        name = get_language_info(code)["name_local"]
    except KeyError:
        name = code
    return {
        "code": code,
        "name": name[:1].upper() + name[1:],
        "url": page.get_url(request),
        "full_url": page.get_full_url(request),
        "current": current,
    }


@register.simple_tag(takes_context=True)
def tyo_page_url(context: Mapping[str, Any], role: str) -> str:
    """The URL of the site's first page with a role (``practice.page_links.PageRole``); empty if there is none."""
    page = first_page(role, current_site(context), context.get("request"))
    return (page.get_url(context.get("request")) if page else "") or ""


@register.simple_tag(takes_context=True)
def tyo_offices(context: Mapping[str, Any]) -> list[Office]:
    """The offices of the site's practice."""
    return listings.offices_of_site(current_site(context), context.get("request"))


@register.simple_tag(takes_context=True)
def tyo_crisis_notices(context: Mapping[str, Any]) -> list[AbstractPage]:
    """The valid crisis notices of the site, except the current page."""
    notices = listings.crisis_notices(current_site(context), context.get("request"))
    return [notice for notice in notices if notice != context.get("page")]


@register.simple_tag(takes_context=True)
def tyo_link_url(context: Mapping[str, Any], link: LinkValue) -> str:
    """The URL of a ``LinkBlock``; empty if it has none."""
    return link.get_url(context.get("request"))


@register.filter
def hours_by_weekday(opening_hours: Manager) -> list[str]:
    """Opening hours in the active language, equal days joined: ``["Mon–Wed 8–16", "Fri 8–12"]``."""
    days: dict[int, list[str]] = {}
    for weekday, opens, closes in merged_spans(opening_hours.all()):
        days.setdefault(weekday, []).append(format_time_range(opens, closes))
    return [f"{_weekdays_text(first, last)} {', '.join(times)}" for first, last, times in _runs(days)]


def _runs(days: dict[int, list[str]]) -> list[tuple[int, int, list[str]]]:
    """Consecutive weekdays with the same times: first weekday, last weekday, times."""
    runs: list[tuple[int, int, list[str]]] = []
    for weekday, times in sorted(days.items()):
        if runs and runs[-1][1] == weekday - 1 and runs[-1][2] == times:
            runs[-1] = (runs[-1][0], weekday, times)
        else:
            runs.append((weekday, weekday, times))
    return runs


def _weekdays_text(first: int, last: int) -> str:
    return str(WEEKDAYS_ABBR[first]) if first == last else f"{WEEKDAYS_ABBR[first]}–{WEEKDAYS_ABBR[last]}"


@register.filter
def translated(record: Any, field: str) -> str:
    """A record's text in the active language: ``{{ service|translated:"summary" }}``."""
    return record.text(field) if record else ""


@register.filter
def breakable_email(email: str) -> SafeString:
    """An e-mail address that may break before the @."""
    user, at, host = str(email).rpartition("@")
    return format_html("{}<wbr>{}{}", user, at, host)


@register.filter
def nonblank_lines(value: str | None) -> list[str]:
    """The lines of a text that are not blank, stripped: ``{% for line in office.address|nonblank_lines %}``."""
    return [line.strip() for line in (value or "").splitlines() if line.strip()]


@register.filter
def choice_labels(record: Any, field: str) -> list[str]:
    """The labels of the codes in a ``ChoiceListField``: ``{{ supervisor|choice_labels:"languages" }}``."""
    return choice_list_field(type(record), field).labels(getattr(record, field))


@register.filter
def sorted_titles(records: Manager) -> list[str]:
    """The titles of related records in the active language, in alphabetical order."""
    return sorted((record.title for record in records.all()), key=str.casefold)


@register.filter
def tel_uri(number: PhoneNumber | None) -> str:
    """``tel:+358401234567``."""
    return phone_numbers.tel_uri(number)


@register.filter
def phone_number(number: PhoneNumber | None, practice: PracticeSettings | None = None) -> str:
    """A number as dialled in the practice's country: ``{{ office.phone|phone_number:practice }}``."""
    return phone_numbers.display_number(number, practice.phone_region if practice else "")
