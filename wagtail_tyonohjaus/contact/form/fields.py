"""Form fields that clean up what visitors type if that is safe, and reject it only if it can't be right."""

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from ...digits import parse_digits
from ...practice.form_fields.slot_values import parse_slot_value, slot_value
from ...practice.form_fields.texts import clean_line
from ...practice.models import Supervisor
from ...practice.phone_numbers import validate_complete, validate_not_premium_rate
from ...practice.time_zones import known_time_zone_name

#: Sessions that a visitor can request in one go.
MAX_SERIES = 5


class VisitorPhoneField(PhoneNumberField):
    """A telephone number that can be called at an ordinary rate."""

    validators: list[Any]
    default_error_messages = {"invalid": _("Enter only a telephone number, such as 040 123 4567 or +46 70 123 45 67.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [validate_complete, *self.validators, validate_not_premium_rate]

    def to_python(self, value: Any) -> Any:
        text = clean_line(str(value or ""))
        # The parser would skip such characters, but other programs that get the number might not.
        if len(text) > 40 or re.search(r"[A-Za-z=@]", text):
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return super().to_python(text)


class TimeZoneField(forms.CharField):
    """A time zone that a script has filled in. Any other value is ignored, since the visitor can't see it."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> str:
        return known_time_zone_name(value)


class RecordChoiceField(forms.ModelChoiceField):
    """Records by their title in the visitor's language."""

    default_error_messages = {"invalid_choice": _("This is no longer available. Choose another.")}

    def label_from_instance(self, record: Any) -> str:
        return str(record) if isinstance(record, Supervisor) else record.title


class SupervisorSearchField(forms.Field):
    """A supervisor by name, where there are too many to list, or by primary key, as links have it.

    ``queryset`` has the supervisors to choose from. A name may lack accents, and parts that are not needed.
    """

    default_error_messages = {
        "invalid_choice": _("This is no longer available. Choose another."),
        "not_found": _("We found nobody of this name. Check the spelling, or leave this blank."),
        "ambiguous": _("Several people have this name: %(names)s. Enter the whole name."),
    }
    MAX_SUGGESTIONS = 5

    def __init__(self, queryset: QuerySet[Supervisor], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.queryset = queryset

    def prepare_value(self, value: Any) -> Any:
        """The name, for a field that the visitor can see."""
        key = parse_digits(value)
        if self.widget.is_hidden or key is None:
            return value
        return self.queryset.filter(pk=key).values_list("name", flat=True).first() or ""

    def to_python(self, value: Any) -> Supervisor | None:
        text = clean_line(str(value or ""))
        if not text:
            return None
        key = parse_digits(text)
        found = self._by_name(text) if key is None else self.queryset.filter(pk=key).first()
        if found is None:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return found

    def _by_name(self, text: str) -> Supervisor:
        words = _folded(text).split()
        names = list(self.queryset.values_list("pk", "name"))
        matches = [(pk, name) for pk, name in names if _folded(name).split() == words]
        matches = matches or [(pk, name) for pk, name in names if all(word in _folded(name) for word in words)]
        if not matches:
            raise ValidationError(self.error_messages["not_found"], "not_found")
        if len(matches) > 1:
            suggestions = ", ".join(name for _pk, name in matches[: self.MAX_SUGGESTIONS])
            raise ValidationError(self.error_messages["ambiguous"], "ambiguous", {"names": suggestions})
        return self.queryset.get(pk=matches[0][0])


class CarriedInput(forms.HiddenInput):
    """A value that the page knows. ``visible`` is the widget to use if it is not valid any more."""

    def __init__(self, visible: forms.Widget) -> None:
        super().__init__()
        self.visible = visible


class PreferredTime(NamedTuple):
    """A slot that the visitor prefers: its start in UTC and its length in minutes."""

    start: datetime
    minutes: int

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)

    @property
    def value(self) -> str:
        """As the form submits it: ``2026-12-01T08:00Z/60``."""
        return slot_value(self.start, self.minutes)

    @classmethod
    def parse(cls, text: str) -> "PreferredTime":
        """The reverse of ``value``; raises ``ValueError``."""
        return cls(*parse_slot_value(text))


def _folded(text: str) -> str:
    """For comparison: without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


class FurtherTimesField(forms.Field):
    """The further times of a series, separated by commas, as ``PreferredTime.value`` writes them.

    The visitor can't see them: if one can't be read or has passed, there is none.
    """

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> tuple[PreferredTime, ...]:
        try:
            times = [PreferredTime.parse(text) for text in str(value or "").split(",") if text.strip()]
        except ValueError:
            return ()
        is_valid = len(times) < MAX_SERIES and all(time.start > timezone.now() for time in times)
        return tuple(sorted(times)) if is_valid else ()


class PreferredTimeField(forms.CharField):
    """A future ``PreferredTime``, or None."""

    default_error_messages = {
        "invalid": _("This is not a valid time. Choose one of the times below, or no particular time."),
        "past": _("This time is in the past. Choose another one, or no particular time."),
    }

    def to_python(self, value: Any) -> PreferredTime | None:  # type: ignore[override]
        text = super().to_python(value)
        if not text:
            return None
        try:
            preferred = PreferredTime.parse(text)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], "invalid") from error
        if preferred.start <= timezone.now():
            raise ValidationError(self.error_messages["past"], "past")
        return preferred
