"""Sets what the choice fields of a form offer."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet


def set_queryset(form: forms.BaseForm, name: str, queryset: QuerySet[Any]) -> None:
    """The records that a ``ModelChoiceField`` of the form offers."""
    cast(forms.ModelChoiceField, form.fields[name]).queryset = queryset


def set_choices(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """The ``(value, label)`` pairs that a ``ChoiceField`` of the form offers."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)
