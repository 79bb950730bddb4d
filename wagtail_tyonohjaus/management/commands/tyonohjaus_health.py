"""Reports problems, for monitoring."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wagtail_tyonohjaus.messages.models import Heartbeat
from wagtail_tyonohjaus.overview.health import find_problems


class Command(BaseCommand):
    """Writes one problem per line, or with ``--json`` a list of objects with ``code``, ``text`` and ``advice``."""

    help = "Reports problems; exits with 1 if there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="report as JSON")
        parser.add_argument("--tasks", action="store_true", help="also report the last runs of all tasks")

    def handle(self, *args: Any, **options: Any) -> None:
        problems = find_problems()
        if options["json"]:
            fields = ("code", "text", "advice")
            self.stdout.write(json.dumps([{name: getattr(problem, name) for name in fields} for problem in problems]))
        else:
            self.stdout.write("\n".join(f"{problem.text} {problem.advice}" for problem in problems) or "No problems.")
        if options["tasks"]:
            self._write_tasks()
        if problems:
            raise CommandError(f"Problems: {len(problems)}", returncode=1)

    def _write_tasks(self) -> None:
        for row in Heartbeat.objects.order_by("name"):
            at = f"{row.at:%Y-%m-%d %H:%M:%S%z}" if row.at else "never"
            failures = f", failures: {row.failures} ({row.error})" if row.failures else ""
            self.stdout.write(f"{row.name}: last complete {at}, {row.seconds:.1f} s{failures}")
