"""The link to our style sheet, which a response contains once: in its head, else before the first block.

The sheets of the setting ``STYLESHEETS`` follow it.
"""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wagtail_tyonohjaus.conf import app_settings
from wagtail_tyonohjaus.once_per_request import once_per_request
from wagtail_tyonohjaus.practice.appearance.colors import digits_of
from wagtail_tyonohjaus.practice.appearance.readability import colors_of, has_own_colors
from wagtail_tyonohjaus.practice.appearance.themes import get_theme
from wagtail_tyonohjaus.practice.models import PracticeSettings

STYLESHEET = "wagtail_tyonohjaus/tyonohjaus.css"
FONT = '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>\n'
LINK = '<link rel="stylesheet" href="{}">\n'


def head_stylesheets(request: HttpRequest | None) -> SafeString:
    """Links for the head of a page, which come before all others: a head begins a new document."""
    return _links(_unlinked(request, is_new_document=True))


def page_stylesheets(request: HttpRequest | None, practice: PracticeSettings | None) -> SafeString:
    """Links for the head of the package's own pages: also to the font and the colours of the practice's theme."""
    links = head_stylesheets(request)
    return _font_link(practice) + links + _colors_link(practice) if practice else links


def _font_link(practice: PracticeSettings) -> SafeString:
    """Loads the font along with the style sheet, so that text is not moved when it arrives."""
    theme = get_theme(practice.theme)
    return format_html(FONT, static(theme.font)) if theme and theme.font else SafeString()


def _colors_link(practice: PracticeSettings) -> SafeString:
    colors = colors_of(practice) if has_own_colors(practice) else None
    if colors is None:
        return SafeString()
    try:
        url = reverse("wagtail_tyonohjaus:colors", args=[digits_of(colors)])
    except NoReverseMatch:  # reported by a check
        return SafeString()
    return format_html(LINK, url)


def block_stylesheets(request: HttpRequest | None) -> SafeString:
    """Links to be put before a block, which HTML allows; empty if the response has them already."""
    return _links(_unlinked(request))


def stylesheet_paths() -> list[str]:
    """The static paths of our style sheet and those of the setting, in the order of their links."""
    return [STYLESHEET, *app_settings.STYLESHEETS]


def _unlinked(request: HttpRequest | None, is_new_document: bool = False) -> list[str]:
    """The static paths that the response has no link to yet. Without a request that is not known."""
    paths = stylesheet_paths()
    if request is None:
        return paths
    linked = once_per_request(request, ("stylesheets",), set)
    if is_new_document:
        linked.clear()
    unlinked = [path for path in paths if path not in linked]
    linked.update(paths)
    return unlinked


def _links(paths: list[str]) -> SafeString:
    return format_html_join("", LINK, ((static(path),) for path in paths))
