"""A page's title and description in search results. They are never empty."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractPage, Site
from wagtail.rich_text import get_text_for_indexing

from ..blocks.stream_values import stream_children
from ..practice import listings
from ..practice.models import PracticeSettings
from ..practice.page_links import PageRole, presented_record, role_of

# What search engines show of a description.
MAX_LENGTH = 160
# Shorter texts of blocks are headings or captions.
MIN_TEXT_LENGTH = 40
# If an editor has written nothing. The names of the offices' cities are added.
DESCRIPTIONS = {
    PageRole.HOME: _("Work supervision: %(practice)s"),
    PageRole.CONTACT: _("Contact details and contact form: %(practice)s"),
    PageRole.SERVICE_INDEX: _("Services with prices and free times: %(practice)s"),
    PageRole.SUPERVISOR_INDEX: _("Supervisors with languages, fields and free times: %(practice)s"),
    PageRole.CRISIS_NOTICE_INDEX: _("Support now after a crisis at work: %(practice)s"),
}


def page_title(page: Any, practice: PracticeSettings | None) -> str:
    """The title without the name of the practice, which templates add if the title is not the name itself.

    A supervisor's page names the supervisor; a front page that is called like the practice has its headline, too.
    """
    title = getattr(page, "seo_title", "") or page.title
    role = role_of(page)
    if role == PageRole.SUPERVISOR:
        name = getattr(presented_record(page), "name", "")
        return title if not name or name.casefold() in title.casefold() else f"{name} – {title}"
    headline = getattr(page, "headline", "") if role == PageRole.HOME else ""
    return f"{title} – {headline}" if headline and practice and title == practice.name else title


def page_description(
    page: Any, site: Site | None, practice: PracticeSettings | None, request: HttpRequest | None = None
) -> str:
    """At most 160 characters: what the editor wrote for search engines, else the first text of the page."""
    for text in _texts(page):
        if shortened := " ".join(text.split()):
            return Truncator(shortened).chars(MAX_LENGTH)
    return Truncator(_default_description(page, site, practice, request)).chars(MAX_LENGTH)


def plain_text(rich_text: str) -> str:
    """The text of HTML as editors write it."""
    return " ".join(get_text_for_indexing(rich_text or "").split())


def _texts(page: Any) -> Iterator[str]:
    """The texts that can describe the page, the best first."""
    yield getattr(page, "search_description", "") or ""
    yield str(getattr(page, "introduction", "") or "")
    yield from _record_texts(presented_record(page))
    yield from (plain_text(getattr(page, name, "")) for name in ("situation", "offer", "about"))
    for child in stream_children(page):
        yield from _long_texts(child.block.get_searchable_content(child.value))


def _record_texts(record: Any) -> Iterator[str]:
    if record is None:
        return
    if hasattr(record, "summary"):
        yield record.text("summary")
    if hasattr(record, "introduction"):
        yield ". ".join(filter(None, [record.title, plain_text(record.text("introduction"))]))


def _long_texts(texts: Iterable[Any]) -> Iterator[str]:
    yield from (text for text in (strip_tags(str(text)) for text in texts) if len(text) >= MIN_TEXT_LENGTH)


def _default_description(
    page: AbstractPage, site: Site | None, practice: PracticeSettings | None, request: HttpRequest | None
) -> str:
    if practice is None:
        return page.title
    template = DESCRIPTIONS.get(role_of(page))  # type: ignore[arg-type]
    text = str(template) % {"practice": practice} if template else f"{page.title} – {practice}"
    cities = dict.fromkeys(office.title for office in listings.offices_of_site(site, request))
    return f"{text} ({', '.join(cities)})" if cities else text
