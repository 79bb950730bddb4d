"""Tags and filters of the page templates and blocks.

They work in any template with ``request`` in its context, with or without a ``page``.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.db.models import Manager
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from phonenumber_field.phonenumber import PhoneNumber
from wagtail.models import AbstractPage, Site
from wagtail.query import PageQuerySet

from ..blocks.content import LinkValue
from ..blocks.current_page import with_current_page
from ..blocks.stylesheets import block_stylesheets, head_stylesheets, page_stylesheets
from ..finding.cards import SupervisorCard, supervisor_cards
from ..finding.directory import city_slug
from ..finding.finder import Finder, PlaceLink, finder_of, place_links
from ..icons import svg
from ..practice import listings, opening_hours, phone_numbers
from ..practice.display import format_labels, languages
from ..practice.display.qr_codes import qr_code
from ..practice.fields import choice_list_field
from ..practice.models import Office, PracticeSettings, Service
from ..practice.page_links import first_page, is_reachable, public_pages, site_root
from ..practice.site import current_practice, current_site

register = template.Library()


@register.simple_tag(takes_context=True)
def tyo_practice(context: Mapping[str, Any]) -> PracticeSettings | None:
    """The settings of the practice whose site the page or request is on."""
    return current_practice(context)


@register.inclusion_tag("wagtail_tyonohjaus/_head.html", takes_context=True)
def tyonohjaus_head(context: Mapping[str, Any]) -> dict[str, Any]:
    """What our pages and blocks need in the ``head`` of a site's own template: the style sheet and links.

    The links are those to translations and calendar feeds. The template ``_structured_data.html`` is for JSON-LD.
    """
    return with_current_page({name: context.get(name) for name in ("request", "page") if context.get(name)})


@register.simple_tag(takes_context=True)
def tyo_head_stylesheets(context: Mapping[str, Any]) -> SafeString:
    """Links to our style sheet and those of the setting ``STYLESHEETS``."""
    return head_stylesheets(context.get("request"))


@register.simple_tag(takes_context=True)
def tyo_page_stylesheets(context: Mapping[str, Any]) -> SafeString:
    """The same for the package's own pages, with the theme and the colours of the practice."""
    return page_stylesheets(context.get("request"), current_practice(context))


@register.simple_tag(takes_context=True)
def tyo_block_stylesheets(context: Mapping[str, Any]) -> SafeString:
    """The same for a block or form, if the response has no links to them yet."""
    return block_stylesheets(context.get("request"))


@register.simple_tag
def tyo_icon(name: str) -> SafeString:
    """A decorative inline SVG icon in the text colour, hidden from screen readers."""
    return svg(name)


@register.inclusion_tag("wagtail_tyonohjaus/_print_code.html", takes_context=True)
def tyo_print_code(context: Mapping[str, Any]) -> dict[str, Any]:
    """The page's URL and its QR code, which are shown on paper only."""
    page, request = context.get("page"), context.get("request")
    url = page.get_full_url(request) if isinstance(page, AbstractPage) and page.pk else None
    return {"url": url, "qr_code": qr_code(url) if url else ""}


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
def tyo_translations(context: Mapping[str, Any]) -> list[languages.PageLanguage]:
    """The languages of the site, each with the page in it or the nearest page above that there is in the language.

    Without a page, the front pages. Empty if the site has one language.
    """
    return languages.page_languages(context.get("page"), current_site(context), context.get("request"))


@register.filter
def translations_only(page_languages: list[languages.PageLanguage]) -> list[languages.PageLanguage]:
    """The page itself and its translations; empty if there are no translations."""
    return languages.translations_only(page_languages)


@register.simple_tag(takes_context=True)
def tyo_lang(context: Mapping[str, Any], record: Any, field: str) -> SafeString:
    """The attribute ``lang`` for a record's text that is not in the active language; blank if it is."""
    language = languages.other_language(record, field, current_site(context), context.get("request"))
    return format_html(' lang="{}"', language) if language else SafeString()


@register.simple_tag(takes_context=True)
def tyo_text(context: Mapping[str, Any], text: str) -> str:
    """The text, in a ``span`` with ``lang`` if it is a ``FirstLanguageText`` and the active language is another."""
    attribute = tyo_text_lang(context, text)
    return format_html("<span{}>{}</span>", attribute, text) if attribute else text


@register.simple_tag(takes_context=True)
def tyo_names(context: Mapping[str, Any], records: Manager) -> SafeString:
    """The names of related records in the active language, in alphabetical order, each as by ``tyo_text``."""
    names = sorted((languages.marked_text(record, "name") for record in records.all()), key=str.casefold)
    return format_html_join(", ", "{}", ((tyo_text(context, name),) for name in names))


@register.simple_tag(takes_context=True)
def tyo_text_lang(context: Mapping[str, Any], text: str) -> SafeString:
    """The attribute ``lang`` for a ``FirstLanguageText`` if that language is not the active one."""
    if not isinstance(text, languages.FirstLanguageText):
        return SafeString()
    language = languages.other_first_language(current_site(context), context.get("request"))
    return format_html(' lang="{}"', language) if language else SafeString()


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
def tyo_supervisor_cards(
    context: Mapping[str, Any], cards: Iterable[Any], service: Service | None = None
) -> list[SupervisorCard]:
    """Cards of ``practice.listings`` with what else a card shows: cities, topics, price and next free time.

    The price and the free time are those of ``service``, if it is given.
    """
    cards = list(cards)
    if all(isinstance(card, SupervisorCard) for card in cards):
        return cards
    services = frozenset({service.pk}) if service else None
    return supervisor_cards(cards, current_site(context), context.get("request"), services=services)


@register.simple_tag(takes_context=True)
def tyo_finder(context: Mapping[str, Any]) -> Finder | None:
    """The form that leads to the site's list of supervisors; None if it has none. For ``_finder.html``."""
    return finder_of(current_site(context), context.get("request"))


@register.simple_tag(takes_context=True)
def tyo_place_links(context: Mapping[str, Any], service: Service | None) -> list[tuple[str, list[PlaceLink]]]:
    """Links to the supervisors of a service by place. For ``_place_links.html``."""
    return place_links(service, current_site(context), context.get("request"))


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
def hours_by_weekday(rows: Manager) -> list[str]:
    """Opening hours in the active language, equal days joined: ``["Mon–Wed 8–16", "Fri 8–12"]``."""
    return opening_hours.hours_by_weekday(opening_hours.merged_spans(rows.all()))


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
def unbroken(text: str) -> SafeString:
    """A short text that stays on one line, such as a reference with hyphens."""
    return format_html('<span class="tyo-unbroken">{}</span>', text)


@register.filter
def nonblank_lines(value: str | None) -> list[str]:
    """The lines of a text that are not blank, stripped: ``{% for line in office.address|nonblank_lines %}``."""
    return [line.strip() for line in (value or "").splitlines() if line.strip()]


@register.filter
def choice_labels(record: Any, field: str) -> list[str]:
    """The labels of the codes in a ``ChoiceListField``: ``{{ supervisor|choice_labels:"languages" }}``."""
    return choice_list_field(type(record), field).labels(getattr(record, field))


register.filter("format_labels", format_labels.format_labels)
register.filter("card_format_labels", format_labels.card_format_labels)
register.filter("card_kind_label", format_labels.card_kind_label)


register.filter("city_slug", city_slug)


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
