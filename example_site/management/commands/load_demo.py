"""Fills the database with the five practices."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from example_site.loader import load, reset
from example_site.logins import LOGINS, PASSWORD


class Command(BaseCommand):
    help = "Fills the database with five practices. What is there already stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="The server's port, for links between the sites.")
        parser.add_argument("--reset", action="store_true", help="Throw the demo's contents away first.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reset"]:
            reset()
        load(options["port"])
        call_command("tyonohjaus_deliver")
        self.stdout.write(f"http://localhost:{options['port']}/ shows what there is. Logins, all with {PASSWORD}:")
        for login in LOGINS:
            self.stdout.write(f"  {login.username:<16}{login.roles['en']}")
