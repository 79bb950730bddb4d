"""Starts a practice: pages, settings, services, the first supervisor, rules and groups, as drafts."""

import json
import sys
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Site

from wagtail_tyonohjaus.setup.answers import OFFICES, known_answers, read_plan
from wagtail_tyonohjaus.setup.forms import FORMS, OfficeForm
from wagtail_tyonohjaus.setup.plan import Plan
from wagtail_tyonohjaus.setup.start import Report, apply, preview
from wagtail_tyonohjaus.setup.undo import undo

MULTIPLE = (forms.MultipleChoiceField, forms.TypedMultipleChoiceField)
#: What an office is made of, in the order of ``--office``.
OFFICE_PARTS = tuple(OfficeForm.base_fields)


class Command(BaseCommand):
    """Asks what the options and ``--answers`` leave open; without a terminal, a missing answer is an error."""

    help = (
        "Starts a practice on a site: drafts of its pages, settings, services, first supervisor, routing rules and "
        "groups. It can run again, and makes only what is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for form in FORMS.values():
            for name, field in form.base_fields.items():
                many: dict[str, Any] = {"nargs": "*"} if isinstance(field, MULTIPLE) else {}
                parser.add_argument(option(name), help=_help(name, field), **many)
        parser.add_argument(
            "--office", action="append", help="city; street address; telephone; e-mail; coordinators. May be repeated."
        )
        parser.add_argument("--answers", help="a JSON file with the answers, named like the options; offices is a list")
        parser.add_argument("--site", help="the host name of the site, if there are several")
        parser.add_argument("--user", help="login of the account that histories name as the author")
        action = parser.add_mutually_exclusive_group()
        action.add_argument("--dry-run", action="store_true", help="only list what would be made")
        action.add_argument("--undo", action="store_true", help="take back what is unchanged and not published")

    def handle(self, *args: Any, **options: Any) -> None:
        site, user = find_site(options["site"]), find_user(options["user"])
        if options["undo"]:
            self._undo(site, user)
            return
        answers = {**read_file(options["answers"]), **given_answers(options)}
        plan = self._plan(answers, site)
        try:
            report = preview(plan, site, user) if options["dry_run"] else apply(plan, site, user)
        except ValidationError as error:
            raise CommandError(f"Nothing has been made. {' '.join(error.messages)}") from error
        self._write(report, options["dry_run"])

    def _plan(self, answers: dict[str, Any], site: Site) -> Plan:
        if sys.stdin.isatty():
            answers = self._ask(answers, site)
        try:
            return read_plan(answers, site)
        except ValidationError as error:
            lines = [
                f"{_answer_option(name)}: {message}"
                for name, messages in error.message_dict.items()
                for message in messages
            ]
            raise CommandError("\n".join(lines)) from error

    def _ask(self, answers: dict[str, Any], site: Site) -> dict[str, Any]:
        for form in (form(site=site) for form in FORMS.values()):
            for name, field in form.fields.items():
                if name not in answers:
                    answers = {**answers, name: self._ask_one(field, form.get_initial_for_field(field, name))}
        while OFFICES not in answers or answers[OFFICES] is None:
            answers = {**answers, OFFICES: self._ask_offices()}
        return answers

    def _ask_one(self, field: forms.Field, initial: Any) -> Any:
        for value, label in _choices(field):
            self.stdout.write(f"  {value}: {label}")
        default = " ".join(map(str, initial)) if isinstance(initial, list) else initial
        answer = input(f"{field.label}{f' [{default}]' if default not in (None, '') else ''}: ").strip()
        if not answer:
            return initial
        return answer.replace(",", " ").split() if isinstance(field, MULTIPLE) else answer

    def _ask_offices(self) -> list[dict[str, str]]:
        offices = []
        self.stdout.write(f"Offices, one per line: {'; '.join(OFFICE_PARTS)}. A blank line ends the list.")
        while line := input("> ").strip():
            offices.append(parse_office(line))
        return offices

    def _write(self, report: Report, is_dry_run: bool) -> None:
        self.stdout.write("Would make:" if is_dry_run else "Made:")
        self._write_lines(f"{line.kind}: {line.label}" for line in report.new)
        if report.existing:
            self.stdout.write(f"There already, and left as it is: {len(report.existing)}")
        if report.impossible:
            self.stdout.write("Left out:")
            self._write_lines(f"{line.kind}: {line.label}. {line.reason}" for line in report.impossible)
        for note in report.notes:
            self.stdout.write(note)
        if not is_dry_run:
            self.stdout.write("All pages are drafts. Take it back with --undo before you publish them.")

    def _undo(self, site: Site, user: Any) -> None:
        report = undo(site, user)
        self.stdout.write("Taken back:" if report.removed else "Nothing to take back.")
        self._write_lines(f"{line.kind}: {line.label}" for line in report.removed)
        if report.left:
            self.stdout.write("Left:")
            self._write_lines(f"{line.kind}: {line.label}. {line.reason}" for line in report.left)

    def _write_lines(self, lines: Any) -> None:
        for line in lines:
            self.stdout.write(f"  {line}")


def option(name: str) -> str:
    """The option for an answer."""
    return f"--{name.replace('_', '-')}"


def given_answers(options: dict[str, Any]) -> dict[str, Any]:
    """The answers among the command's options."""
    answers = {name: options[name] for name in known_answers() if options.get(name) is not None}
    if options.get("office") is not None:
        answers[OFFICES] = [parse_office(text) for text in options["office"]]
    return answers


def parse_office(text: str) -> dict[str, str]:
    """An office from its parts, separated by semicolons. Raises ``CommandError`` for too many."""
    parts = [part.strip() for part in text.split(";")]
    if len(parts) > len(OFFICE_PARTS):
        raise CommandError(f"--office: enter at most {len(OFFICE_PARTS)} parts: {'; '.join(OFFICE_PARTS)}.")
    return dict(zip(OFFICE_PARTS, parts, strict=False))


def read_file(path: str | None) -> dict[str, Any]:
    """The answers of a JSON file. Raises ``CommandError`` if it can't be read."""
    if not path:
        return {}
    try:
        answers = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"--answers: {path} can't be read: {error}") from error
    if not isinstance(answers, dict):
        raise CommandError('--answers: enter an object, such as {"name": "Harbour Supervision"}.')
    return answers


