"""The place that a visitor asks for, as a text."""

from ...practice.choices import DeliveryMode
from ...practice.formatting import format_office
from ...practice.models import Office


def place_text(mode: str, office: Office | None) -> str:
    """The office, or the delivery mode; at the client's premises with the office's city. Blank if neither is known.

    A mode that is not in the vocabulary is blank.
    """
    if office and mode in ("", DeliveryMode.PREMISES):
        return format_office(office)
    label = str(dict(DeliveryMode.choices).get(mode, ""))
    if office and label and mode == DeliveryMode.YOURS:
        return f"{label}, {office.text('city')}"
    return label
