"""The kinds of questions that editors can add to a contact form: the package's and those of the project."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ...practice.form_fields.texts import LineField, NumberField, TextField
from ...registry import Registry
from .config import CustomField, CustomFieldType
from .questions import Answer, answer_of, convert
from .standard_fields import StrOrPromise


@dataclass(frozen=True)
class FieldType:
    """A kind of question.

    ``name`` is stored with the question, ``label`` is shown to editors. ``build`` returns the form field of a question;
    the field has one input and takes ``CustomField.field_options``. ``to_answer`` turns the cleaned value into what is
    stored with the request. A type that ``needs_choices`` can only be saved with some.
    """

    name: str
    label: StrOrPromise
    build: Callable[[CustomField], forms.Field]
    to_answer: Callable[[Any], Answer] = answer_of
    needs_choices: bool = False


_registered: Registry[FieldType] = Registry("field type")


def register_field_type(field_type: FieldType) -> None:
    """Adds a kind of question; one of the same name is replaced."""
    _registered.register(field_type.name, field_type)


def unregister_field_type(name: str) -> None:
    """Removes a kind of question, if it is registered. Questions of that kind take a line of text then."""
    _registered.unregister(name)


def field_types() -> list[FieldType]:
    """The package's first."""
    return list(_registered)


def answer_to(custom: CustomField, value: Any) -> Answer:
    """What is stored of the cleaned value."""
    field_type = field_type_of(custom)
    return convert(field_type.to_answer, value, field_type.name)


def field_type_of(custom: CustomField) -> FieldType:
    """A kind that is not registered any more counts as a line of text, so that visitors can still answer.

    Editors see an error when they save a form with such a question.
    """
    return _registered.get(custom.kind) or _LINE


def _line(custom: CustomField) -> forms.Field:
    return LineField(max_length=500, **custom.field_options)


def _text(custom: CustomField) -> forms.Field:
    return TextField(max_length=2000, widget=forms.Textarea(attrs={"rows": "3"}), **custom.field_options)


def _choice(custom: CustomField) -> forms.Field:
    choices = [("", _("Choose")), *((choice, choice) for choice in custom.choices)]
    return forms.ChoiceField(choices=choices, **custom.field_options)


def _checkbox(custom: CustomField) -> forms.Field:
    return forms.BooleanField(**custom.field_options)


def _number(custom: CustomField) -> forms.Field:
    return NumberField(minimum=-1_000_000_000, maximum=1_000_000_000, **custom.field_options)


_LINE = FieldType(CustomFieldType.TEXT.value, CustomFieldType.TEXT.label, _line)
for _field_type in (
    _LINE,
    FieldType(CustomFieldType.TEXTAREA.value, CustomFieldType.TEXTAREA.label, _text),
    FieldType(CustomFieldType.CHOICE.value, CustomFieldType.CHOICE.label, _choice, needs_choices=True),
    FieldType(CustomFieldType.CHECKBOX.value, CustomFieldType.CHECKBOX.label, _checkbox),
    FieldType(CustomFieldType.NUMBER.value, CustomFieldType.NUMBER.label, _number),
):
    register_field_type(_field_type)