def find_site(hostname: str | None) -> Site:
    """The site with a host name, or the only one. Raises ``CommandError`` with the choices."""
    sites = list(Site.objects.select_related("root_page__locale").order_by("hostname", "port"))
    matching = [site for site in sites if site.hostname == hostname] if hostname else sites
    if len(matching) == 1:
        return matching[0]
    names = ", ".join(site.hostname for site in sites)
    if not sites:
        raise CommandError("There is no site. Create one under Settings → Sites, with any page as its root page.")
    raise CommandError(f"--site: choose one of {names}.")


def find_user(login: str | None) -> Any:
    """The account with a login; None without one. Raises ``CommandError`` if there is none."""
    if not login:
        return None
    users = get_user_model()
    user = users._default_manager.filter(**{users.USERNAME_FIELD: login}).first()
    if user is None:
        raise CommandError(f"--user: there is no account “{login}”.")
    return user


def _answer_option(name: str) -> str:
    return name if name.startswith(f"{OFFICES}.") else "--office" if name == OFFICES else option(name)


def _choices(field: forms.Field) -> list[tuple[Any, Any]]:
    choices: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
    return list(choices)


def _help(name: str, field: forms.Field) -> str:
    choices = ", ".join(str(value) for value, _label in _choices(field) if value != "")
    text = str(field.label).replace("%", "%%")
    return f"{text}: {choices}" if choices else text
