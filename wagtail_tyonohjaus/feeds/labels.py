"""Names of places and services in one language, in two queries however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model
from django.utils.translation import gettext as _

from ..availability.schedule import Restrictions
from ..availability.snapshots import REMOTE_PLACE
from ..practice.models import Office, Service

_OFFICE_TEXTS = ("name", "address", "city")


@dataclass(frozen=True, slots=True)
class FeedLabels:
    """Names by primary key."""

    places: dict[int, str]
    services: dict[int, str]

    def place(self, restrictions: Restrictions) -> str:
        """Blank if the place is not fixed."""
        if restrictions.place == REMOTE_PLACE:
            return _("Remotely")
        return self.places.get(restrictions.place, "") if isinstance(restrictions.place, int) else ""

    def categories(self, restrictions: Restrictions) -> tuple[str, ...]:
        return tuple(sorted(self.services[pk] for pk in restrictions.services or () if pk in self.services))


def load_labels(site_id: int, language: str) -> FeedLabels:
    offices = _texts(Office, site_id, _OFFICE_TEXTS, language)
    services = _texts(Service, site_id, ("name",), language)
    return FeedLabels(
        places={pk: _place_label(*texts) for pk, texts in offices.items()},
        services={pk: name for pk, (name,) in services.items()},
    )


def _texts(model: type[Model], site_id: int, fields: tuple[str, ...], language: str) -> dict[int, tuple[str, ...]]:
    """The texts of a site's records by primary key; as ``TranslatedMixin.text``, but in one query for all of them."""
    names = ("pk", *fields, "translations__language", *(f"translations__{field}" for field in fields))
    rows = model._default_manager.filter(site_id=site_id).order_by().values_list(*names)
    own: dict[int, tuple[str, ...]] = {}
    translated: dict[int, dict[str, tuple[str, ...]]] = {}
    for pk, *values in rows:
        own[pk] = tuple(values[: len(fields)])
        code, *texts = values[len(fields) :]
        if code:
            translated.setdefault(pk, {})[code.lower()] = tuple(texts)
    codes = (language.lower(), language.lower().partition("-")[0])
    return {pk: _fallback([*(translated.get(pk, {}).get(code) for code in codes), texts]) for pk, texts in own.items()}


def _fallback(candidates: Iterable[tuple[str, ...] | None]) -> tuple[str, ...]:
    """The first text of each field that is not blank."""
    columns = zip(*filter(None, candidates), strict=True)
    return tuple(next(filter(None, column), "") for column in columns)


def _place_label(name: str, address: str, city: str) -> str:
    """Name, address and city on one line, without the city if it is part of the address."""
    address = ", ".join(address.split("\n")).replace("\r", "").strip(", ")
    parts = [name, address, "" if city and city.casefold() in address.casefold() else city]
    return ", ".join(part for part in parts if part)
