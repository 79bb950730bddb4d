"""Sends messages and runs periodic tasks: the worker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.functional import cached_property

from wagtail_tyonohjaus.conf import app_settings
from wagtail_tyonohjaus.management import watching
from wagtail_tyonohjaus.management.pausing import PauseReport, fail_if_paused
from wagtail_tyonohjaus.management.stopping import StopSignals
from wagtail_tyonohjaus.messages.sending import is_crisis_message_due
from wagtail_tyonohjaus.messages.time_limits import TimeLimit
from wagtail_tyonohjaus.messages.worker import run_round, run_rounds


class Command(BaseCommand):
    """The worker: from cron, or with ``--watch`` as a service of its own."""

    help = "Sends pending messages, and runs periodic tasks such as reminders and escalation. Run it every minute."

    stop = StopSignals()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", type=float, metavar="SECONDS", help="keep running, with a round every SECONDS")

    def handle(self, *args: Any, watch: float | None = None, **options: Any) -> None:
        with StopSignals() as self.stop:
            if watch is None:
                fail_if_paused()
                run_rounds(TimeLimit(app_settings.ROUND_SECONDS, self.stop.is_set))
            else:
                watching.watch(self._run_round, watch, self.stop, is_crisis_message_due)

    @cached_property
    def pause_report(self) -> PauseReport:
        """Remembers what has been written."""
        return PauseReport(self.stderr)

    def _run_round(self) -> bool:
        self.pause_report.write()
        return run_round(should_stop=self.stop.is_set)
