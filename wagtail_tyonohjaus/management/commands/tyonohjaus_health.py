import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wagtail_tyonohjaus.overview.health import problems


class Command(BaseCommand):
    help = "Tells what somebody should look at. Exit status 1 where there is anything, for monitoring."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="write JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = problems()
        if options["json"]:
            self.stdout.write(json.dumps([{"code": each.code, "text": each.text} for each in found]))
        else:
            self.stdout.write("\n".join(each.text for each in found) or "All is well.")
        if found:
            raise CommandError(f"{len(found)} to look at.", returncode=1)
