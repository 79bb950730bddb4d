"""Fetches busy calendars that are due: from cron, or with ``--watch`` as a service of its own."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from wagtail_tyonohjaus.availability.busy_calendars.error_texts import error_text
from wagtail_tyonohjaus.availability.busy_calendars.sync import due_calendars, sync_calendars
from wagtail_tyonohjaus.availability.models import BusyCalendar


class Command(BaseCommand):
    """Writes errors by primary key only: neither a URL nor a name should be in cron's log."""

    help = "Fetches supervisors' busy calendars that are due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", type=int, metavar="SECONDS", help="keep running, with a round every SECONDS")
        parser.add_argument("--all", action="store_true", help="also fetch calendars that are not due yet")

    def handle(self, *args: Any, watch: int | None, all: bool, verbosity: int, **options: Any) -> None:
        self.run_once(all, verbosity)
        while watch:
            time.sleep(max(watch, 1))
            close_old_connections()
            self.run_once(False, verbosity)

    def run_once(self, everything: bool, verbosity: int) -> None:
        """One round. ``everything`` fetches calendars that are not due, too."""
        succeeded = failed = 0
        for calendar in sync_calendars(self.calendars(everything)):
            succeeded, failed = succeeded + (not calendar.error), failed + bool(calendar.error)
            if calendar.error and verbosity:
                # By primary key: neither the URL nor the supervisor's name should be in cron's log.
                self.stderr.write(f"Calendar {calendar.pk}: {error_text(calendar.error, calendar.error_detail)}")
        if verbosity and (succeeded or failed):
            self.stdout.write(f"Calendars fetched: {succeeded}, failed: {failed}")

    def calendars(self, everything: bool) -> Any:
        if not everything:
            return due_calendars()
        return BusyCalendar.objects.select_related("supervisor__site", "supervisor__user").order_by("pk")
