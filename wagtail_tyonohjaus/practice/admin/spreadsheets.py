"""Cells of spreadsheets without formula injection. Telephone numbers stay unchanged.

The rules are stricter than those of the library defusedcsv, which looks at the first character only: it lets through
formulas after a space, a quotation mark or a format character, formulas in full-width characters, and formulas after a
semicolon, at which Finnish Excel splits cells. It also alters telephone numbers such as ``+358 9 123``.
"""

import re
import unicodedata
from typing import Any

# XML 1.0 does not allow these characters, and they are of no use in a spreadsheet.
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FORMULA = frozenset("=+-@|%")
_NUMBER = re.compile(r"\+\d[\d ]*")
# Characters that separate cells in some locales, such as the semicolon in Finnish Excel.
_SEPARATORS = re.compile(r"([;\t\n])")
MAX_CELL_LENGTH = 32_767
# Texts that need no change, as most do: they begin with a letter or digit and contain no separator. This is a shortcut.
_HARMLESS = re.compile("[0-9A-Za-zÀ-ÖØ-öø-ÿ][^;\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]*")


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


def _escaped(text: str) -> str:
    return f"'{text}" if _first_significant_character(text) in _FORMULA else text


def _first_significant_character(text: str) -> str:
    """The first character that is not white space, a quotation mark or a format character, normalised (NFKC)."""
    significant = (char for char in text if not (char.isspace() or char == '"' or unicodedata.category(char) == "Cf"))
    return unicodedata.normalize("NFKC", next(significant, " "))[:1]
