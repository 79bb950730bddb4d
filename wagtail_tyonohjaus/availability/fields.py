"""Model and form field for the secret URL of a calendar."""

from typing import Any

from django import forms
from django.db import models

from .calendar_urls import masked_url


class MaskedURLField(forms.CharField):
    """Displays only the host of the stored URL; submitting that display leaves the URL unchanged.

    Set ``stored`` on each form's field.
    """

    stored = ""

    def prepare_value(self, value: Any) -> Any:
        return masked_url(value) if value and value == self.stored else value

    def clean(self, value: Any) -> Any:
        return super().clean(self.stored if self._is_unchanged(value) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self._is_unchanged(data) and super().has_changed(initial, data)

    def _is_unchanged(self, value: Any) -> bool:
        return bool(self.stored) and str(value or "").strip() == masked_url(self.stored)


class SecretURLField(models.CharField):
    """A URL that gives access to what it links to, so that forms display it masked."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": MaskedURLField, **kwargs})
