"""Text formatting of records, shared by pages, messages, invitations and feeds."""

from .models import Office


def format_office(office: Office, language: str | None = None) -> str:
    """The office's name, address and city on one line, in ``language`` or the active language.

    The city is omitted if the address contains it.
    """
    address_lines = office.text("address", language).splitlines()
    address = ", ".join(" ".join(line.split()) for line in address_lines).strip(", ")
    name, city = office.text("name", language), office.text("city", language)
    is_city_in_address = city.casefold() in address.casefold()
    return ", ".join(part for part in (name, address, "" if is_city_in_address else city) if part)
