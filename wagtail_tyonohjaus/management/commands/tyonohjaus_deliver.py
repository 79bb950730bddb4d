"""The worker: sends messages and runs periodic tasks, from cron or, with ``--watch``, as a service."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from wagtail_tyonohjaus.messages.periodic import run_periodic_tasks
from wagtail_tyonohjaus.messages.sending import deliver_due

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Several workers may run at the same time."""

    help = "Sends pending messages, and runs periodic tasks such as reminders and escalation. Run it every minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", type=float, metavar="SECONDS", help="keep running, with a round every SECONDS")

    def handle(self, *args: Any, watch: float | None = None, **options: Any) -> None:
        if watch is None:
            self._run_round()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            self._run_round_safely()
            stop.wait(watch)

    def _run_round_safely(self) -> None:
        # A restart of the database ends this round but not the worker.
        try:
            close_old_connections()
            self._run_round()
        except Exception as error:
            logger.error("A round of the worker failed (%s); the next one will try again.", type(error).__name__)

    def _run_round(self) -> None:
        run_periodic_tasks()
        while deliver_due():
            pass
