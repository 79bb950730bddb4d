"""Cells that are safe to open in a spreadsheet, with telephone numbers as they are."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

# XML 1.0 has no place for these, and no reader of a spreadsheet a use.
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FORMULA = frozenset("=+-@|%")
_NUMBER = re.compile(r"\+\d[\d ]*")
# Where a reader set to another separator, as Excel is in Finland, begins a cell of its own.
_ENDS = re.compile(r"([;\t\n])")
MAX_CELL_LENGTH = 32_767


class SafeExportMixin(SpreadsheetExportMixin):
    """Wagtail's export of a list, without formulas, characters that break the file, and times turned to UTC."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M")
        found = super().preprocess_field_value(field, value, export_format)
        if not isinstance(found, str):
            return found
        return csv_cell(found) if export_format == self.FORMAT_CSV else clean(found)


def clean(value: Any) -> str:
    """Text without what no file can hold."""
    return _ILLEGAL.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))[:MAX_CELL_LENGTH]


def csv_cell(value: Any) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes first, but not before a telephone number.

    A plus and digits compute nothing. Full-width signs count, since some readers fold them.
    """
    text = _harmless(clean(value))
    return "".join(map(_harmless, _ENDS.split(text)))[:MAX_CELL_LENGTH]


def _harmless(text: str) -> str:
    return f"'{text}" if _first_seen(text) in _FORMULA and not _NUMBER.fullmatch(text) else text


def _first_seen(text: str) -> str:
    """The first character that a reader doesn't skip or take for a quotation mark, folded to its plain form."""
    seen = (char for char in text if not (char.isspace() or char == '"' or unicodedata.category(char) == "Cf"))
    return unicodedata.normalize("NFKC", next(seen, " "))[:1]
