"""Pauses everything that runs by itself, for example before the site is moved."""

from typing import Any

from django.core.management.base import BaseCommand

from wagtail_tyonohjaus.management.pausing import pause_and_advice
from wagtail_tyonohjaus.practice.installation.state import pause


class Command(BaseCommand):
    """Writes what that means."""

    help = "Pauses messages, reminders, retention and calendars until tyonohjaus_resume. Requests are still stored."

    def handle(self, *args: Any, **options: Any) -> None:
        pause()
        self.stdout.write(pause_and_advice())
