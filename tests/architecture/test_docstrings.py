"""The modules of the API reference document each of their public classes and functions."""

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

API = Path(__file__).parents[2] / "docs" / "api"
MODULES = sorted(
    {name for page in API.glob("*.rst") for name in re.findall(r"automodule:: (\S+)", page.read_text(encoding="utf-8"))}
)


def public_objects(name: str) -> Iterator[tuple[str, object]]:
    """Classes and functions that a module defines, or that it exports by ``__all__``."""
    module = importlib.import_module(name)
    exported = getattr(module, "__all__", ())
    for attribute, value in vars(module).items():
        is_own = getattr(value, "__module__", "") == name and not attribute.startswith("_")
        if (is_own or attribute in exported) and (inspect.isclass(value) or inspect.isroutine(value)):
            yield attribute, value


def own_docstring(value: object) -> str:
    """Not that of a base class, nor the signature that dataclasses have instead of one."""
    text = (vars(value).get("__doc__") if inspect.isclass(value) else inspect.getdoc(value)) or ""
    return "" if text.startswith(f"{getattr(value, '__name__', '')}(") else text


def test_reference_lists_modules():
    assert len(MODULES) > 15


@pytest.mark.parametrize("name", MODULES)
def test_public_classes_and_functions_have_docstrings(name):
    assert importlib.import_module(name).__doc__
    assert [attribute for attribute, value in public_objects(name) if not own_docstring(value)] == []
