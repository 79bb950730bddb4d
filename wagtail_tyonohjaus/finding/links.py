"""The link from a list to the page of a supervisor, where the visitor's choice applies to the free times, too."""

from datetime import date
from zoneinfo import ZoneInfo

from ..availability.free import utc_datetime
from ..practice.choices import DeliveryMode
from .directory import Directory, Person
from .openings import Opening
from .selection import TIME_FACETS, Selection, selected_keys


def times_parameters(
    person: Person, directory: Directory, selection: Selection, openings: tuple[Opening, ...]
) -> dict[str, str]:
    """The parameters with which the slot picker of the supervisor's page selects what the list has selected.

    Only unambiguous choices that the supervisor offers: one service, one place. ``openings`` are those that match; if
    the visitor has said when, the day of the first one is open.
    """
    services = person.services & selected_keys(directory, selection, "service")
    parameters = {}
    if len(services) == 1:
        parameters["service"] = str(min(services))
    if place := _place(person, directory, selection, services or person.services):
        parameters["place"] = place
    if place == DeliveryMode.YOURS and (office := _office_of_city(person, directory, selection)):
        parameters["office"] = office
    if openings and any(selection.values(facet) for facet in TIME_FACETS):
        parameters["day"] = _local_day(openings[0].start, directory.zone).isoformat()
    return parameters


def _place(person: Person, directory: Directory, selection: Selection, services: frozenset[int]) -> str:
    """A delivery mode of all the services, or the primary key of an office; blank if there are several or none."""
    modes = selection.values("delivery_mode")
    own_modes = person.delivery_modes or frozenset(DeliveryMode.values)
    if len(modes) != 1 or modes[0] not in own_modes or not services:
        return ""
    if any(modes[0] not in directory.service_facts[pk].delivery_modes for pk in services):
        return ""
    if modes[0] != DeliveryMode.PREMISES:
        return modes[0]
    offices = person.offices & selected_keys(directory, selection, "city")
    return str(min(offices)) if len(offices) == 1 else ""


def _office_of_city(person: Person, directory: Directory, selection: Selection) -> str:
    """The primary key of an office that stands for the city where the visitor is; blank if no single city is meant."""
    is_one_city = len(selection.values("city")) == 1
    offices = person.offices & selected_keys(directory, selection, "city") if is_one_city else ()
    return str(min(offices)) if offices else ""


def _local_day(start: int, zone: str) -> date:
    return utc_datetime(start).astimezone(ZoneInfo(zone)).date()
