"""Makes HTML of the Markdown of the user guide."""

import re

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

#: A screenshot is a line of its own; only the published guide has it.
SCREENSHOT = re.compile(r"^!\[[^\]\n]*\]\(screenshot:[\w-]+\)\n?", re.MULTILINE)
_PAGE = re.compile(r"^(?:\.\./(?P<role>\w+)/)?(?P<name>[\w-]+)\.md$")


def render_page(text: str, role: str) -> SafeString:
    """The HTML of a page without its title and pictures. HTML in the text is escaped."""
    parser = MarkdownIt("commonmark", {"html": False}).disable("image")
    tokens = parser.parse(SCREENSHOT.sub("", text.partition("\n")[2]))
    for token in tokens:
        for child in token.children or ():
            _link_within_admin(child, role)
    # Without HTML in it, markdown-it escapes all text.
    return mark_safe(parser.renderer.render(tokens, parser.options, {}))  # noqa: S308


def _link_within_admin(token: Token, role: str) -> None:
    """Links to other files of the guide lead to their pages."""
    link = _PAGE.match(str(token.attrs.get("href", "")))
    if link:
        token.attrs["href"] = reverse("tyonohjaus_guide:page", args=[link["role"] or role, link["name"]])
