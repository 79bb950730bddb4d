"""Makes a database that was copied, moved or paused an installation of its own, which sends."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Count, Max, Min, QuerySet

from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.outbox import discard_waiting, waiting_deliveries
from wagtail_tyonohjaus.practice.installation.state import check_installation, read_state, resume


class Command(BaseCommand):
    """Writes how many messages of each type were waiting, without addresses, and what becomes of them.

    A copy contains the messages that were waiting in the original, which may have sent them since. Those that were
    stored in the copy are always sent.
    """

    help = (
        "Resumes what was paused because the database was copied, moved or restored, or by tyonohjaus_pause. Messages "
        "that were waiting in the original need a decision: --send-waiting or --discard-waiting."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--send-waiting", action="store_true", help="send them, with the Message-IDs of the original"
        )
        choice.add_argument("--discard-waiting", action="store_true", help="never send them; the log lists them")

    def handle(self, *args: Any, **options: Any) -> None:
        if check_installation():
            self.stdout.write("Nothing is paused.")
            return
        with transaction.atomic():
            self._resume(noticed_at(), options["send_waiting"], options["discard_waiting"])

    def _resume(self, noticed: datetime, send_waiting: bool, discard: bool) -> None:
        waiting = waiting_deliveries()
        of_original = waiting.filter(created_at__lt=noticed)
        self._report(of_original, "Waiting since before the pause")
        self._report(waiting.filter(created_at__gte=noticed), "Stored since then, to be sent")
        if of_original.exists() and not send_waiting and not discard:
            raise CommandError(
                "Decide about the messages that were waiting: --send-waiting if nothing else has sent them, or "
                "--discard-waiting if the original site has sent them or will. Nothing has been resumed."
            )
        if discard:
            self.stdout.write(f"Discarded: {discard_waiting(noticed)}.")
        count = waiting_deliveries().count()
        resume()
        self.stdout.write(f"Resumed. Messages that the worker will send: {count}.")

    def _report(self, waiting: QuerySet[Delivery], heading: str) -> None:
        types = waiting.order_by("message_type", "channel").values_list("message_type", "channel")
        for message_type, channel, count, first, last in types.annotate(
            Count("pk"), Min("created_at"), Max("created_at")
        ):
            span = f"{first.isoformat(timespec='minutes')} to {last.isoformat(timespec='minutes')}"
            self.stdout.write(f"{heading}: {count} × {message_type} by {channel}, {span}")


def noticed_at() -> datetime:
    """When it was first noticed that the database is a copy. Raises ``CommandError`` if it is not paused any more."""
    row = read_state().row
    if row is None or row.noticed_at is None:
        raise CommandError("Another process has just resumed.")
    return row.noticed_at
