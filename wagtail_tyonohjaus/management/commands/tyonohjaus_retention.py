"""Applies the practices' retention periods now, which the worker does once a day."""

import time
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wagtail_tyonohjaus.contact.privacy import RETENTION
from wagtail_tyonohjaus.contact.privacy.retention import expired_data, purge_each
from wagtail_tyonohjaus.management.pausing import fail_if_paused
from wagtail_tyonohjaus.management.stopping import StopSignals
from wagtail_tyonohjaus.messages.turns import LEASE, Turn, claim_turn
from wagtail_tyonohjaus.practice.models import PracticeSettings

WAIT_SECONDS = LEASE.total_seconds() + 5
NAMES = ("closed", "agreed", "spam", "messages")


class Command(BaseCommand):
    """Writes the numbers of purged rows for each practice. A signal ends it between two rows."""

    help = (
        "Anonymises closed and agreed requests, and deletes spam and old messages, after the retention periods of "
        "each practice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only report what would be purged")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        if dry_run:
            for practice in PracticeSettings.objects.select_related("site"):
                self._report(practice, expired_data(practice).counts(), "to be purged")
            return
        fail_if_paused()
        with StopSignals() as stop:
            turn = self._wait_for_turn(stop)
            if turn and self._purge(turn, stop):
                turn.complete()
            elif turn:
                turn.leave()

    def _wait_for_turn(self, stop: StopSignals) -> Turn | None:
        ends_at = time.monotonic() + WAIT_SECONDS
        while not stop.is_set():
            turn = claim_turn(RETENTION)
            if turn:
                return turn
            if time.monotonic() > ends_at:
                raise CommandError("Another process is purging. Try again later.")
            stop.wait(0.2)
        return None

    def _purge(self, turn: Turn, stop: StopSignals) -> bool:
        """Whether everything was purged."""
        for practice in PracticeSettings.objects.select_related("site"):
            counts: Counter[str] = Counter()
            for step in purge_each(practice, timezone.now()):
                counts += step
                if stop.is_set() or not turn.renew():
                    break
            self._report(practice, counts, "purged")
            if stop.is_set():
                return False
        return True

    def _report(self, practice: PracticeSettings, counts: Any, outcome: str) -> None:
        numbers = ", ".join(f"{name} {counts[name]}" for name in NAMES)
        self.stdout.write(f"{practice}: {numbers} {outcome}")
