"""The columns of a file as the upload page explains them, and a file with nothing but headings."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import BooleanField, IntegerField, Model
from django.utils.translation import gettext as _
from phonenumber_field.modelfields import PhoneNumberField

from ...practice.admin.exports import csv_blocks
from ...practice.admin.spreadsheets import CsvCells
from ...practice.fields import ChoiceListField, model_field
from ...practice.record_columns import COLUMNS, KEYS, heading
from .headings import REQUIRED


class ColumnNote(NamedTuple):
    """A column, and what to write in it."""

    heading: str
    text: str
    is_required: bool


def column_notes(model: type[Model]) -> list[ColumnNote]:
    """All columns of a file, in the active language."""
    required = REQUIRED[model.__name__]
    return [ColumnNote(heading(model, name), _note(model, name), name in required) for name in COLUMNS[model]]


def _note(model: type[Model], name: str) -> str:
    field: Any = model_field(model, name)
    if name == KEYS[model]:
        return _("Tells which record the row is about. Leave it blank for a new one.")
    if field.many_to_many:
        return _("Names, with semicolons between them or one per line.")
    if isinstance(field, ChoiceListField):
        labels = ", ".join(str(label) for _code, label in field.vocabulary.choices)  # type: ignore[union-attr]
        return _("One or several of: %(choices)s.") % {"choices": labels}
    if field.choices:
        return _("One of: %(choices)s.") % {"choices": ", ".join(str(label) for _code, label in field.flatchoices)}
    if isinstance(field, BooleanField):
        return _("Yes or No.")
    if isinstance(field, PhoneNumberField):
        return _("As text, so that the leading zero or plus sign remains.")
    return _("A whole number.") if isinstance(field, IntegerField) else str(field.help_text)


def template_blocks(headings: Sequence[str], cells: CsvCells) -> Iterator[bytes]:
    """A CSV file with headings only, without the note that a list is complete."""
    return iter([next(csv_blocks(headings, iter(()), cells, has_byte_order_mark=True))])
