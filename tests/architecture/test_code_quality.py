"""Measures the house keeps: short functions and modules, annotated public ones, templates a strict CSP can serve."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "wagtail_tyonohjaus"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(PACKAGE.rglob("*.html"))

LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
# Whole documents: frames of pages and mails, what the editor shows beside a form, a page without a database.
STANDALONE = ("base.html", "preview.html", "unavailable.html")
# What a template may start from: our own frame, Wagtail's admin, or nothing when it is a piece of a page.
FRAMES = ("wagtail_tyonohjaus/", "wagtailadmin/", "wagtailcore/shared/", "wagtailsnippets/", "wagtailsettings/")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def place(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    return f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}"


def test_modules_are_short():
    lengths = {str(path.relative_to(PACKAGE)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_functions_are_short():
    long = [place(path, node) for path in MODULES for node in functions(path) if length(node) > LONGEST_FUNCTION]
    assert long == []


def test_functions_are_mostly_a_few_lines():
    lengths = [length(node) for path in MODULES for node in functions(path)]
    assert statistics.median(lengths) <= 8
    assert statistics.quantiles(lengths, n=10)[8] <= 30


def test_public_functions_say_what_they_return():
    bare = [
        place(path, node)
        for path in MODULES
        for node in functions(path)
        if node.returns is None and not node.name.startswith("_")
    ]
    assert bare == []


def test_nothing_is_left_undone():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    files = [*MODULES, *TEMPLATES, *PACKAGE.rglob("*.css"), *PACKAGE.rglob("*.js")]
    assert [str(path) for path in files if marks.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_template_fits_a_strict_content_security_policy(path):
    source = path.read_text(encoding="utf-8")
    inline = [
        *re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")[^>]*>", source),
        *re.findall(r"<style\b[^>]*>", source),
        *re.findall(r"\sstyle=[\"']", source),
        *re.findall(r"\son[a-z]+=[\"']", source),
        *re.findall(r"javascript:", source),
    ]
    assert inline == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_template_asks_no_third_party(path):
    source = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"<(?:script|link|img|iframe|source|video)\b[^>]*(?:src|href)=[\"'](?:https?:)?//", source) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_template_extends_a_frame_or_is_a_piece(path):
    source = path.read_text(encoding="utf-8")
    extended = re.search(r"\{% extends \"?([^\"%]+?)\"? %\}", source)
    if extended:
        assert extended[1].startswith(FRAMES) or not extended[1].endswith(".html")
    else:
        assert ("<html" in source) == (path.name in STANDALONE)
