"""Finds what is still to be filled in: texts in double square brackets, as in the drafts of a new practice."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Site

from .checks import register_content_check

#: Such as ``[[Fill in: price of a meeting]]``.
PLACEHOLDER = re.compile(r"\[\[([^\[\]]{1,300})\]\]")
MAX_FINDINGS = 10


@register_content_check
def unfilled_placeholders(page: Any, site: Site) -> Iterator[str]:
    """Texts in double square brackets, which visitors must not see."""
    for text in placeholders_of(page)[:MAX_FINDINGS]:
        yield _("“%(text)s” is still to be filled in. Replace it, with its square brackets.") % {"text": text}


def placeholders_of(page: Any) -> list[str]:
    """What is in double square brackets in a page's fields, each once."""
    return placeholders_in(json.dumps(page.serializable_data(), default=str, ensure_ascii=False))


def placeholders_in(text: str) -> list[str]:
    """What is in double square brackets in a text, each once."""
    return list(dict.fromkeys(html.unescape(found).strip() for found in PLACEHOLDER.findall(text)))
