"""Reads the bytes of a CSV or XLSX file as a table. Nothing is evaluated, guessed at or replaced."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ...late_imports import openpyxl

MAX_BYTES = 5 * 1024 * 1024
#: Of an XLSX file, which is compressed.
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_PARTS = 1000
MAX_ROWS = 10_000
MAX_COLUMNS = 100
# With blank ones in between. A small file may claim to have a row far beyond.
_LAST_ROW = 2 * MAX_ROWS
_SEPARATORS = (";", "\t", ",")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A letter of UTF-8 that was read as Windows-1252, such as “Ã¤”.
_TWICE_ENCODED = re.compile(rb"[\xc3\xc2][\x80-\xbf]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# A header that says which separator follows, which Excel hides.
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


class FileError(Exception):
    """The file can't be read as a table; ``text`` says why, to the user."""

    def __init__(self, text: str | Promise, **values: Any) -> None:
        super().__init__()
        self._text, self._values = text, values

    @property
    def text(self) -> str:
        """In the active language."""
        return str(self._text) % self._values if self._values else str(self._text)


class Unreadable(NamedTuple):
    """A cell without a value that could be imported: ``date``, ``formula`` or ``error``."""

    code: str


#: A text, number or truth value; None if the cell is blank.
Cell = str | int | float | bool | Unreadable | None


class Row(NamedTuple):
    """``number`` is the one that a spreadsheet program shows: that of the headings is 1."""

    number: int
    cells: list[Cell]


class Table(NamedTuple):
    """All rows have as many cells as there are headings, or more if they are not blank."""

    headings: list[str]
    rows: list[Row]


def read_table(content: bytes) -> Table:
    """The table of a file. Raises ``FileError``.

    A file is recognised by its content, not by its name.
    """
    if not content.strip():
        raise FileError(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise FileError(_("The file is larger than %(limit)s MB."), limit=MAX_BYTES // 1024**2)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileError(_("This is a workbook of an old kind (XLS) or with a password. Save it as XLSX or CSV."))
    rows = _workbook_rows(content) if content.startswith(b"PK") else _csv_rows(content)
    return _table(rows)


def _table(rows: Iterable[Sequence[Cell]]) -> Table:
    filled = (Row(number, _trimmed(cells)) for number, cells in enumerate(rows, 1))
    found = list(islice((row for row in filled if row.cells), MAX_ROWS + 2))
    if not found:
        raise FileError(_("The file is empty."))
    header, *others = found
    if any(isinstance(cell, Unreadable) for cell in header.cells):
        raise FileError(_("The first row must have the headings of the columns, as text."))
    if max(len(row.cells) for row in found) > MAX_COLUMNS:
        raise FileError(_("The file has more than %(limit)s columns."), limit=MAX_COLUMNS)
    if len(others) > MAX_ROWS:
        raise _too_many_rows()
    headings = ["" if cell is None else str(cell).strip() for cell in header.cells]
    width = len(headings)
    padded = [Row(row.number, row.cells + [None] * (width - len(row.cells))) for row in others]
    return Table(headings, padded)


def _too_many_rows() -> FileError:
    return FileError(_("The file has more than %(limit)s rows. Divide it into several files."), limit=MAX_ROWS)


def _trimmed(cells: Sequence[Cell]) -> list[Cell]:
    """Without blank cells at the end; texts that consist of white space are blank."""
    found = [None if isinstance(cell, str) and not cell.strip() else cell for cell in cells]
    while found and found[-1] is None:
        found.pop()
    return found


def _csv_rows(content: bytes) -> Iterator[list[Cell]]:
    text = _decoded(content)
    if _CONTROL.search(text):
        raise FileError(_("This is not a spreadsheet. Choose a file in the format CSV or XLSX."))
    declared = _SEPARATOR_LINE.match(text)
    if declared:
        text = text[declared.end() :]
    separator = declared[1] if declared else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        # Without evaluating the rest of a file that has too many rows.
        yield from (list[Cell](row) for row in reader)
    except csv.Error as error:
        message = _("Line %(line)s can't be read: a quotation mark is missing, or a cell is too long.")
        raise FileError(message, line=reader.line_num) from error


def _decoded(content: bytes) -> str:
    """From UTF-8, UTF-16 with a mark, or Windows-1252, which spreadsheet programs write. Nothing is replaced."""
    if content.startswith(_UTF16_MARKS):
        return _decoded_as(content, "utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if content.startswith(b"\xef\xbb\xbf") or _TWICE_ENCODED.search(content):
            raise _unreadable(content, error) from error
    return _decoded_as(content, "cp1252")


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(content, error) from error


def _unreadable(content: bytes, error: UnicodeDecodeError) -> FileError:
    line = content.count(b"\n", 0, error.start) + 1
    text = _("Line %(line)s has characters that can't be read. Save the file as “CSV UTF-8” or XLSX.")
    return FileError(text, line=line)


def _separator(text: str) -> str:
    """The most frequent one in the first line that has any, outside quotation marks."""
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = re.sub(r'"[^"]*"', "", first_line)
    return max(_SEPARATORS, key=unquoted.count)


def _workbook_rows(content: bytes) -> Iterator[list[Cell]]:
    _check_archive(content)
    try:
        yield from _sheet_rows(content)
    except FileError:
        raise
    except Exception as error:  # openpyxl raises what its parsers and the file's contents happen to raise
        raise FileError(_("The workbook is damaged. Open it in a spreadsheet program and save it again.")) from error


def _check_archive(content: bytes) -> None:
    """A small archive may unpack to more than the memory, and XML may define texts that do."""
    no_workbook = FileError(_("This is not a spreadsheet. Choose a file in the format CSV or XLSX."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise FileError(_("The workbook is too large. Copy the rows to a new workbook without anything else."))
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise no_workbook
            for name in names:
                if name.endswith((".xml", ".rels")) and b"<!" in archive.read(name)[:2000].replace(b"<!--", b""):
                    raise no_workbook
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise no_workbook from error


def _sheet_rows(content: bytes) -> Iterator[list[Cell]]:
    """Those of the first sheet. Cells keep their position."""
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    if not workbook.worksheets:
        raise FileError(_("The file is empty."))
    sheet = workbook.worksheets[0]
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1)):
        if number > _LAST_ROW:
            raise _too_many_rows()
        yield [_workbook_cell(cell) for cell in cells]


def _workbook_cell(cell: Any) -> Cell:
    if cell.value is None:
        return None
    if cell.data_type == "f":
        return Unreadable("formula")
    if cell.data_type == "e":
        return Unreadable("error")
    if isinstance(cell.value, date | time | timedelta):
        return Unreadable("date")
    return cell.value if isinstance(cell.value, str | int | float) else str(cell.value)
