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
    help = "Sends waiting messages, reminds of requests that nobody took and passes them on. Run it every minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", type=float, metavar="SECONDS", help="keep running, one round every SECONDS")

    def handle(self, *args: Any, watch: float | None = None, **options: Any) -> None:
        if watch is None:
            self._round()
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.is_set():
            self._watched_round()
            stopped.wait(watch)

    def _watched_round(self) -> None:
        # A database that is restarted ends a round, not the worker.
        try:
            close_old_connections()
            self._round()
        except Exception as error:
            logger.error("A round of the worker failed (%s); the next one tries again.", type(error).__name__)

    def _round(self) -> None:
        run_periodic_tasks()
        while deliver_due():
            pass
