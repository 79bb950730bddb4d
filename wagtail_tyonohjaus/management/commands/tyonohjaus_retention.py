"""Applies the practices' retention periods now, which the worker does once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wagtail_tyonohjaus.contact.privacy.retention import expired_data, purge_expired
from wagtail_tyonohjaus.practice.models import PracticeSettings


class Command(BaseCommand):
    """Writes the numbers of purged rows for each practice."""

    help = (
        "Anonymises closed and agreed requests, and deletes spam and old messages, after the retention periods of "
        "each practice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only report what would be purged")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        for practice in PracticeSettings.objects.select_related("site"):
            counts = expired_data(practice).counts() if dry_run else purge_expired(practice)
            outcome = "to be purged" if dry_run else "purged"
            numbers = ", ".join(f"{name} {count}" for name, count in counts.items())
            self.stdout.write(f"{practice}: {numbers} {outcome}")
