"""The documentation agrees with the code."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token
from wagtail.blocks import StructBlock

from wagtail_tyonohjaus import blocks, page_types
from wagtail_tyonohjaus.conf import DEFAULTS, SETTING
from wagtail_tyonohjaus.headless.problems import PROBLEM_TYPES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "wagtail_tyonohjaus"
GUIDE = ROOT / "docs/guide"
# Building the documentation copies the user guide to folders of GUIDE.
DOCUMENTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if path.parent == GUIDE or GUIDE not in path.parents
)
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
    document = tokens(path)
    headings = [document[i + 1].content for i, token in enumerate(document) if token.type == "heading_open"]
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
def test_python_code_compiles(place, code):
    compile(code, place, "exec")


@pytest.mark.parametrize(
    ("path", "link"),
    [(path, link) for path, link in links() if "://" not in link and not link.startswith("mailto:")],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_link_between_documents_works(path, link):
    target, _, anchor = link.partition("#")
    file = (path.parent / target).resolve() if target else path
    assert file.exists()
    if anchor:
        assert anchor in anchors(file)


def test_index_links_to_every_document():
    index = ROOT / "docs/index.md"
    linked = {(index.parent / link).resolve() for path, link in links() if path == index}
    documents = {path for path in DOCUMENTS if ROOT / "docs" in path.parents and path != index}
    assert sorted(documents - linked) == []


def test_settings_are_documented_one_for_one():
    assert set(re.findall(r"^\| `([A-Z_]+)`", text("settings.md"), re.M)) == set(DEFAULTS)


def test_name_of_the_setting_is_documented():
    assert f"{SETTING} = {{" in text("settings.md")


def test_checks_are_documented_one_for_one():
    registered = set(re.findall(r"\b([EWI]\d{3})\b", source("checks.py", "checks/*.py")))
    documented = re.findall(r"^\| `wagtail_tyonohjaus\.([EWI]\d{3})`", text("settings.md"), re.M)
    assert sorted(documented) == sorted(registered)


def test_commands_are_documented_one_for_one():
    assert set(re.findall(r"^### `(tyonohjaus_\w+)", text("operations.md"), re.M)) == set(COMMANDS)


def test_documented_commands_exist():
    commands = {
        name for path in DOCUMENTS for name in re.findall(r"manage\.py (tyonohjaus_\w+)", path.read_text("utf-8"))
    }
    assert commands <= set(COMMANDS)


def documented_routes(prefix: str) -> set[str]:
    patterns = get_resolver("wagtail_tyonohjaus.urls").url_patterns
    return {re.sub(r"<\w+:(\w+)>", r"<\1>", route) for route in routes(patterns) if route.startswith(prefix)}


def test_calendar_urls_are_documented():
    urls = {route for route in documented_routes("calendar/") if route.endswith((".ics", ".ifb", ".json"))}
    assert set(re.findall(r"^\| `([^`]+\.(?:ics|ifb|json))`", text("calendars.md"), re.M)) == urls


def test_urls_and_problems_for_other_sites_are_documented():
    documented = re.findall(r"^\| `(tyonohjaus/api/[^`]*)` \|", text("headless.md"), re.M)
    assert set(documented) == documented_routes("tyonohjaus/api/")
    problems = [f"{problem.name}\n\n{problem.status}" for problem in PROBLEM_TYPES]
    assert re.findall(r"^#### (\S+\n\n\d+)\.", text("headless.md"), re.M) == problems


def test_css_variables_are_documented_one_for_one():
    css = (PACKAGE / "static/wagtail_tyonohjaus/tyonohjaus.css").read_text(encoding="utf-8")
    rows = "\n".join(line for line in text("customising.md").splitlines() if line.startswith("| `--tyo-"))
    assert set(re.findall(r"`(--tyo-[\w-]+)`", rows)) == set(re.findall(r"^\s*(--tyo-[\w-]+):", css, re.M))


def test_template_blocks_are_documented_one_for_one():
    template = (PACKAGE / "templates/wagtail_tyonohjaus/base.html").read_text(encoding="utf-8")
    table = text("customising.md").partition("| block of `base.html` |")[2].partition("\n\n")[0]
    cells = "\n".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"`(\w+)`", cells)) == set(re.findall(r"{% block (\w+) %}", template))


def reference(name: str) -> set[str]:
    """The modules from whose docstrings a page of the reference is made."""
    return set(re.findall(r"^\.\. automodule:: (\S+)", (ROOT / f"docs/api/{name}.rst").read_text("utf-8"), re.M))


def test_template_tags_are_in_the_reference():
    libraries = (PACKAGE / "templatetags").glob("[!_]*.py")
    assert {f"wagtail_tyonohjaus.templatetags.{path.stem}" for path in libraries} <= reference("template_tags")


def test_mixins_of_page_types_are_in_the_reference():
    assert {getattr(page_types, name).__module__ for name in page_types.__all__} <= reference("page_types")


def test_registries_are_in_the_reference():
    modules = re.findall(r"^\| .*[|(, ]`([\w.]+)\.register_\w+` \|$", text("extending.md"), re.M)
    assert {f"wagtail_tyonohjaus.{name}" for name in modules} <= reference("registries") | reference("busy_sources")


def test_options_of_blocks_are_documented_one_for_one():
    of_wagtail = {*dir(StructBlock._meta_class), "description", "preview_template", "preview_value"}
    ours = [getattr(blocks, name) for name in blocks.__all__]
    options = {name for block in ours if issubclass(block, blocks.PracticeBlock) for name in dir(block._meta_class)}
    table = text("reference.md").partition("| option |")[2]
    assert set(re.findall(r"^\| `(\w+)` \| ", table, re.M)) == options - of_wagtail


def test_blocks_are_documented():
    assert sorted(name for name in blocks.__all__ if f"`{name}`" not in text("customising.md")) == []
