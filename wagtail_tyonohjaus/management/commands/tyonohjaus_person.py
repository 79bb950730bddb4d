import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wagtail_tyonohjaus.contact.privacy import DataSubject, erase, export, readable, requests_of


class Command(BaseCommand):
    help = "Finds, exports or erases everything about a person who wrote to the practice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["find", "export", "erase"])
        parser.add_argument("--email", default="")
        parser.add_argument("--phone", default="", help="in any notation")
        parser.add_argument("--reference", default="")
        parser.add_argument("--text", action="store_true", help="export as text instead of JSON")

    def handle(self, *args: Any, action: str, email: str, phone: str, reference: str, **options: Any) -> None:
        person = DataSubject(email, phone, reference)
        if not (email or person.number or reference):
            raise CommandError("Give --email, --phone or --reference.")
        if action == "find":
            self.stdout.write("\n".join(request.reference for request in requests_of(person)))
        elif action == "export":
            data = export(person)
            self.stdout.write(readable(data) if options["text"] else json.dumps(data, indent=2, ensure_ascii=False))
        else:
            counts = erase(person)
            self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
