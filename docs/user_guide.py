"""Copies the texts of the user guide from the package to docs/guide/, with screenshots if there are any."""

import re
import shutil
from pathlib import Path

from django.utils.translation import override
from sphinx.application import Sphinx

from wagtail_tyonohjaus.guide.contents import LANGUAGES, PAGES, ROLES
from wagtail_tyonohjaus.guide.texts import read_text

DOCS = Path(__file__).parent
GUIDE = DOCS / "guide"
SCREENSHOTS = DOCS / "_screenshots"
NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}
IMAGE = re.compile(r"^!\[(?P<alt>[^\]\n]*)\]\(screenshot:(?P<name>[\w-]+)\)$", re.MULTILINE)


def write_guide() -> None:
    """Files that are no longer among the contents are removed."""
    for language in LANGUAGES:
        folder = GUIDE / language
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "index.md").write_text(_contents(language), encoding="utf-8")
        for role, names in PAGES.items():
            (folder / role).mkdir()
            for name in names:
                text = _with_screenshots(read_text(role, name, language), language)
                (folder / role / f"{name}.md").write_text(text, encoding="utf-8")


def _contents(language: str) -> str:
    lines = [f"# {NAMES[language]}", ""]
    with override(language):
        for role, names in PAGES.items():
            if names:
                lines += ["```{toctree}", f":caption: {ROLES[role]}", *(f"{role}/{name}" for name in names), "```", ""]
    return "\n".join(lines)


def _with_screenshots(text: str, language: str) -> str:
    """Without the picture, the line is left out."""

    def image(match: re.Match[str]) -> str:
        file = SCREENSHOTS / language / f"{match['name']}.png"
        return f"![{match['alt']}](../../../{file.relative_to(DOCS)})" if file.exists() else ""

    return IMAGE.sub(image, text)


def set_language(app: Sphinx, pagename: str, template: str, context: dict[str, object], doctree: object) -> None:
    """The pages of the guide declare the language they are in."""
    folder, _, rest = pagename.removeprefix("guide/").partition("/")
    if pagename.startswith("guide/") and rest and folder in LANGUAGES:
        context["language"] = folder
