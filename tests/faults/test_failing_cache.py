"""Pages, forms and feeds are served while the cache fails, as the documentation states."""

import pytest
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.test import Client

from tests.contact.helpers import send
from tests.factories import make_practice, make_root
from wagtail_tyonohjaus.practice.models import PracticeSettings

pytestmark = pytest.mark.django_db
BACKEND = "wagtail_tyonohjaus.optional_cache.OptionalCache"


class DeadCache(BaseCache):
    """Like Redis that is not running."""

    def __init__(self, location, params):
        super().__init__(params)

    def _fail(self, *args, **kwargs):
        raise ConnectionError

    add = get = set = touch = delete = clear = get_many = set_many = delete_many = has_key = _fail


@pytest.fixture
def dead_cache(settings):
    """Records are made first: the tests' own preparations need a cache that works."""
    practice = make_practice()
    settings.CACHES = {
        "default": {"BACKEND": BACKEND, "LOCATION": "redis"},
        "redis": {"BACKEND": "tests.faults.test_failing_cache.DeadCache"},
    }
    yield practice
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def test_page_form_and_receipt_are_served_without_the_cache(dead_cache):
    page = make_root()
    assert Client().get(page.get_url() or "/").status_code == 200
    request = send()
    assert Client().get(request.receipt_url).status_code == 200
    assert PracticeSettings.for_site(request.site).name == "Harbour Supervision"


@pytest.mark.usefixtures("dead_cache")
def test_failing_cache_behaves_like_an_empty_one():
    assert cache.get("key", "default") == "default"
    assert cache.get_many(["key"]) == {}
    assert cache.get_or_set("key", "value") == "value"
    assert cache.set_many({"key": 1}) == ["key"]
    assert (cache.add("key", 1), cache.touch("key"), cache.delete("key"), "key" in cache) == (False,) * 4
    cache.set("key", 1)
    cache.delete_many(["key"])
    cache.clear()


def test_working_cache_is_used(settings):
    settings.CACHES = {
        "default": {"BACKEND": BACKEND, "LOCATION": "local"},
        "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "optional"},
    }
    cache.set("key", 1)
    assert (cache.get("key"), cache.get_many(["key"]), "key" in cache) == (1, {"key": 1}, True)
    assert cache.incr("key") == 2
