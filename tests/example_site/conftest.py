"""The example site, loaded and visited once for all of these tests and rolled back after them."""

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import translation
from wagtail.models import Page, Site

from example_site import settings as demo
from example_site.loader import load

PORT = 8765
Address = tuple[str, str]


def visit_all() -> dict[Address, HttpResponse]:
    client = Client()
    with warnings.catch_warnings():
        # Wagtail leaves the temporary files of the renditions that it makes to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        client.get("/", HTTP_HOST="localhost")
        found = {(host, path): client.get(path, HTTP_HOST=host) for host, path in addresses()}
        gc.collect()
    return found


def addresses(**filters: Any) -> list[Address]:
    """Host and path of every published page."""
    pages = Page.objects.filter(depth__gt=1, **filters).live().specific()
    parts = [urlsplit(page.full_url) for page in pages]
    return [(part.netloc, part.path) for part in parts]


@pytest.fixture(scope="package")
def demo_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    names = ("MIDDLEWARE", "LANGUAGE_CODE", "LANGUAGES", "WAGTAIL_CONTENT_LANGUAGES", "WAGTAIL_TYONOHJAUS")
    values = {name: getattr(demo, name) for name in names}
    folder = tmp_path_factory.mktemp("media")
    with override_settings(ROOT_URLCONF="example_site.urls", MEDIA_ROOT=folder, **values):
        yield


@pytest.fixture(scope="package")
def answers(
    demo_settings: None, django_db_setup: None, django_db_blocker: Any
) -> Iterator[dict[Address, HttpResponse]]:
    """What every published page answers, by host and path."""
    with django_db_blocker.unblock():
        Site.clear_site_root_paths_cache()
        with transaction.atomic():
            load(PORT)
            yield visit_all()
            transaction.set_rollback(True)
        Site.clear_site_root_paths_cache()


@pytest.fixture
def site(answers: dict[Address, HttpResponse], db: None) -> Iterator[Client]:
    translation.activate("fi")
    Site.clear_site_root_paths_cache()
    yield Client()


@pytest.fixture
def root() -> Path:
    return Path(demo.__file__).parent
