"""Public holidays of a country, with the single days that a practice turns on or off."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import holidays
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    """The public holidays of a year with their local names; none for a blank or unknown country or region."""
    if not country:
        return {}
    try:
        return dict(holidays.country_holidays(country.upper(), subdiv=subdivision or None, years=year))
    except NotImplementedError:
        return {}


def holiday_name(country: str, subdivision: str, day: date, language: str) -> str:
    """What a public holiday is called in a language, else in the country's own; blank where it is none."""
    return _named(country, subdivision, day.year, language).get(day, "")


@lru_cache(maxsize=256)
def _named(country: str, subdivision: str, year: int, language: str) -> dict[date, str]:
    codes = holidays.list_localized_countries().get(country.upper(), [])
    code = next((code for code in codes if code.partition("_")[0] == language.partition("-")[0]), None)
    if not public_holidays(country, subdivision, year):
        return {}
    return dict(holidays.country_holidays(country.upper(), subdiv=subdivision or None, years=year, language=code))


def closed_days(
    country: str, subdivision: str, overrides: Iterable[tuple[date, bool]], years: Iterable[int]
) -> frozenset[date]:
    """Days on which weekly hours don't hold; an override is a day and whether it is a holiday."""
    days = {day for year in years for day in public_holidays(country, subdivision, year)}
    for day, closed in overrides:
        (days.add if closed else days.discard)(day)
    return frozenset(days)


def validate_holidays(country: str, subdivision: str) -> None:
    """Refuses a country or region whose holidays aren't known; raises ``ValidationError`` by field."""
    known = holidays.list_supported_countries(include_aliases=False)
    if not country:
        return
    if country.upper() not in known:
        message = _("The holidays of “%(country)s” are not known. Give two letters, such as FI, or leave it blank.")
        raise ValidationError({"holiday_country": ValidationError(message, "unknown", {"country": country})})
    regions = known[country.upper()]
    if subdivision and subdivision not in regions:
        message = _("“%(region)s” is no region of %(country)s. Leave it blank or give one of: %(regions)s.")
        params = {"region": subdivision, "country": country.upper(), "regions": ", ".join(regions) or "–"}
        raise ValidationError({"holiday_subdivision": ValidationError(message, "unknown", params)})
