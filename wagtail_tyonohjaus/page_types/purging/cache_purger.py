"""Tells shared caches which URLs have changed, without making a request or a worker wait for a server that hangs.

Wagtail's backends ask one URL after another and have no timeout, so they run in a thread of the process.
"""

import atexit
import logging
import threading
from collections.abc import Iterable

from django.db import connections
from wagtail.contrib.frontend_cache.tasks import purge_urls_from_cache_task
from wagtail.contrib.frontend_cache.utils import purge_urls_from_cache

from wagtail_tyonohjaus.background_tasks import IN_PROCESS_BACKENDS
from wagtail_tyonohjaus.conf import app_settings
from wagtail_tyonohjaus.messages.failures import log_failure

logger = logging.getLogger(__name__)

#: More are left to expire.
MAX_WAITING = 5000


class CachePurger:
    """Purges from one thread, for which callers wait ``PURGE_TIMEOUT`` seconds, and not at all while it hangs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._urls: set[str] = set()
        self._thread: threading.Thread | None = None
        self._hangs = False

    def purge(self, urls: Iterable[str]) -> None:
        """Returns when the caches have confirmed, or the time is over. Raises nothing that a cache raises."""
        with self._lock:
            waiting = self._urls | set(urls)
            if not waiting:
                return
            if len(waiting) > MAX_WAITING:
                logger.warning("Changed pages are not purged from the caches, which do not answer.")
                return
            self._urls, hangs = waiting, self._hangs
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="tyonohjaus-purger", daemon=True)
                self._thread.start()
            thread = self._thread
        if not hangs:
            self._wait(thread)

    def finish(self) -> None:
        """Gives a thread that has not ended the same time, for processes that end."""
        if (thread := self._thread) is not None:
            thread.join(app_settings.PURGE_TIMEOUT)

    def _wait(self, thread: threading.Thread) -> None:
        thread.join(app_settings.PURGE_TIMEOUT)
        with self._lock:
            if self._thread is thread and thread.is_alive():
                self._hangs = True
                logger.warning("The caches have not confirmed yet that they purged changed pages; this goes on.")

    def _run(self) -> None:
        try:
            while urls := self._take():
                try:
                    purge_urls_from_cache(urls)
                except Exception as error:
                    log_failure(logger, "Purging changed pages from the caches", error)
        finally:
            connections.close_all()

    def _take(self) -> set[str]:
        with self._lock:
            urls, self._urls = self._urls, set()
            if not urls:
                self._thread, self._hangs = None, False
            return urls


_purger = CachePurger()
atexit.register(_purger.finish)


def purge_from_caches(urls: Iterable[str]) -> None:
    """By a task of the project's task backend, if it has one that runs elsewhere."""
    if isinstance(purge_urls_from_cache_task.get_backend(), IN_PROCESS_BACKENDS):
        _purger.purge(urls)
    else:
        purge_urls_from_cache(list(urls))
