"""Model fields of this part."""

from typing import Any

from django import forms

from ..practice.fields import ChoiceListField


class WeekdayListField(ChoiceListField):
    """Weekdays as a list of integers, Monday being 0."""

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]
        return [int(code) for code in super().to_python(value) if str(code).isdigit()]

    def _ordered(self, codes: list[Any]) -> list[str]:
        return [str(code) for code in sorted(codes)]

    def formfield(self, **kwargs: Any) -> forms.Field:
        field = super().formfield(**kwargs)
        return forms.TypedMultipleChoiceField(
            choices=self.vocabulary.choices if self.vocabulary else (),
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            required=field.required,
            label=field.label,
            help_text=field.help_text,
        )

    def get_searchable_content(self, value: list[Any]) -> list[str]:
        return [str(code) for code in value]
