"""Loads the demo content of five practices."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from example_site.accounts import ACCOUNTS, PASSWORD
from example_site.loader import load, reset


class Command(BaseCommand):
    help = "Load five demo practices. Existing content is left unchanged."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="Port of the server, used in links between the sites."
        )
        parser.add_argument("--reset", action="store_true", help="Delete the demo content first.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reset"]:
            reset()
        load(options["port"])
        call_command("tyonohjaus_deliver")
        self.stdout.write(
            f"http://localhost:{options['port']}/ lists the sites. Accounts, all with the password {PASSWORD}:"
        )
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.username:<16}{account.roles['en']}")
