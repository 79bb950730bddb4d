"""Reads the texts of the user guide, which the package contains as Markdown."""

from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from .contents import LANGUAGES, PAGES

FOLDER = Path(__file__).parent / "texts"


def guide_language() -> str:
    """The language of the texts for the active language, else English."""
    language = (get_language() or "").partition("-")[0]
    return language if language in LANGUAGES else LANGUAGES[-1]


def read_text(role: str, name: str, language: str) -> str:
    """The Markdown of a page; raises ``KeyError`` if there is no such page."""
    if name not in PAGES[role]:
        raise KeyError(name)
    return (FOLDER / language / role / f"{name}.md").read_text(encoding="utf-8")


@cache
def page_title(role: str, name: str, language: str) -> str:
    """The title of a page, which is its first line."""
    return read_text(role, name, language).partition("\n")[0].removeprefix("# ").strip()
