"""Pages, forms and feeds are served while the cache fails or hangs, as the documentation states."""

import socket
from typing import ClassVar

import pytest
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.test import Client

from tests.contact.helpers import send
from tests.factories import make_practice, make_root
from wagtail_tyonohjaus import optional_cache
from wagtail_tyonohjaus.practice.models import PracticeSettings

pytestmark = pytest.mark.django_db
BACKEND = "wagtail_tyonohjaus.optional_cache.OptionalCache"


LOCAL = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "optional"}


@pytest.fixture(autouse=True)
def no_outage():
    optional_cache._outages.clear()
    yield
    optional_cache._outages.clear()


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
    settings.CACHES = {"default": {"BACKEND": BACKEND, "LOCATION": "local"}, "local": LOCAL}
    cache.set("key", 1)
    assert (cache.get("key"), cache.get_many(["key"]), "key" in cache) == (1, {"key": 1}, True)
    assert cache.incr("key") == 2


class HangingServer:
    """Accepts connections and never answers, like a stopped Redis."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self.socket.getsockname()[1]}"

    def accepted(self):
        """How many connections have been made."""
        self.socket.setblocking(False)
        connections = []
        while True:
            try:
                connections.append(self.socket.accept()[0])
            except BlockingIOError:
                break
        for connection in connections:
            connection.close()
        return len(connections)


@pytest.fixture
def hanging_server(settings):
    server = HangingServer()
    settings.CACHES = {
        "default": {"BACKEND": BACKEND, "LOCATION": "redis"},
        "redis": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": server.url,
            "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2, "retry": None},
        },
    }
    yield server
    server.socket.close()
    settings.CACHES = {"default": LOCAL}


def test_cache_that_hangs_is_waited_for_once(hanging_server):
    make_practice()
    page = make_root()
    assert Client().get(page.get_url() or "/").status_code == 200
    assert Client().get(send().receipt_url).status_code == 200
    assert hanging_server.accepted() == 1


class CacheWithFailures(BaseCache):
    """A working cache, which fails while ``fails`` is set."""

    fails = False
    stored: ClassVar[dict[tuple[str, int | None], object]] = {}

    def __init__(self, location, params):
        super().__init__(params)

    def _check(self):
        if CacheWithFailures.fails:
            raise ConnectionError

    def get(self, key, default=None, version=None):
        self._check()
        return self.stored.get((key, version), default)

    def set(self, key, value, timeout=None, version=None):
        self._check()
        self.stored[key, version] = value

    def delete(self, key, version=None):
        self._check()
        return self.stored.pop((key, version), None) is not None

    def clear(self):
        self._check()
        self.stored.clear()


@pytest.fixture
def cache_with_failures(settings):
    CacheWithFailures.fails, CacheWithFailures.stored = False, {}
    settings.CACHES = {
        "default": {"BACKEND": BACKEND, "LOCATION": "behind"},
        "behind": {"BACKEND": "tests.faults.test_failing_cache.CacheWithFailures"},
    }
    yield CacheWithFailures
    settings.CACHES = {"default": LOCAL}


WRITES = {
    "set": lambda: cache.set("key", "new"),
    "set_many": lambda: cache.set_many({"key": "new"}),
    "delete": lambda: cache.delete("key"),
    "delete_many": lambda: cache.delete_many(["key"]),
    "clear": lambda: cache.clear(),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("paused_before", [False, True])
def test_value_that_could_not_be_replaced_is_not_read_again(cache_with_failures, write, paused_before):
    cache.set("key", "old")
    cache.set("other", "value")
    cache_with_failures.fails = True
    if paused_before:
        cache.get("other")
    write()
    cache_with_failures.fails = False
    assert cache.get("other") is None  # not tried during the pause
    end_pause()
    assert cache.get("key") is None
    cache.set("key", "newest")
    assert cache.get("key") == "newest"


def test_cache_is_cleared_if_too_many_values_could_not_be_replaced(cache_with_failures, monkeypatch):
    monkeypatch.setattr(optional_cache, "MAX_OUTDATED_KEYS", 5)
    cache.set("other", "value")
    cache_with_failures.fails = True
    cache.delete_many([f"key {number}" for number in range(6)])
    cache_with_failures.fails = False
    end_pause()
    assert cache.get("other") is None


def end_pause():
    optional_cache._outages["behind"].paused_until = 0
