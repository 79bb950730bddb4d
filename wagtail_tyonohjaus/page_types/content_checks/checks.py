"""Checks of a page's saved content, for its editor. A page with findings may be published.

Wagtail's own checker looks at the page's HTML in the preview. These checks are about what the HTML does not tell, such
as missing hours, and about where in the editor something has to be changed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.blocks import StructValue
from wagtail.fields import RichTextField
from wagtail.images.models import AbstractImage
from wagtail.models import Site
from wagtail.rich_text import RichText

from wagtail_tyonohjaus.availability.models import ExceptionEffect
from wagtail_tyonohjaus.blocks import CallToActionBlock, ContactFormBlock
from wagtail_tyonohjaus.blocks.base import PracticeBlock
from wagtail_tyonohjaus.blocks.stream_values import block_values, stream_values
from wagtail_tyonohjaus.practice.models import PracticeSettings, Supervisor
from wagtail_tyonohjaus.practice.page_links import (
    PageRole,
    first_page,
    presented_record,
    role_of,
    shows_contact_form,
)
from wagtail_tyonohjaus.practice.site import site_of

#: Takes a page and its site, and returns a text for each finding.
ContentCheck = Callable[[Any, Site], Iterable[str]]

HEADING = re.compile(r"<h([2-6])\b[^>]*>(.*?)</h\1>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"<[^>]+>")

_checks: list[ContentCheck] = []


def register_content_check(check: ContentCheck) -> ContentCheck:
    """Decorator that adds a check of all our pages: ``check(page, site)`` returns a text for each finding."""
    _checks.append(check)
    return check


def content_findings(page: Any) -> list[str]:
    """A text for each finding on a saved page, in the active language; empty if there is none."""
    site = site_of(page)
    return [text for check in _checks for text in check(page, site)] if site else []


@register_content_check
def missing_contact(page: Any, site: Site) -> Iterator[str]:
    """A page from which a visitor can't reach the practice."""
    practice = PracticeSettings.for_site(site)
    if practice.phone or practice.email or shows_contact_form(page) or _has_contact_block(page):
        return
    with translation.override(page.locale.language_code):
        contact_page = first_page(PageRole.CONTACT, site)
    if contact_page is None or contact_page.pk == page.pk:
        yield _(
            "Visitors have no way to contact you: there is no telephone number, e-mail address or contact form. Add a "
            "contact form, or a telephone number in the settings of the practice."
        )


@register_content_check
def missing_hours(page: Any, site: Site) -> Iterator[str]:
    """A supervisor's page that shows free times although there are no hours."""
    supervisor = presented_record(page)
    if not isinstance(supervisor, Supervisor) or not (supervisor.active and supervisor.accepts_new_clients):
        return
    shows_times = getattr(page, "show_free_times", True) and supervisor.practice.publish_free_times
    if shows_times and not _has_hours(supervisor):
        yield _("%(name)s has no hours, so the page has no free times. Add hours, or don’t show free times.") % {
            "name": supervisor.name
        }


@register_content_check
def endless_notice(page: Any, site: Site) -> Iterator[str]:
    """A crisis notice that stays until an editor remembers it."""
    is_notice = role_of(page) == PageRole.CRISIS_NOTICE
    if is_notice and not page.valid_until and not getattr(page, "expire_at", None):
        yield _("The notice has no end. Enter in “Valid until” when it is no longer needed.")


@register_content_check
def skipped_heading_levels(page: Any, site: Site) -> Iterator[str]:
    """Headings without one of the level above, which readers of screen readers look for."""
    above = 1
    for level, text in _headings(page):
        if level > above + 1:
            yield _(
                "The heading “%(heading)s” skips a level. Choose a larger one, or fill in the heading of its section."
            ) % {"heading": text}
        above = level


@register_content_check
def missing_image_descriptions(page: Any, site: Site) -> Iterator[str]:
    """Images that screen readers can say nothing about."""
    for image in _images_without_text(page):
        yield _(
            "The image “%(title)s” has no description for people who don’t see it. Add one in the image library."
        ) % {"title": image.title}


def _has_contact_block(page: Any) -> bool:
    calls = block_values(page, CallToActionBlock)
    has_form = next(block_values(page, ContactFormBlock), None) is not None
    return has_form or any(call.get("phone") or call.get("contact_page") for call in calls)


def _has_hours(supervisor: Supervisor) -> bool:
    today = timezone.localdate(timezone=supervisor.practice.zone)
    weekly = supervisor.weekly_hours.all()
    if any(row.valid_until is None or row.valid_until >= today for row in weekly):
        return True
    exceptions = supervisor.hours_exceptions.exclude(effect=ExceptionEffect.CLOSED)
    return any(row.final_day >= today for row in exceptions)


def _headings(page: Any) -> Iterator[tuple[int, str]]:
    """Level and text of the headings below the title, in order: of texts of the page's own, and of blocks."""
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField) and (text := getattr(page, field.name)):
            yield 2, str(field.verbose_name)
            yield from _text_headings(text)
    for value in stream_values(page):
        if isinstance(value, StructValue) and isinstance(value.block, PracticeBlock) and value.get("heading"):
            yield 2, value["heading"]
        elif isinstance(value, RichText):
            yield from _text_headings(value.source)


def _text_headings(html: str) -> Iterator[tuple[int, str]]:
    yield from ((int(level), TAG.sub("", text).strip()) for level, text in HEADING.findall(html))


def _images_without_text(page: Any) -> Iterator[AbstractImage]:
    image = getattr(page, "image", None)
    if image is not None and not getattr(image, "description", ""):
        yield image
    yield from (value for value in stream_values(page) if isinstance(value, AbstractImage) and not _has_text(value))


def _has_text(image: Any) -> bool:
    """An ``ImageBlock`` stores the text with the page, or that the image is decoration."""
    if getattr(image, "decorative", False):
        return True
    return bool(getattr(image, "contextual_alt_text", None) or getattr(image, "description", ""))
