"""The draft texts of the start, one file for each language: content that practices edit, not translated messages."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.html import escape

LANGUAGES = ("fi", "sv", "en")


@cache
def texts(language: str) -> dict[str, Any]:
    """The texts in one of ``LANGUAGES``, as nested dicts: ``pages``, ``texts`` and ``services``."""
    return tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))


def page_text(language: str, page: str, field: str, /, **values: object) -> str:
    """A plain text of a page, with ``{name}`` and the like replaced by ``values``; blank if the page has none."""
    return filled(texts(language)["pages"][page].get(field, ""), **values)


def filled(text: str, /, **values: object) -> str:
    """The text with the names in braces replaced. Other braces stay as they are."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def to_html(text: str) -> str:
    """Paragraphs and lists as rich text. Paragraphs are apart by a blank line, items of a list begin with ``- ``."""
    blocks = [block.strip() for block in text.strip().split("\n\n")]
    return "".join(_block(block) for block in blocks if block)


def _block(block: str) -> str:
    lines = block.splitlines()
    if not all(line.startswith("- ") for line in lines):
        return f"<p>{escape(' '.join(lines))}</p>"
    return f"<ul>{''.join(f'<li>{escape(line[2:])}</li>' for line in lines)}</ul>"
