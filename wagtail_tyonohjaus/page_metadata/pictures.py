"""The picture that represents a page on social media and in search results."""

import logging
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from wagtail.images.models import SourceImageIOError
from wagtail.models import Site

from ..once_per_request import once_per_request
from ..practice.appearance.themes import PICTURE_SIZE, get_theme
from ..practice.page_links import PageRole, first_page, presented_record
from ..practice.site import current_practice

logger = logging.getLogger(__name__)

# The proportions that social media show; all of them read JPEG.
FILTER = "fill-1200x630|format-jpeg"


@dataclass(frozen=True)
class Picture:
    """A rendition; ``url`` is absolute."""

    url: str
    width: int
    height: int
    description: str


def page_picture(page: Any, site: Site | None, request: HttpRequest | None = None) -> Picture | None:
    """The page's own picture, else the photo of its supervisor, else that of the practice, else of the front page.

    None without any; ``social_picture`` has one for every page.
    """
    key = ("picture", getattr(page, "pk", None))
    return once_per_request(request, key, lambda: _picture(_image(page, site, request), site))


def social_picture(page: Any, site: Site | None, request: HttpRequest | None = None) -> Picture | None:
    """The page's picture, else that of the practice's theme, which shows nothing of what the page is about."""
    return page_picture(page, site, request) or _theme_picture(page, site, request)


def _theme_picture(page: Any, site: Site | None, request: HttpRequest | None) -> Picture | None:
    practice = current_practice({"page": page, "request": request})
    theme = get_theme(practice.theme) if practice else None
    if theme is None or not theme.picture:
        return None
    width, height = PICTURE_SIZE
    return Picture(_absolute(static(theme.picture), site), width, height, "")


def _image(page: Any, site: Site | None, request: HttpRequest | None) -> Any:
    image = getattr(page, "image", None)
    if image is None:
        record = presented_record(page)
        image = getattr(record, "photo", None) if getattr(record, "active", False) else None
    if image is None:
        practice = current_practice({"page": page, "request": request})
        image = practice.picture if practice else None
    return image or getattr(first_page(PageRole.HOME, site, request), "image", None)


def _picture(image: Any, site: Site | None) -> Picture | None:
    """None without an image, for drawings, and if the file can't be read, which must not take the page down."""
    if image is None or image.is_svg():
        return None
    try:
        rendition = image.get_rendition(FILTER)
    except (SourceImageIOError, OSError):
        logger.warning("The file of image %s can't be read, so it has no social media picture.", image.pk)
        return None
    description = getattr(image, "description", "") or ""
    return Picture(_absolute(rendition.url, site), rendition.width, rendition.height, description)


def _absolute(url: str, site: Site | None) -> str:
    return f"{site.root_url}{url}" if site and url.startswith("/") and not url.startswith("//") else url
