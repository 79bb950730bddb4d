"""What makes messages leave after a commit, without the visitor waiting for a mail server.

Where the project has a django-tasks backend that runs elsewhere, it does the sending; else a daemon thread of this
process does. ``manage.py tyonohjaus_deliver`` sees to retries either way.
"""

import logging
import threading
import time

from django.db import close_old_connections, connections
from django_tasks import task, task_backends
from django_tasks.backends.dummy import DummyBackend
from django_tasks.backends.immediate import ImmediateBackend

from ..conf import app_settings

logger = logging.getLogger(__name__)


def wake_up() -> None:
    """Called after a commit; returns at once and never raises."""
    try:
        if app_settings.TASKS and _has_task_backend():
            deliver_task.enqueue()
            return
    except Exception as error:
        logger.warning("The task backend took no task (%s); sending from this process.", type(error).__name__)
    if app_settings.SEND_FROM_PROCESS:
        postman.call()


@task()
def deliver_task() -> None:
    """Sends what is due; takes no arguments, since backends keep them."""
    from .outbox import deliver_due

    while deliver_due():
        pass


def _has_task_backend() -> bool:
    return not isinstance(task_backends[deliver_task.backend], ImmediateBackend | DummyBackend)


class Postman:
    """At most one thread a process; it ends when nothing is due, or when the server is away."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._called = False
        self._thread: threading.Thread | None = None

    def call(self) -> None:
        with self._lock:
            self._called = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="tyonohjaus-postman", daemon=True)
                self._thread.start()

    def join(self, timeout: float | None = None) -> None:
        """Waits until the thread has ended; for tests and for the end of a command."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout)

    def _run(self) -> None:
        try:
            # The answer leaves first; what the same request still stores goes along.
            time.sleep(app_settings.SEND_DELAY)
            while self._goes_on():
                self._round()
        finally:
            connections.close_all()

    def _goes_on(self) -> bool:
        with self._lock:
            if not self._called:
                self._thread = None
                return False
            self._called = False
            return True

    def _round(self) -> None:
        from .outbox import deliver_due

        # A connection that the round before broke, as in a restart of the database.
        close_old_connections()
        try:
            while deliver_due(limit=20):
                pass
        except Exception as error:
            logger.warning("Sending from this process stopped (%s).", type(error).__name__)


postman = Postman()
