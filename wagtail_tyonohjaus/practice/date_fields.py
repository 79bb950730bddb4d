"""Days that somebody names in a form or an address."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django_filters.fields import DateRangeField, RangeField

FIRST_YEAR, LAST_YEAR = 2000, 2200


def is_supported_date(day: date) -> bool:
    """Whether a day can be counted with and is a moment in every zone, which the calendar's first and last are not."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


class SupportedDateField(forms.DateField):
    """A date field for a day that is counted with."""

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not is_supported_date(day):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return day


class SupportedDateRangeField(DateRangeField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        RangeField.__init__(self, (SupportedDateField(), SupportedDateField()), *args, **kwargs)


class SupportedDateRangeFilter(django_filters.DateFromToRangeFilter):
    """From a day to a day, both of them included."""

    field_class = SupportedDateRangeField
