"""Fixtures of every test: files in a folder of the run's own, no page of an earlier test in a cache."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from wagtail.models import Site

# A slow machine is no fault of ours, and a run that fails must fail again.
hypothesis_settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("house")

# make test installs no browser.
collect_ignore = [] if find_spec("playwright") else ["browser"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What touches no database is tried on SQLite alone: elsewhere it would be the same again."""
    if connection.vendor == "sqlite":
        return
    kept = [item for item in items if item.get_closest_marker("django_db") or "db" in item.fixturenames]  # type: ignore[attr-defined]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Connects the receiver that gives every new or emptied database Wagtail's root page and default site."""
    from tests import initial_data  # noqa: F401


@pytest.fixture(scope="session", autouse=True)
def media_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=str(folder)):
        yield folder


@pytest.fixture(autouse=True)
def clean_slate() -> Iterator[None]:
    """No cached value and no language of one test reaches the next."""
    cache.clear()
    Site.clear_site_root_paths_cache()
    yield
    translation.activate("en")
