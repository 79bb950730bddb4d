"""The pytest plugin of make test-fast: an import of Django or Wagtail fails, and properties have fewer examples."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec

from hypothesis import settings

from tests import hypothesis_profile  # noqa: F401

FORBIDDEN = ("django", "wagtail")


class ForbiddenImports(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        if fullname.partition(".")[0] in FORBIDDEN:
            raise ImportError(f"{fullname} is imported by a part that runs without it")
        return None


def pytest_sessionfinish() -> None:
    imported = [name for name in FORBIDDEN if name in sys.modules]
    if imported:
        raise RuntimeError(f"imported in spite of tests/no_django.py: {imported}")


settings.load_profile("fast")
sys.meta_path.insert(0, ForbiddenImports())
