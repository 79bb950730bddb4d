"""What the page templates and blocks need: the practice, menu, languages, telephone numbers and records' texts.

They work in any template that has ``request`` in its context, with or without a ``page``.
"""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from wagtail.models import AbstractPage

from ..conf import app_settings
from ..icons import svg
from ..practice import listings, phone_numbers
from ..practice.models import Office, PracticeSettings
from ..practice.opening_hours import merged_spans
from ..practice.page_links import first_page, is_reachable, public_pages, site_root
from ..practice.site import current_practice, current_site

register = template.Library()


@register.simple_tag(takes_context=True)
def tyo_practice(context: Mapping[str, Any]) -> PracticeSettings | None:
    return current_practice(context)


@register.simple_tag
def tyo_stylesheets() -> list[str]:
    return list(app_settings.STYLESHEETS)


@register.simple_tag
def tyo_icon(name: str) -> SafeString:
    """A decorative icon as inline SVG: it takes the text's colour and is hidden from screen readers."""
    return svg(name)


@register.simple_tag(takes_context=True)
def tyo_home_url(context: Mapping[str, Any]) -> str:
    """The address of the site's front page in the active language."""
    site = current_site(context)
    return (site_root(site, context.get("request")).get_url(context.get("request")) if site else "") or "/"


@register.simple_tag(takes_context=True)
def tyo_menu_items(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The pages right under the front page that are shown in menus: title, url, whether the visitor is there.

    On a base page without ``show_in_menus`` all of them are.
    """
    site, request, page = current_site(context), context.get("request"), context.get("page")
    if site is None:
        return []
    children = public_pages(site_root(site, request).get_children(), request)
    if any(field.name == "show_in_menus" for field in children.model._meta.get_fields()):
        children = children.in_menu()
    path = page.path if isinstance(page, AbstractPage) else ""
    return [
        {
            "title": child.title,
            "url": child.get_url(request),
            "current": child.path == path,
            "within": bool(path) and path.startswith(child.path),
        }
        for child in children
        if is_reachable(child)
    ]


@register.simple_tag(takes_context=True)
def tyo_translations(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The published translations of the page, its own language among them; empty where there is only one."""
    page, request = context.get("page"), context.get("request")
    if not isinstance(page, AbstractPage) or not page.pk:
        return []
    translations = public_pages(page.get_translations(inclusive=True), request).select_related("locale")
    found = [_language(row, row.locale.language_code, row.pk == page.pk, request) for row in translations]
    found = [row for row in found if row["url"]]
    return sorted(found, key=lambda row: row["name"]) if len(found) > 1 else []


def _language(page: AbstractPage, code: str, current: bool, request: Any) -> dict[str, Any]:
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
    """The address of the site's first page of a sort, such as ``contact`` or ``services``."""
    page = first_page(role, current_site(context), context.get("request"))
    return (page.get_url(context.get("request")) if page else "") or ""


@register.simple_tag(takes_context=True)
def tyo_offices(context: Mapping[str, Any]) -> list[Office]:
    site = current_site(context)
    return list(Office.objects.filter(site=site).prefetch_related("translations")) if site else []


@register.simple_tag(takes_context=True)
def tyo_crisis_notices(context: Mapping[str, Any]) -> list[AbstractPage]:
    """The crisis notices valid now, but for the one that the visitor reads."""
    page = context.get("page")
    return [
        notice for notice in listings.crisis_notices(current_site(context), context.get("request")) if notice != page
    ]


@register.filter
def opening_hours(opening_hours: Any) -> list[str]:
    """Hours of answering, days alike joined: ``["Mon–Wed 8–16", "Fri 8–12"]``, each in the visitor's language."""
    days: dict[int, list[str]] = {}
    for weekday, opens, closes in merged_spans(opening_hours.all()):
        days.setdefault(weekday, []).append(f"{time_format(opens)}–{time_format(closes)}")
    runs: list[tuple[int, int, list[str]]] = []
    for weekday, times in sorted(days.items()):
        if runs and runs[-1][1] == weekday - 1 and runs[-1][2] == times:
            runs[-1] = (runs[-1][0], weekday, times)
        else:
            runs.append((weekday, weekday, times))
    return [f"{_days(first, last)} {', '.join(times)}" for first, last, times in runs]


def _days(first: int, last: int) -> str:
    return str(WEEKDAYS_ABBR[first]) if first == last else f"{WEEKDAYS_ABBR[first]}–{WEEKDAYS_ABBR[last]}"


@register.filter
def translated(record: Any, field: str) -> str:
    """A record's text in the visitor's language: ``{{ service|translated:"summary" }}``."""
    return record.text(field) if record else ""


@register.filter
def breakable_email(address: str) -> SafeString:
    """An e-mail address that breaks before the @ where the line is too short."""
    name, at, host = str(address).rpartition("@")
    return format_html("{}<wbr>{}{}", name, at, host)


@register.filter
def nonblank_lines(value: str | None) -> list[str]:
    return [line.strip() for line in (value or "").splitlines() if line.strip()]


@register.filter
def choice_labels(record: Any, field: str) -> list[str]:
    """The names of the codes in a record's list of choices: ``{{ supervisor|choice_labels:"languages" }}``."""
    vocabulary = record._meta.get_field(field).vocabulary
    names = dict(vocabulary.choices)
    return [str(names.get(code, code)) for code in getattr(record, field)]


@register.filter
def sorted_titles(records: Any) -> list[str]:
    """The names of related records in the visitor's language, in the alphabet's order."""
    return sorted((record.title for record in records.all()), key=str.casefold)


@register.filter
def tel_uri(number: Any) -> str:
    return phone_numbers.tel_uri(number)


@register.filter
def phone_number(number: Any, practice: PracticeSettings | None = None) -> str:
    """A number as this practice's visitors dial it: ``{{ office.phone|phone_number:practice }}``."""
    return phone_numbers.display_number(number, practice.phone_region if practice else "")


@register.simple_tag(takes_context=True)
def tyo_link_url(context: Mapping[str, Any], link: Any) -> str:
    """The address that a ``LinkBlock`` leads to, empty where a draft names none."""
    return link.get_url(context.get("request"))
