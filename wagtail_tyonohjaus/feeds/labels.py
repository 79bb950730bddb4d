"""What feeds call people, places and services, in one language and a constant number of queries."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from ..availability.schedule import Terms
from ..availability.snapshots import REMOTE_PLACE
from ..practice.models import Office, Service, Supervisor


@dataclass(frozen=True, slots=True)
class Labels:
    """Names by primary key, in the language that was active when they were read. ``zones`` may be blank."""

    names: dict[int, str]
    uuids: dict[int, UUID]
    zones: dict[int, str]
    places: dict[int, str]
    services: dict[int, str]

    def place(self, terms: Terms) -> str:
        if terms.place == REMOTE_PLACE:
            return _("Remotely")
        return self.places.get(terms.place, "") if isinstance(terms.place, int) else ""

    def categories(self, terms: Terms) -> tuple[str, ...]:
        return tuple(sorted(self.services[pk] for pk in terms.services or () if pk in self.services))


def load(site_id: int, people: Collection[int], language: str) -> Labels:
    rows = list(Supervisor.objects.filter(pk__in=people).order_by().values_list("pk", "name", "uuid", "time_zone"))
    offices = Office.objects.filter(site_id=site_id).order_by().prefetch_related("translations")
    services = Service.objects.filter(site_id=site_id).order_by().prefetch_related("translations")
    return Labels(
        names={row[0]: row[1] for row in rows},
        uuids={row[0]: row[2] for row in rows},
        zones={row[0]: row[3] for row in rows},
        places={office.pk: place_name(office, language) for office in offices},
        services={service.pk: service.text("name", language) for service in services},
    )


def place_name(office: Office, language: str) -> str:
    """The address on one line, the city where there is none."""
    address = ", ".join(office.text("address", language).split("\n")).replace("\r", "").strip(", ")
    city, name = office.text("city", language), office.text("name", language)
    parts = [name, address, "" if city and city.casefold() in address.casefold() else city]
    return ", ".join(part for part in parts if part)
