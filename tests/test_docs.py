"""What the documents say is true of the package, and what it offers is in the documents."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

from wagtail_tyonohjaus.conf import DEFAULTS, SETTING

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "wagtail_tyonohjaus"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMANDS = sorted(path.stem for path in (PACKAGE / "management/commands").glob("[!_]*.py"))


def tokens(path: Path) -> list[Token]:
    return MarkdownIt().enable("table").parse(path.read_text(encoding="utf-8"))


def text(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def python_blocks() -> list[tuple[str, str]]:
    return [
        (f"{path.relative_to(ROOT)}:{token.map[0] + 1}", token.content)
        for path in DOCUMENTS
        for token in tokens(path)
        if token.type == "fence" and token.info == "python" and token.map
    ]


def links() -> list[tuple[Path, str]]:
    return [
        (path, str(child.attrs.get("href") or child.attrs.get("src")))
        for path in DOCUMENTS
        for token in tokens(path)
        for child in token.children or ()
        if child.type in ("link_open", "image")
    ]


def anchors(path: Path) -> set[str]:
    found = tokens(path)
    headings = [found[i + 1].content for i, token in enumerate(found) if token.type == "heading_open"]
    return {slugify(re.sub(r"[`*]", "", heading)) for heading in headings}


def routes(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterable[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def source(*patterns: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for pattern in patterns for path in sorted(PACKAGE.rglob(pattern))
    )


@pytest.mark.parametrize(("place", "code"), python_blocks(), ids=lambda value: value if ":" in value[:60] else "code")
def test_python_in_the_documents_compiles(place, code):
    compile(code, place, "exec")


@pytest.mark.parametrize(
    ("path", "link"),
    [(path, link) for path, link in links() if "://" not in link and not link.startswith("mailto:")],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_link_between_documents_leads_somewhere(path, link):
    target, _, anchor = link.partition("#")
    file = (path.parent / target).resolve() if target else path
    assert file.exists()
    if anchor:
        assert anchor in anchors(file)


def test_every_document_is_reached_from_the_index():
    index = ROOT / "docs/index.md"
    named = {(index.parent / link).resolve() for path, link in links() if path == index}
    assert sorted({path for path in (ROOT / "docs").rglob("*.md") if path != index} - named) == []


def test_settings_are_documented_one_for_one():
    assert set(re.findall(r"^\| `([A-Z_]+)`", text("settings.md"), re.M)) == set(DEFAULTS)


def test_settings_are_named_as_the_code_names_them():
    assert f"{SETTING} = {{" in text("settings.md")


def test_checks_are_documented_one_for_one():
    registered = set(re.findall(r"\b([EWI]\d{3})\b", source("checks.py")))
    assert set(re.findall(r"^\| `wagtail_tyonohjaus\.([EWI]\d{3})`", text("settings.md"), re.M)) == registered


def test_commands_are_documented_one_for_one():
    assert set(re.findall(r"^### `(tyonohjaus_\w+)", text("operations.md"), re.M)) == set(COMMANDS)


def test_commands_named_in_the_documents_exist():
    named = {name for path in DOCUMENTS for name in re.findall(r"manage\.py (tyonohjaus_\w+)", path.read_text("utf-8"))}
    assert named <= set(COMMANDS)


def test_calendar_addresses_are_documented():
    simple = {
        re.sub(r"<\w+:(\w+)>", r"<\1>", route) for route in routes(get_resolver("wagtail_tyonohjaus.urls").url_patterns)
    }
    addresses = {route for route in simple if route.endswith((".ics", ".ifb", ".json"))}
    assert set(re.findall(r"^\| `([^`]+\.(?:ics|ifb|json))`", text("calendars.md"), re.M)) == addresses


def test_css_variables_are_documented_one_for_one():
    sheet = (PACKAGE / "static/wagtail_tyonohjaus/pages.css").read_text(encoding="utf-8")
    root = sheet.partition(":root {")[2].partition("}")[0]
    rows = "\n".join(line for line in text("customising.md").splitlines() if line.startswith("| `--tyo-"))
    assert set(re.findall(r"`(--tyo-[\w-]+)`", rows)) == set(re.findall(r"^\s*(--tyo-[\w-]+):", root, re.M))
