"""Fetches busy calendars that are due: from cron, or with ``--watch`` as a service of its own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.functional import cached_property

from wagtail_tyonohjaus.availability.busy_calendars.claims import due_calendars
from wagtail_tyonohjaus.availability.busy_calendars.error_texts import error_text
from wagtail_tyonohjaus.availability.busy_calendars.fetch_pool import FetchPool
from wagtail_tyonohjaus.availability.busy_calendars.sync import sync_calendars
from wagtail_tyonohjaus.availability.models import BusyCalendar
from wagtail_tyonohjaus.management import watching
from wagtail_tyonohjaus.management.pausing import PauseReport, fail_if_paused
from wagtail_tyonohjaus.management.stopping import StopSignals
from wagtail_tyonohjaus.messages.turns import CALENDAR_SYNC, recorded_run


class Command(BaseCommand):
    """Writes errors by primary key only: neither a URL nor a name should be in cron's log."""

    help = "Fetches supervisors' busy calendars that are due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", type=int, metavar="SECONDS", help="keep running, with a round every SECONDS")
        parser.add_argument("--all", action="store_true", help="also fetch calendars that are not due yet")

    def handle(self, *args: Any, watch: int | None, all: bool, verbosity: int, **options: Any) -> None:
        self.everything, self.verbosity = all, verbosity
        with StopSignals() as self.stop, FetchPool() as self.pool:
            if watch:
                watching.watch(self._run_watched_round, max(watch, 1), self.stop)
            else:
                fail_if_paused()
                self.run_round()

    @cached_property
    def pause_report(self) -> PauseReport:
        """Remembers what has been written."""
        return PauseReport(self.stderr)

    def run_round(self) -> bool:
        """Fetches what is due; returns False, since nothing is due at once afterwards."""
        try:
            with recorded_run(CALENDAR_SYNC):
                self._sync()
        finally:
            # A process waits for the next round only if this one has used it.
            self.pool.end_unused()
        self.everything = False
        return False

    def _run_watched_round(self) -> bool:
        self.pause_report.write()
        return self.run_round()

    def _sync(self) -> None:
        succeeded = failed = 0
        calendars = BusyCalendar.objects.all() if self.everything else due_calendars()
        for calendar in sync_calendars(calendars, self.pool, self.stop):
            succeeded, failed = succeeded + (not calendar.error), failed + bool(calendar.error)
            if calendar.error and self.verbosity:
                # By primary key: neither the URL nor the supervisor's name should be in cron's log.
                self.stderr.write(f"Calendar {calendar.pk}: {error_text(calendar.error, calendar.error_detail)}")
        if self.verbosity and (succeeded or failed):
            self.stdout.write(f"Calendars fetched: {succeeded}, failed: {failed}")
