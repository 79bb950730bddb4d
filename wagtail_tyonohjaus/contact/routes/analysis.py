"""What is odd about a practice's rules: those that can never act, and requests that none of them catches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ...practice.models import Office, PracticeSettings, Service
from ..book import Book, open_book
from ..choices import Urgency
from ..routing import Facts, reaches_nobody, shadowed

MOST = 60


@dataclass(frozen=True)
class Oddity:
    """``rule`` is the name of the rule it is about, ``why`` a sentence."""

    rule: str
    why: str


def odd_rules(book: Book) -> list[Oddity]:
    """Rules that can never act, and rules whose people are all gone."""
    names = {rule.pk: rule.name for rule in book.rules}
    hidden = [
        Oddity(names[pk], _("“%(rule)s” comes first, asks no more and stops.") % {"rule": names[by]})
        for pk, by in shadowed(book.rules).items()
    ]
    empty = [
        Oddity(names[pk], _("Nobody it names can be reached any more."))
        for pk in reaches_nobody(book.rules, book.directory)
    ]
    return hidden + empty


def only_fallback(practice: PracticeSettings, book: Book, at: datetime) -> list[tuple[str, str]]:
    """(office, service) of requests for no certain supervisor that only the fallback catches.

    An office or service that is the same for all of them is told once, as any.
    """
    offices = [None, *Office.objects.filter(site_id=practice.site_id)[:MOST]]
    services = [None, *Service.objects.filter(site_id=practice.site_id)[:MOST]]
    rows = []
    for office in offices:
        missed = [service for service in services if _is_missed(book, office, service, at)]
        if len(missed) == len(services):
            rows.append((_name(office, _("No certain office")), _("Any service")))
        else:
            rows += [(_name(office, _("No certain office")), _name(each, _("No certain service"))) for each in missed]
    return rows


def whole_book(practice: PracticeSettings, at: datetime) -> Book:
    return open_book(practice, everybody=True, at=at)


def _is_missed(book: Book, office: Office | None, service: Service | None, at: datetime) -> bool:
    return any(book.decide(facts).by_fallback for facts in _facts(office, service, at))


def _facts(office: Office | None, service: Service | None, at: datetime) -> Iterable[Facts]:
    for urgency in Urgency.values:
        yield Facts(
            at,
            service=service.pk if service else None,
            kind=service.kind if service else "",
            office=office.pk if office else None,
            urgency=urgency,
        )


def _name(record: object | None, none: str) -> str:
    return str(record) if record else none
