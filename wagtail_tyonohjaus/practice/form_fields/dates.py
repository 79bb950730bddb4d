"""Form fields and widgets for the dates and times that people enter, in the admin, in filters and on public pages.

A value that can't be read with certainty is an error at the field, which is rendered again with the text as entered.
A date whose year was assumed is rendered again with its year, to be confirmed. No value is ever replaced silently.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, tzinfo
from typing import Any

import django_filters
from django import forms
from django.forms.utils import from_current_timezone, to_current_timezone
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_filters.fields import DateRangeField, RangeField
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput

from ..formatting import format_weekday_date
from .date_parsing import DateReading, DateTimeReading, parse_date, parse_date_time, parse_time

FIRST_YEAR, LAST_YEAR = 2000, 2200
ISO_DATE, DOTTED_DATE, CLOCK = "%Y-%m-%d", "%d.%m.%Y", "%H:%M"
CONFIRM = _("This was read as %(date)s. Check the date and submit the form again.")


def is_supported_date(day: date) -> bool:
    """Whether date arithmetic and conversion to any time zone work for the date; they fail near ``date.max``."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def input_date_format() -> str:
    """How a form displays a date: as it is typed in Finnish, else ISO 8601. Our fields can read both."""
    return DOTTED_DATE if (get_language() or "").startswith("fi") else ISO_DATE


def format_input_date(day: date) -> str:
    """A date as our fields display it."""
    return day.strftime(input_date_format())


class PickerMixin:
    """A date picker that leaves alone what somebody has typed.

    Wagtail's picker replaces a text that is not in its own format by today or now. Its formats come from the project's
    settings, but ours have to be among those that the fields read.
    """

    js_format: str

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "validateOnBlur": False, "scrollInput": False}


class DateInput(PickerMixin, AdminDateInput):
    """A date with Wagtail's picker, displayed in ``input_date_format``."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format=ISO_DATE)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "format": input_date_format().replace("%", "")}

    def format_value(self, value: Any) -> str | None:
        return format_input_date(value) if isinstance(value, date) else super().format_value(value)


class TimeInput(PickerMixin, AdminTimeInput):
    """A time of day with Wagtail's picker, displayed as ``13:30``."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format=CLOCK)


class DateTimeInput(PickerMixin, AdminDateTimeInput):
    """A date and time with Wagtail's picker, displayed in ``input_date_format`` and as ``13:30``."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, js_overlay_parent_selector: str = "body") -> None:
        options = {"time_format": CLOCK, "js_overlay_parent_selector": js_overlay_parent_selector}
        super().__init__(attrs, format=f"{ISO_DATE} {CLOCK}", **options)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "format": f"{input_date_format().replace('%', '')} H:i"}

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime):
            return value.strftime(f"{input_date_format()} {CLOCK}")
        return super().format_value(value)


class DateRangeInput(DateRangePickerWidget):
    """Two dates, for filters."""

    widgets: list[forms.Widget]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.widgets = [DateInput(widget.attrs) for widget in self.widgets]


class DateField(forms.DateField):
    """A date as described in ``date_parsing``, within the supported years."""

    widget = DateInput
    default_error_messages = {"invalid": _("Enter a date, such as 24.12.2026."), "confirm": CONFIRM}

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value.strip() if isinstance(value, str) else value)
        reading = self._read(value)
        if reading is None:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        if not reading.certain:
            raise _confirmation(self, reading.day)
        return reading.day

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the form displays: a date that has to be confirmed with its year, else the text as entered."""
        data = super().bound_data(data, initial)
        reading = self._read(data) if isinstance(data, str) else None
        return data if reading is None or reading.certain else reading.day

    def _read(self, text: str) -> DateReading | None:
        try:
            reading = parse_date(text, timezone.localdate())
        except ValueError:
            return None
        return reading if is_supported_date(reading.day) else None


class TimeField(forms.TimeField):
    """A time of day as described in ``date_parsing``."""

    widget = TimeInput
    default_error_messages = {"invalid": _("Enter a time, such as 9.00 or 13:30.")}

    def to_python(self, value: Any) -> time | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value.strip() if isinstance(value, str) else value)
        try:
            return parse_time(value)
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from error


class WallTimeField(forms.Field):
    """A date and time of day without a zone, as a naive datetime; the form knows the zone."""

    widget = DateTimeInput
    default_error_messages = {"invalid": _("Enter a date and a time, such as 24.12.2026 13:30."), "confirm": CONFIRM}

    def to_python(self, value: Any) -> datetime | None:
        if not isinstance(value, str) or not value.strip():
            return value if isinstance(value, datetime) else None
        reading = self._read(value)
        if reading is None:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        if not reading.certain:
            raise _confirmation(self, reading.moment)
        return reading.moment

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the form displays; see ``DateField.bound_data``."""
        data = super().bound_data(data, initial)
        reading = self._read(data) if isinstance(data, str) else None
        return data if reading is None or reading.certain else reading.moment

    def _read(self, text: str) -> DateTimeReading | None:
        try:
            reading = parse_date_time(text, self._today())
        except ValueError:
            return None
        return reading if is_supported_date(reading.moment) else None

    def _today(self) -> date:
        return timezone.localdate()


class DateTimeField(WallTimeField):
    """A date and time in ``zone``, which the form sets; as an aware datetime. None: the current time zone."""

    zone: tzinfo | None = None

    def __init__(self, *, input_formats: Sequence[str] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(self.zone or timezone.get_current_timezone()):
            return to_current_timezone(value) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        wall = super().to_python(value)
        if wall is None or timezone.is_aware(wall):
            return wall
        with timezone.override(self.zone or timezone.get_current_timezone()):
            return from_current_timezone(wall)

    def _today(self) -> date:
        return timezone.localdate(timezone=self.zone)


class SupportedDateRangeField(DateRangeField):
    """Two dates, either of which may be blank, each read by a ``DateField``. Cleaned to a ``slice`` of datetimes."""

    widget = DateRangeInput

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        RangeField.__init__(self, (DateField(), DateField()), *args, **kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:
        if not isinstance(data, list):
            return super().bound_data(data, initial)
        return [field.bound_data(part, None) for field, part in zip(self.fields, data, strict=True)]


class SupportedDateRangeFilter(django_filters.DateFromToRangeFilter):
    """From one date to another, both included."""

    field_class = SupportedDateRangeField


def _confirmation(field: forms.Field, day: date) -> forms.ValidationError:
    message = field.error_messages["confirm"] % {"date": format_weekday_date(day)}
    return forms.ValidationError(message, "confirm")
