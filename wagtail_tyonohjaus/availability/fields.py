"""The field of a calendar's secret address."""

from typing import Any

from django import forms
from django.db import models

from .calendar_urls import masked_url


class MaskedAddressField(forms.CharField):
    """Shows only the host of a stored address, and takes what it shows for "unchanged". Set ``stored`` a form."""

    stored = ""

    def prepare_value(self, value: Any) -> Any:
        return masked_url(value) if value and value == self.stored else value

    def clean(self, value: Any) -> Any:
        return super().clean(self.stored if self._kept(value) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self._kept(data) and super().has_changed(initial, data)

    def _kept(self, value: Any) -> bool:
        return bool(self.stored) and str(value or "").strip() == masked_url(self.stored)


class SecretAddress(models.CharField):
    """An address that is the key to what it leads to."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": MaskedAddressField, **kwargs})
