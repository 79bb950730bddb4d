"""Whether an event counts as busy: STATUS, TRANSP, the properties of Outlook, and PARTSTAT."""

from collections.abc import Iterator

from .options import ReadOptions
from .parser import ParsedComponent

CANCELLED = "cancelled"

_ALL_DAY_MARKS = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT")


def is_marked_all_day(component: ParsedComponent) -> bool:
    """Whether Outlook or Outlook.com says that an event with times takes whole days."""
    return any(component.text(name).upper() == "TRUE" for name in _ALL_DAY_MARKS)


def free_reason(
    component: ParsedComponent, is_all_day: bool, options: ReadOptions, own_addresses: frozenset[str]
) -> str:
    """The code of the reason why an event is free, blank if it is busy."""
    if component.text("STATUS").upper() == "CANCELLED":
        return CANCELLED
    declined = set(_declined_addresses(component)) - component.attending
    if not own_addresses.isdisjoint(declined):
        return "declined"
    if is_all_day and options.all_day == "free":
        return "all_day"
    if is_all_day and options.all_day == "busy":
        return ""
    return "marked_free" if _is_marked_free(component) and options.transparent == "free" else ""


def _is_marked_free(component: ParsedComponent) -> bool:
    """WORKINGELSEWHERE is Outlook's home-office day: the person works, so other entries tell what is busy."""
    return component.text("TRANSP").upper() == "TRANSPARENT" or component.text(
        "X-MICROSOFT-CDO-BUSYSTATUS"
    ).upper() in ("FREE", "WORKINGELSEWHERE")


def _declined_addresses(component: ParsedComponent) -> Iterator[str]:
    for line in component.all("ATTENDEE"):
        if line.parameters.get("PARTSTAT", "").upper() == "DECLINED":
            for address in (line.value, line.parameters.get("EMAIL", "")):
                yield address.strip().lower().removeprefix("mailto:")
