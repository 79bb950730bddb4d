"""Reads the cells of one column, with an error for what can't be imported."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Field, IntegerField
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from phonenumber_field.modelfields import PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber

from ...practice.admin.spreadsheets import unescaped
from ...practice.fields import ChoiceListField
from ...practice.phone_numbers import example_number
from ...practice.record_columns import SEPARATOR
from .files import Cell, Unreadable
from .texts import normalised, truth_words, words

#: Returns the value of a cell that is not blank; raises ``ValidationError``.
Reader = Callable[[Cell], Any]

_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")
_BARE_DIGITS = re.compile(r"[1-9][\d ]*")


def text_of(cell: Cell) -> str:
    """A cell as text. Raises ``ValidationError`` for a date, a formula and an error of the spreadsheet program."""
    if isinstance(cell, Unreadable):
        raise ValidationError(_unreadable_text(cell), cell.code)
    if isinstance(cell, bool):
        return _("Yes") if cell else _("No")
    if isinstance(cell, float):
        number = int(cell) if cell.is_integer() else cell
        return str(number).replace(".", get_format("DECIMAL_SEPARATOR"))
    return unescaped(str("" if cell is None else cell).replace("\r\n", "\n").replace("\r", "\n"))


def _unreadable_text(cell: Unreadable) -> str:
    if cell.code == "date":
        return _("The spreadsheet program has made a date or time of this. Format the cell as text and enter it again.")
    if cell.code == "formula":
        return _("This is a formula, which is not calculated here. Replace it with its value.")
    return _("The spreadsheet program shows an error here.")


def reader_for(field: Field, form_field: forms.Field, region: str) -> Reader:
    """The reader of a field that is no relation. ``region`` is the country of the practice's telephone numbers."""
    if isinstance(field, ChoiceListField):
        return _choice_list_reader(field)
    if isinstance(field, BooleanField):
        return _truth_reader()
    if isinstance(field, PhoneNumberField):
        return _phone_reader(field, form_field, region)
    if field.choices:
        return _choice_reader(field)
    return _form_reader(field, form_field)


def _form_reader(field: Field, form_field: forms.Field) -> Reader:
    is_number = isinstance(field, IntegerField)

    def read(cell: Cell) -> Any:
        if is_number and isinstance(cell, bool):
            raise ValidationError(_("Enter a whole number."), "invalid")
        value = form_field.clean(text_of(cell))
        field.run_validators(value)
        return value

    return read


def _truth_reader() -> Reader:
    known = truth_words()

    def read(cell: Cell) -> bool:
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else text_of(cell)
        if (value := known.get(normalised(text))) is None:
            raise ValidationError(_("Enter Yes or No."), "invalid")
        return value

    return read


def _choice_reader(field: Field) -> Reader:
    known = words(lambda: ((str(code), str(label)) for code, label in field.flatchoices))

    def read(cell: Cell) -> str:
        return _known(known, text_of(cell), lambda: (str(label) for _code, label in field.flatchoices))

    return read


def _choice_list_reader(field: ChoiceListField) -> Reader:
    vocabulary: Any = field.vocabulary
    order = [str(code) for code in vocabulary.values]
    known = words(lambda: ((str(code), str(label)) for code, label in vocabulary.choices))

    def labels() -> list[str]:
        return [str(label) for _code, label in vocabulary.choices]

    def read(cell: Cell) -> list[str]:
        codes = {_known(known, text, labels) for text in several(text_of(cell))}
        return [code for code in order if code in codes]

    return read


def several(text: str) -> list[str]:
    """The values of a cell: one per line, or in one line with semicolons between them."""
    parts = text.split("\n") if "\n" in text.strip() else text.split(SEPARATOR)
    return [part.strip() for part in parts if part.strip()]


def _known(known: Mapping[str, str], text: str, labels: Callable[[], Iterable[str]]) -> str:
    code = known.get(normalised(text))
    if code is None:
        message = _("“%(value)s” is not one of the choices: %(choices)s.")
        raise ValidationError(message % {"value": text.strip(), "choices": ", ".join(labels())}, "invalid_choice")
    return code


def _phone_reader(field: Field, form_field: forms.Field, region: str) -> Reader:
    def read(cell: Cell) -> Any:
        text = text_of(cell).strip()
        if _SCIENTIFIC.fullmatch(text) or (isinstance(cell, float) and not cell.is_integer()):
            message = _(
                "The spreadsheet program has shortened this number. Format the cell as text and enter it again."
            )
            raise ValidationError(message, "shortened")
        number = form_field.clean(_completed(text, region) if _BARE_DIGITS.fullmatch(text) else text)
        field.run_validators(number)
        return number

    return read


def _completed(digits: str, region: str) -> str:
    """The number of which a spreadsheet program has removed the leading zero or plus sign, if there is only one."""
    found = {number for text in (digits, f"0{digits}", f"+{digits}") if (number := _parsed(text, region))}
    if len(found) == 1:
        return found.pop()
    message = _(
        "The beginning of this number is missing, since the cell is not formatted as text. Enter it like %(example)s "
        "or with the country code, such as +358."
    )
    raise ValidationError(message % {"example": example_number(region)}, "incomplete")


def _parsed(text: str, region: str) -> str:
    """The number in the format E.164; empty if it is not valid."""
    try:
        number = PhoneNumber.from_string(text, region=region)
    except phonenumbers.NumberParseException:
        return ""
    return number.as_e164 if number.is_valid() else ""
