"""Dates that somebody enters in a form or a URL."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django_filters.fields import DateRangeField, RangeField

FIRST_YEAR, LAST_YEAR = 2000, 2200


def is_supported_date(day: date) -> bool:
    """Whether date arithmetic and conversion to any time zone work for the date; they fail near ``date.max``."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


class SupportedDateField(forms.DateField):
    """A date field that rejects dates outside the supported years."""

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not is_supported_date(day):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return day


class SupportedDateRangeField(DateRangeField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        RangeField.__init__(self, (SupportedDateField(), SupportedDateField()), *args, **kwargs)


class SupportedDateRangeFilter(django_filters.DateFromToRangeFilter):
    """From one date to another, both included."""

    field_class = SupportedDateRangeField
