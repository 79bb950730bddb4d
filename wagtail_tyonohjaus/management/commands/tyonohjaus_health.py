"""Reports problems, for monitoring."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wagtail_tyonohjaus.overview.health import find_problems


class Command(BaseCommand):
    """Writes one problem per line, or with ``--json`` a list of objects with ``code`` and ``text``."""

    help = "Reports problems; exits with 1 if there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        problems = find_problems()
        if options["json"]:
            rows = [{"code": problem.code, "text": problem.text} for problem in problems]
            self.stdout.write(json.dumps(rows))
        else:
            self.stdout.write("\n".join(problem.text for problem in problems) or "No problems.")
        if problems:
            raise CommandError(f"Problems: {len(problems)}", returncode=1)
