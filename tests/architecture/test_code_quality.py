"""Limits for the length of functions, modules and folders, and rules for templates."""

import ast
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "wagtail_tyonohjaus"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(PACKAGE.rglob("*.html"))

MAX_MODULE_LINES = 350
MAX_FUNCTION_LINES = 60
MAX_MODULES_PER_FOLDER = 25
# Complete HTML documents: bases of pages and e-mails, the editor's preview, pages without the database.
STANDALONE = ("base.html", "plain.html", "preview.html", "unavailable.html")
# What a template may extend: our own bases and those of Wagtail's admin.
BASES = ("wagtail_tyonohjaus/", "wagtailadmin/", "wagtailcore/shared/", "wagtailsnippets/", "wagtailsettings/")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def location(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    return f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}"


def test_modules_are_short():
    lengths = {str(path.relative_to(PACKAGE)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_MODULE_LINES} == {}


def test_folders_are_not_crowded():
    folders = Counter(path.parent.relative_to(PACKAGE) for path in MODULES if path.name != "__init__.py")
    assert {str(folder): count for folder, count in folders.items() if count > MAX_MODULES_PER_FOLDER} == {}


def test_functions_are_short():
    long = [location(path, node) for path in MODULES for node in functions(path) if length(node) > MAX_FUNCTION_LINES]
    assert long == []


def test_most_functions_have_a_few_lines():
    lengths = [length(node) for path in MODULES for node in functions(path)]
    assert statistics.median(lengths) <= 6
    assert statistics.quantiles(lengths, n=10)[8] <= 15


def test_public_functions_have_return_types():
    unannotated = [
        location(path, node)
        for path in MODULES
        for node in functions(path)
        if node.returns is None and not node.name.startswith("_")
    ]
    assert unannotated == []


def test_sources_have_no_todo_marks():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    files = [*MODULES, *TEMPLATES, *PACKAGE.rglob("*.css"), *PACKAGE.rglob("*.js")]
    assert [str(path) for path in files if marks.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_template_works_with_a_strict_content_security_policy(path):
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
def test_template_loads_nothing_from_third_parties(path):
    source = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"<(?:script|link|img|iframe|source|video)\b[^>]*(?:src|href)=[\"'](?:https?:)?//", source) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_template_extends_a_base_or_is_a_fragment(path):
    source = path.read_text(encoding="utf-8")
    extended = re.search(r"\{% extends \"?([^\"%]+?)\"? %\}", source)
    if extended:
        assert extended[1].startswith(BASES) or not extended[1].endswith(".html")
    else:
        assert ("<html" in source) == (path.name in STANDALONE)


def test_unions_have_no_default_order():
    """Django 6.1 sorts a union by the default order of its first model, whose columns need not be selected."""
    ordered = []
    for path in MODULES:
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        cleared = {node.value for node in nodes if isinstance(node, ast.Attribute) and node.attr == "order_by"}
        ordered += [f"{path.name}:{node.lineno}" for node in nodes if is_union(node) and node not in cleared]
    assert ordered == []


def test_tests_set_mail_backends_by_one_function():
    """Django 6.1 deprecates the single settings of e-mail, so a test that sets one works only with the older series."""
    tests = PACKAGE.parent / "tests"
    setting = re.compile(r"\bsettings\.EMAIL_|override_settings\(EMAIL_")
    found = [path.name for path in tests.rglob("*.py") if setting.search(path.read_text(encoding="utf-8"))]
    assert found == ["mailers.py"]


def is_union(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "union"
