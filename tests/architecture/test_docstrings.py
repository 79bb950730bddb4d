"""Every module documents itself and each of its public classes and functions.

Methods are left out: most of them implement what Django, Wagtail or a protocol defines and documents.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "wagtail_tyonohjaus"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.read_text() and "migrations" not in path.parts)
# Classes inside of others whose meaning is that of the framework.
FRAMEWORK_CLASSES = {"BoundPanel", "Media", "Meta"}
STOP_WORDS = set("a all an and are as at be by for from has if in is it its of on or that the this to with".split())

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def public_definitions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, Definition]]:
    """Public classes at any depth, and functions outside of classes, with their qualified names."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If | ast.Try):
            yield from public_definitions(child, prefix)
        if not isinstance(child, Definition) or child.name.startswith("_") or child.name in FRAMEWORK_CLASSES:
            continue
        if isinstance(child, ast.ClassDef) or not isinstance(node, ast.ClassDef):
            yield f"{prefix}{child.name}", child
        if isinstance(child, ast.ClassDef):
            yield from public_definitions(child, f"{child.name}.")


def words(text: str) -> set[str]:
    """The words of a text or of a name in snake case or camel case, without plural endings and stop words."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", text)
    return {part.lower().rstrip("s") for part in parts} - {word.rstrip("s") for word in STOP_WORDS}


def undocumented(source: str) -> list[str]:
    tree = ast.parse(source)
    definitions = [("module", tree), *public_definitions(tree)]
    return [name for name, node in definitions if not ast.get_docstring(node)]


def empty_docstrings(source: str) -> list[str]:
    """Names of which the docstring only repeats the name. An example in double backticks adds something."""
    docstrings = [(name, ast.get_docstring(node) or name) for name, node in public_definitions(ast.parse(source))]
    return [name for name, text in docstrings if words(text) <= words(name) and "``" not in text]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_public_classes_and_functions_have_docstrings(path):
    assert undocumented(path.read_text()) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_docstrings_add_to_the_name(path):
    assert empty_docstrings(path.read_text()) == []


def test_missing_docstrings_are_noticed():
    source = "class Page:\n class Kind: ...\n class Meta: ...\n def get(self): ...\ndef load(): ...\ndef _read(): ..."
    assert undocumented(source) == ["module", "Page", "Page.Kind", "load"]


def test_docstrings_that_repeat_the_name_are_noticed():
    source = 'def load_rules():\n    """Loads the rules."""\ndef read():\n    """Reads a file; None if it is gone."""'
    assert empty_docstrings(source) == ["load_rules"]


def test_reference_lists_modules_that_exist():
    pages = [page.read_text() for page in (ROOT / "docs" / "api").glob("*.rst")]
    listed = [name for page in pages for name in re.findall(r"automodule:: (\S+)", page)]
    files = [ROOT / name.replace(".", "/") for name in listed]
    assert len(listed) > 15
    assert [file for file in files if not (file.with_suffix(".py").exists() or (file / "__init__.py").exists())] == []
