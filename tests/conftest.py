"""Fixtures of all tests."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import django
import pytest
from django.core.cache import cache
from django.db import connection
from django.dispatch import receiver
from django.test import override_settings
from django.test.signals import setting_changed
from django.urls import clear_url_caches
from django.utils import translation
from wagtail.models import Site

from tests import hypothesis_profile  # noqa: F401
from wagtail_tyonohjaus.finding.directory import forget_directories

# The group of dependencies of make test has no browser.
collect_ignore = [] if find_spec("playwright") else ["browser"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run tests without database once for each Django series: another database would not change the result."""
    if connection.vendor == "sqlite" or (connection.vendor == "postgresql" and django.VERSION >= (6, 1)):
        return
    selected = [item for item in items if item.get_closest_marker("django_db") or "db" in item.fixturenames]  # type: ignore[attr-defined]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(selected)])
    items[:] = selected


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Connect the receiver that creates Wagtail's root page and default site in new and flushed databases."""
    from tests import initial_data  # noqa: F401


@pytest.fixture(scope="session", autouse=True)
def media_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=str(folder)):
        yield folder


@receiver(setting_changed)
def forget_url_prefixes(setting: str, **kwargs: object) -> None:
    """The resolver keeps URL patterns with the language prefixes of other settings."""
    if setting in ("LANGUAGE_CODE", "LANGUAGES", "USE_I18N"):
        clear_url_caches()


@pytest.fixture(autouse=True)
def clear_caches_and_language() -> Iterator[None]:
    """Isolate tests from cached values and the active language of earlier tests."""
    cache.clear()
    forget_directories()
    Site.clear_site_root_paths_cache()
    yield
    translation.activate("en")
