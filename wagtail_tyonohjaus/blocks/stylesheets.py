"""The links to our style sheets, which a response contains once: in its head, else before the first block."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from wagtail_tyonohjaus.conf import app_settings
from wagtail_tyonohjaus.once_per_request import once_per_request

BLOCKS = "wagtail_tyonohjaus/blocks.css"
PAGES = "wagtail_tyonohjaus/pages.css"


def head_stylesheets(request: HttpRequest | None) -> SafeString:
    """Links for the head of a page, which come before all others: a head begins a new document."""
    return _links(_unlinked(request, [BLOCKS, PAGES, *app_settings.STYLESHEETS], is_new_document=True))


def block_stylesheets(request: HttpRequest | None) -> SafeString:
    """Links to be put before a block, which HTML allows; empty if the response has them already."""
    return _links(_unlinked(request, [BLOCKS, *app_settings.STYLESHEETS]))


def _unlinked(request: HttpRequest | None, paths: list[str], is_new_document: bool = False) -> list[str]:
    """The static paths that the response has no link to yet. Without a request that is not known."""
    if request is None:
        return paths
    linked = once_per_request(request, ("stylesheets",), set)
    if is_new_document:
        linked.clear()
    unlinked = [path for path in paths if path not in linked]
    linked.update(paths)
    return unlinked


def _links(paths: list[str]) -> SafeString:
    return format_html_join("", '<link rel="stylesheet" href="{}">\n', ((static(path),) for path in paths))
