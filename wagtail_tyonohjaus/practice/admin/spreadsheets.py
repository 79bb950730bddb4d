"""Cells of spreadsheets, as the programs of the active language read them, without formula injection.

The rules against formulas are stricter than those of the library defusedcsv, which looks at the first character only:
it lets through formulas after a space, a quotation mark or a format character, formulas in full-width characters, and
formulas after a semicolon or comma, at each of which some programs split cells. It also alters
telephone numbers such as ``+358 9 123``.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from operator import attrgetter
from typing import Any, Protocol

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from ..formatting import figure_formats

# XML 1.0 does not allow these characters, and they are of no use in a spreadsheet.
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FORMULA = frozenset("=+-@|%")
_NUMBER = re.compile(r"\+\d[\d ]*")
# Characters that separate cells in some locales: the semicolon in Finnish Excel, the comma in English.
_SEPARATORS = re.compile(r"([;,\t\n])")
MAX_CELL_LENGTH = 32_767
# Texts that need no change, as most do: they begin with a letter or digit and contain no separator but commas before
# such a character. This is a shortcut.
_LETTER = "[0-9A-Za-zÀ-ÖØ-öø-ÿ]"
_OTHERS = "[^;,\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]*"
_HARMLESS = re.compile(f"{_LETTER}{_OTHERS}(?:, ?(?={_LETTER}){_OTHERS})*")

#: What a letter of ``FIGURES`` stands for: the attribute, its text, and its code in a workbook.
_PARTS = {
    "d": ("day", "%02d", "dd"),
    "j": ("day", "%d", "d"),
    "m": ("month", "%02d", "mm"),
    "n": ("month", "%d", "m"),
    "Y": ("year", "%04d", "yyyy"),
    "G": ("hour", "%d", "h"),
    "H": ("hour", "%02d", "hh"),
    "i": ("minute", "%02d", "mm"),
}
# A workbook has no dates before.
_FIRST_YEAR = 1900


def cell_text(value: Any) -> str:
    """The value as text without illegal characters, at most ``MAX_CELL_LENGTH`` characters long."""
    return _ILLEGAL.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))[:MAX_CELL_LENGTH]


def csv_cell(value: Any) -> str:
    """The value as text that no spreadsheet program evaluates as a formula.

    An apostrophe is put before formula characters, also full-width ones, which some programs normalise. A telephone
    number such as ``+358 9 123`` is harmless and stays unchanged, but only alone: after a separator, the rest of the
    row could continue it as a formula.
    """
    text = str(value)
    if not text or (len(text) <= MAX_CELL_LENGTH and _HARMLESS.fullmatch(text)):
        return text
    text = cell_text(text)
    if _NUMBER.fullmatch(text):
        return text
    return "".join(map(_escaped, _SEPARATORS.split(_escaped(text))))[:MAX_CELL_LENGTH]


def unescaped(text: str) -> str:
    """The text of which ``csv_cell`` has made this cell, without the apostrophes before formula characters."""
    return "".join(map(_unescaped, _SEPARATORS.split(text)))


class Cells(Protocol):
    """The cells of a file, in the language that was active when it was made: languages are looked up once a file."""

    def row(self, values: Iterable[Any]) -> list[Any]:
        """The values as the file's cells. A datetime is written as the wall time of its own zone."""
        ...


class CsvCells:
    """Cells as text. Where people write a decimal comma, spreadsheet programs expect a semicolon between cells.

    ``separator`` is the character between cells.
    """

    def __init__(self) -> None:
        day, clock = figure_formats()
        self._date, self._time, self._moment = _Figures(day), _Figures(clock), _Figures(f"{day} {clock}")
        self._decimal_separator = get_format("DECIMAL_SEPARATOR")
        self._yes, self._no = _("Yes"), _("No")
        self.separator = ";" if self._decimal_separator == "," else ","

    def row(self, values: Iterable[Any]) -> list[Any]:
        return [csv_cell(value) if isinstance(value, str) else self._cell(value) for value in values]

    def _cell(self, value: Any) -> str:
        if isinstance(value, datetime):
            return self._moment.text(value)
        if value is None:
            return ""
        if isinstance(value, bool):
            return self._yes if value else self._no
        if isinstance(value, int):
            return str(value)
        if isinstance(value, float | Decimal):
            return (f"{value:f}" if isinstance(value, Decimal) else str(value)).replace(".", self._decimal_separator)
        if isinstance(value, date):
            return self._date.text(value)
        return self._time.text(value) if isinstance(value, time) else csv_cell(value)


class WorkbookCells:
    """Cells with types: dates and times, numbers and texts.

    ``number_formats`` are the codes by which a workbook displays the types of dates and times.
    """

    def __init__(self) -> None:
        day, clock = figure_formats()
        formats = {datetime: f"{day} {clock}", date: day, time: clock}
        self.number_formats = {kind: _Figures(pattern).number_format for kind, pattern in formats.items()}

    def row(self, values: Iterable[Any]) -> list[Any]:
        return [cell_text(value) if isinstance(value, str) else self._cell(value) for value in values]

    def _cell(self, value: Any) -> Any:
        if isinstance(value, date) and value.year < _FIRST_YEAR:
            return cell_text(value)
        if isinstance(value, datetime):
            return value.replace(second=0, microsecond=0, tzinfo=None)
        if isinstance(value, time):
            return value.replace(second=0, microsecond=0, tzinfo=None)
        if value is None or isinstance(value, date):
            return value
        return value if isinstance(value, int | float | Decimal) and isfinite(value) else cell_text(value)


class _Figures:
    """A date or time in figures, by one of Django's formats: much faster than Django's own, for many cells."""

    def __init__(self, pattern: str) -> None:
        parts = [
            _PARTS.get(character, ("", character.replace("%", "%%"), _literal(character))) for character in pattern
        ]
        self._values = attrgetter(*(name for name, _text, _code in parts if name))
        self._template = "".join(text for _name, text, _code in parts)
        self.number_format = "".join(code for _name, _text, code in parts)

    def text(self, moment: date | time) -> str:
        return self._template % self._values(moment)


def _literal(character: str) -> str:
    return character if character in " -:" else f"\\{character}"


def _escaped(text: str) -> str:
    return f"'{text}" if _first_significant_character(text) in _FORMULA else text


def _unescaped(text: str) -> str:
    is_escaped = text.startswith("'") and _first_significant_character(text[1:]) in _FORMULA
    return text[1:] if is_escaped else text


def _first_significant_character(text: str) -> str:
    """The first character that is not white space, a quotation mark or a format character, normalised (NFKC)."""
    significant = (char for char in text if not (char.isspace() or char == '"' or unicodedata.category(char) == "Cf"))
    return unicodedata.normalize("NFKC", next(significant, " "))[:1]
