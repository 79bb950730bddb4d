"""Names of places and services in one language, in two queries however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from ..availability.schedule import REMOTE_PLACE, Restrictions
from ..practice.models import Office, Service

Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeedLabels:
    """Names by primary key, and the services themselves, which the engine needs too."""

    places: dict[int, str]
    services: dict[int, str]
    service_records: dict[int, Service]

    def place(self, restrictions: Restrictions) -> str:
        """Blank if the place is not fixed."""
        if restrictions.place == REMOTE_PLACE:
            return _("Remotely")
        return self.places.get(restrictions.place, "") if isinstance(restrictions.place, int) else ""

    def categories(self, restrictions: Restrictions) -> Texts:
        """The names of the services, sorted; empty if all services are possible."""
        return tuple(sorted(self.services[pk] for pk in restrictions.services or () if pk in self.services))


def load_labels(site_id: int, language: str) -> FeedLabels:
    """Like ``TranslatedMixin.text``, but with records and translations in one query for offices, one for services."""
    services, records = _TranslatedTexts(language), {}
    annotations = {"text_language": F("translations__language"), "text_name": F("translations__name")}
    for service in Service.objects.filter(site_id=site_id).order_by().annotate(**annotations):
        records[service.pk] = service
        services.add(service.pk, (service.name,), service.text_language, (service.text_name,))
    return FeedLabels(
        places={pk: _place_label(*texts) for pk, texts in _office_texts(site_id, language).items()},
        services={pk: name for pk, (name,) in services.resolve().items()},
        service_records=records,
    )


def _office_texts(site_id: int, language: str) -> dict[int, Texts]:
    texts = _TranslatedTexts(language)
    columns = ("name", "address", "city")
    translations = ("translations__language", *(f"translations__{column}" for column in columns))
    for pk, *values in Office.objects.filter(site_id=site_id).order_by().values_list("pk", *columns, *translations):
        texts.add(pk, tuple(values[:3]), values[3], tuple(values[4:]))
    return texts.resolve()


class _TranslatedTexts:
    """Collects texts of records from rows of records joined with translations."""

    def __init__(self, language: str) -> None:
        self.codes = (language.lower(), language.lower().partition("-")[0])
        self.own: dict[int, Texts] = {}
        self.translated: dict[tuple[int, str], Texts] = {}

    def add(self, pk: int, own: Texts, language: str | None, translated: Texts) -> None:
        self.own[pk] = own
        if language:
            self.translated[pk, language.lower()] = translated

    def resolve(self) -> dict[int, Texts]:
        return {
            pk: _first_filled([*(self.translated.get((pk, code)) for code in self.codes), own])
            for pk, own in self.own.items()
        }


def _first_filled(candidates: Iterable[Texts | None]) -> Texts:
    """For each position, the first text that is not blank."""
    columns = zip(*filter(None, candidates), strict=True)
    return tuple(next(filter(None, column), "") for column in columns)


def _place_label(name: str, address: str, city: str) -> str:
    """Name, address and city on one line, without the city if it is part of the address."""
    address = ", ".join(address.split("\n")).replace("\r", "").strip(", ")
    parts = [name, address, "" if city and city.casefold() in address.casefold() else city]
    return ", ".join(part for part in parts if part)
