"""Public holidays of a country, with the days that a practice adds or removes."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..late_imports import holidays


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    """The public holidays of a year with their local names; empty for a blank or unknown country or region."""
    if not country:
        return {}
    try:
        return dict(holidays.country_holidays(country.upper(), subdiv=subdivision or None, years=year))
    except NotImplementedError:
        return {}


def holiday_name(country: str, subdivision: str, day: date, language: str) -> str:
    """The name of a public holiday in a language, else in the country's own; blank if the day is not a holiday."""
    return _translated_holidays(country, subdivision, day.year, language).get(day, "")


@lru_cache(maxsize=256)
def _translated_holidays(country: str, subdivision: str, year: int, language: str) -> dict[date, str]:
    if not public_holidays(country, subdivision, year):
        return {}
    locales = holidays.list_localized_countries().get(country.upper(), [])
    locale = next((one for one in locales if one.partition("_")[0] == language.partition("-")[0]), None)
    return dict(holidays.country_holidays(country.upper(), subdiv=subdivision or None, years=year, language=locale))


def closed_days(
    country: str, subdivision: str, overrides: Iterable[tuple[date, bool]], years: Iterable[int]
) -> frozenset[date]:
    """Days on which weekly hours do not apply; an override is a day and whether it is a holiday."""
    days = {day for year in years for day in public_holidays(country, subdivision, year)}
    for day, closed in overrides:
        (days.add if closed else days.discard)(day)
    return frozenset(days)


def validate_holidays(country: str, subdivision: str) -> None:
    """Raises ``ValidationError`` by field for a country or region without holiday data."""
    if not country:
        return
    code, regions = country.upper(), holidays.list_supported_countries(include_aliases=False)
    if code not in regions:
        message = _(
            "No public holidays are available for “%(country)s”. Enter a two-letter country code, such as FI, or leave "
            "blank."
        )
        raise ValidationError({"holiday_country": ValidationError(message, "unknown", {"country": country})})
    if subdivision and subdivision not in regions[code]:
        message = _("“%(region)s” is not a region of %(country)s. Enter one of these, or leave blank: %(regions)s.")
        params = {"region": subdivision, "country": code, "regions": ", ".join(regions[code]) or "–"}
        raise ValidationError({"holiday_subdivision": ValidationError(message, "unknown", params)})
