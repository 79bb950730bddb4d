"""Rights of data subjects on the command line, for all practices of the project."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wagtail_tyonohjaus.contact.privacy.data_subjects import (
    DataSubject,
    erase,
    export,
    format_as_text,
    requests_of,
)


class Command(BaseCommand):
    """``find`` writes references, ``export`` JSON or text, ``erase`` the numbers of erased rows."""

    help = "Finds, exports or erases the personal data of a visitor who has sent contact requests."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["find", "export", "erase"])
        parser.add_argument("--email", default="")
        parser.add_argument("--phone", default="", help="in any notation")
        parser.add_argument("--reference", default="")
        parser.add_argument("--text", action="store_true", help="export as text instead of JSON")

    def handle(self, *args: Any, action: str, email: str, phone: str, reference: str, **options: Any) -> None:
        subject = DataSubject(email, phone, reference)
        if not (email or subject.number or reference):
            raise CommandError("Pass --email, --phone or --reference.")
        if action == "find":
            self.stdout.write("\n".join(request.reference for request in requests_of(subject)))
        elif action == "export":
            data = export(subject)
            as_json = json.dumps(data, indent=2, ensure_ascii=False)
            self.stdout.write(format_as_text(data) if options["text"] else as_json)
        else:
            counts = erase(subject)
            self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
