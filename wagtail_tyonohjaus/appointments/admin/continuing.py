"""After a crisis: the ordinary supervision as which its sessions can go on, and what is known of it already."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from ...practice.choices import DeliveryMode, Format, Kind
from ...practice.models import Service, Supervisor
from ..slots.suggestions import Window

#: As what crisis supervision goes on.
FORMATS = (Format.INDIVIDUAL, Format.GROUP, Format.WORK_COMMUNITY)


def continuations() -> list[tuple[str, str]]:
    """(code, label) of the formats, in the active language."""
    return [(each.value, str(each.label)) for each in FORMATS]


def continued(values: Mapping[str, Any], supervisor: Supervisor | None, format_code: str) -> dict[str, Any]:
    """The values of a booking form for ordinary supervision in the format; unchanged for an unknown format.

    The service is the supervisor's own that has it, else none, so that staff selects one.
    """
    if format_code not in FORMATS:
        return dict(values)
    services = (
        supervisor.services.filter(kind=Kind.SUPERVISION).order_by("pk") if supervisor else Service.objects.none()
    )
    service = next((each for each in services if not each.formats or format_code in each.formats), None)
    minutes = next(iter(service.length_minutes), None) if service else None
    return {**values, "format": format_code, "service": service, "minutes": minutes or values.get("minutes")}


def values_of_request(request: Any) -> dict[str, Any]:
    """What a contact request says about the person, for a booking form."""
    names = ("supervisor", "service", "office", "format", "email", "phone")
    values = {name: getattr(request, name) for name in names}
    values |= {"name": request.name or request.organisation, "minutes": request.preferred_minutes}
    mode = request.delivery_mode or (DeliveryMode.PREMISES if request.office else "")
    return {name: value for name, value in {**values, "mode": mode}.items() if value}


def windows_of_request(request: Any) -> list[Window]:
    """The times at which the visitor can be called, and so is likely to be free; without those that can't be read."""
    windows = []
    for row in request.call_windows or ():
        try:
            start, end = time.fromisoformat(row["from"]), time.fromisoformat(row["to"])
            windows.append(Window(int(row["weekday"]), start, end))
        except (KeyError, TypeError, ValueError):
            continue
    return windows
