"""Versions in the cache: an entry is valid while the records that its feed depends on have not changed.

Each feed of a supervisor and each combined feed has a version of its own, which covers all its URLs, so that a change
leaves the entries of other feeds valid. One more version is for the records that all feeds depend on. A change deletes
versions; the next request creates others, which never equal earlier ones.

If each server has a cache of its own, it notices another server's change after at most ``ENTRY_SECONDS``.
"""

import uuid
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction

from ..availability import safe_cache

ENTRY_SECONDS = 60
#: The feed that stands for all of them.
ALL_FEEDS = "all"

#: That of all feeds, and that of one.
Versions = tuple[str, ...]


def get(key: str, feed: str) -> tuple[Any, Versions]:
    """The entry if it is valid, else None; and the versions with which to store another one.

    Call it before reading what is to be stored, so that a change in between makes the new entry invalid. One round trip
    to the cache, and another if a version is missing.
    """
    version_keys = [_version_key(ALL_FEEDS), _version_key(feed)]
    cached = safe_cache.get_many([*version_keys, key])
    missing = {name: uuid.uuid4().hex for name in version_keys if name not in cached}
    safe_cache.set_many(missing)
    versions = tuple((cached | missing)[name] for name in version_keys)
    stored_versions, value = cached.get(key, (None, None))
    return value if stored_versions == versions else None, versions


def store(key: str, value: Any, versions: Versions) -> None:
    """Stores an entry with the versions that ``get`` returned."""
    safe_cache.set_many({key: (versions, value)}, ENTRY_SECONDS)


def invalidate(feeds: Iterable[str]) -> None:
    """Makes the entries of feeds invalid now, for later reads in this transaction, and once others see the change."""
    delete = partial(safe_cache.delete_many, [_version_key(feed) for feed in feeds])
    delete()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(delete, robust=True)


def _version_key(feed: str) -> str:
    return f"tyonohjaus:feeds:version:{safe_cache.VERSION}:{feed}"
