"""The demo content is loaded once for the tests of this package, and all its pages are requested once."""

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
PageLocation = tuple[str, str]


def get_all_pages() -> dict[PageLocation, HttpResponse]:
    client = Client()
    with warnings.catch_warnings():
        # Wagtail leaves temporary files of renditions to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        client.get("/", HTTP_HOST="localhost")
        responses = {(host, path): client.get(path, HTTP_HOST=host) for host, path in page_locations()}
        gc.collect()
    return responses


def page_locations(**filters: Any) -> list[PageLocation]:
    """Host and path of every live page."""
    pages = Page.objects.filter(depth__gt=1, **filters).live().specific()
    parts = [urlsplit(page.full_url) for page in pages]
    return [(part.netloc, part.path) for part in parts]


@pytest.fixture(scope="package")
def demo_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    names = ("MIDDLEWARE", "LANGUAGE_CODE", "LANGUAGES", "WAGTAIL_CONTENT_LANGUAGES")
    values = {name: getattr(demo, name) for name in names}
    folder = tmp_path_factory.mktemp("media")
    with override_settings(ROOT_URLCONF="example_site.urls", MEDIA_ROOT=folder, **values):
        yield


@pytest.fixture(scope="package")
def responses(
    demo_settings: None, django_db_setup: None, django_db_blocker: Any
) -> Iterator[dict[PageLocation, HttpResponse]]:
    """The response of every live page, by host and path."""
    with django_db_blocker.unblock():
        Site.clear_site_root_paths_cache()
        with transaction.atomic():
            load(PORT)
            yield get_all_pages()
            transaction.set_rollback(True)
        Site.clear_site_root_paths_cache()


@pytest.fixture
def demo_client(responses: dict[PageLocation, HttpResponse], db: None) -> Iterator[Client]:
    translation.activate("fi")
    Site.clear_site_root_paths_cache()
    yield Client()


@pytest.fixture
def root() -> Path:
    return Path(demo.__file__).parent
