"""Starts the delivery of messages after a commit, so that the visitor does not wait for a mail server.

A django-tasks backend that runs outside the web process sends them if the project has one, else a daemon thread of
this process, which also takes over while the backend or its worker fails. The command ``tyonohjaus_deliver`` retries
in all cases.
"""

import logging
import threading
import time
from typing import Any

from django.db import close_old_connections, connections
from django.utils.translation import gettext_lazy as _

from ..conf import app_settings
from .periodic import register_periodic_task
from .sending import deliver_due
from .signals import delivery_queued
from .task_queue import RENEWAL, probe_task_worker, request_task, uses_task_queue

logger = logging.getLogger(__name__)


def schedule_delivery(**kwargs: Any) -> None:
    """Called after the commit that stored a delivery; returns at once and never raises."""
    if not _task_worker_sends() and app_settings.SEND_FROM_PROCESS:
        background_sender.notify()


def _task_worker_sends() -> bool:
    try:
        return uses_task_queue() and request_task()
    except Exception as error:
        logger.warning("The task backend failed (%s); sending from this process.", type(error).__name__)
        return False


class BackgroundSender:
    """Sends from at most one thread per process, which ends when nothing is due or the server is unreachable."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._notified = False
        self._thread: threading.Thread | None = None

    def notify(self) -> None:
        """Starts the thread, or has the running one look again before it ends."""
        with self._lock:
            self._notified = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="tyonohjaus-sender", daemon=True)
                self._thread.start()

    def join(self, timeout: float | None = None) -> None:
        """Waits for the thread to end, at most ``timeout`` seconds."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout)

    def _run(self) -> None:
        try:
            # The response goes out first, and messages that the same request adds later are sent along.
            time.sleep(app_settings.SEND_DELAY)
            while self._should_continue():
                self._deliver()
        finally:
            connections.close_all()

    def _should_continue(self) -> bool:
        with self._lock:
            if not self._notified:
                self._thread = None
                return False
            self._notified = False
            return True

    def _deliver(self) -> None:
        # A restart of the database leaves broken connections behind.
        close_old_connections()
        try:
            while deliver_due(limit=20):
                pass
        except Exception as error:
            logger.warning("Sending from this process stopped (%s).", type(error).__name__)


background_sender = BackgroundSender()
register_periodic_task("task_queue", probe_task_worker, label=_("Check of the task queue"), every=RENEWAL)
delivery_queued.connect(schedule_delivery, dispatch_uid="wagtail_tyonohjaus.messages.dispatch")
