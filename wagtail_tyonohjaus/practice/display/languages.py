"""In which languages a page can be read, and in which language a record's text is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info
from wagtail.models import AbstractPage, Site

from ...once_per_request import once_per_request
from ..page_links import public_pages, remember_root
from ..page_model import page_model


class FirstLanguageText(str):
    """A text of a record in the practice's first language, because there is none in the active one."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """A language of the site: ``title`` and the URLs are those of the page that a link to the language leads to.

    ``is_translation`` tells whether that page is a translation of the current page or the page itself. ``is_default``:
    it is in the site's first language. ``current`` is the language of the current page.
    """

    code: str
    name: str
    title: str
    url: str
    full_url: str
    current: bool
    is_translation: bool
    is_default: bool


def page_languages(page: Any, site: Site | None, request: HttpRequest | None = None) -> list[PageLanguage]:
    """The languages in which the page or a page above it is public, by name; empty if there is one language.

    Without a page, those of the site's front page. One query, if the front page is known.
    """
    if site is None:
        return []
    root = once_per_request(request, ("first root", site.pk), lambda: site.root_page)
    current = page if isinstance(page, AbstractPage) and page.pk else None
    related = _related_pages(current or root, request)
    for each in related:
        if each.translation_key == root.translation_key:
            remember_root(each, site, request)
        if each.pk == root.pk:
            _first_language(site, request, each)
    pages = _nearest(related, current)
    languages = [_language(each, current, root, request) for each in pages]
    languages = [language for language in languages if language.url]
    return sorted(languages, key=lambda language: language.name) if len(languages) > 1 else []


def translations_only(languages: Iterable[PageLanguage]) -> list[PageLanguage]:
    """The current page and its translations; empty if it has none."""
    translations = [language for language in languages if language.is_translation]
    return translations if len(translations) > 1 else []


def marked_text(record: Any, field: str) -> str:
    """The text in the active language, else a ``FirstLanguageText``."""
    text = record.text(field)
    return text if record.is_translated(field) else FirstLanguageText(text)


def other_language(record: Any, field: str, site: Site | None, request: HttpRequest | None = None) -> str:
    """The code of the language of a record's text, if it is not the active one because there is no translation.

    Blank if the text is in the active language, or empty.
    """
    if not record or not getattr(record, field, "") or record.is_translated(field):
        return ""
    return other_first_language(site, request)


def other_first_language(site: Site | None, request: HttpRequest | None = None) -> str:
    """The code of the practice's first language; blank if it is the active one."""
    if site is None:
        return ""
    active = (get_language() or "").partition("-")[0]
    first = _first_language(site, request)
    return "" if first.partition("-")[0] == active else str(first)


def _first_language(site: Site, request: HttpRequest | None, root: AbstractPage | None = None) -> str:
    """The language of the site's front page: ``root``, if it is loaded already."""
    key = ("first language", site.pk)
    return once_per_request(request, key, lambda: (root or site.root_page).locale.language_code)


def _related_pages(page: AbstractPage, request: HttpRequest | None) -> list[AbstractPage]:
    """The public translations of the page and of the pages above it, the page itself included."""
    above = page_model().objects.ancestor_of(page, inclusive=True).filter(depth__gt=1).order_by()
    related = page_model().objects.filter(translation_key__in=above.values("translation_key"))
    return list(public_pages(related, request).select_related("locale").order_by("depth", "path"))


def _nearest(pages: Iterable[AbstractPage], current: AbstractPage | None) -> list[AbstractPage]:
    """One page of each language: the deepest, for which a page comes after those above it."""
    nearest = {page.locale_id: page for page in pages}
    if current is not None and current.live:
        nearest[current.locale_id] = current
    return list(nearest.values())


def _language(
    page: AbstractPage, current: AbstractPage | None, root: AbstractPage, request: HttpRequest | None
) -> PageLanguage:
    code = page.locale.language_code
    return PageLanguage(
        code=code,
        name=_name(code),
        title=page.title,
        url=page.get_url(request) or "",
        full_url=page.get_full_url(request) or "",
        current=page.pk == current.pk if current else code == get_language(),
        is_translation=current is not None and page.translation_key == current.translation_key,
        is_default=page.locale_id == root.locale_id,
    )


def _name(code: str) -> str:
    """The name of a language in itself, as a title."""
    try:
        name = get_language_info(code)["name_local"]
    except KeyError:
        name = code
    return name[:1].upper() + name[1:]
