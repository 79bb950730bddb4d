"""Files of lists as the spreadsheet programs of each language read them."""

import csv
import io
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from wagtail_tyonohjaus.practice.admin.exports import csv_blocks, write_workbook
from wagtail_tyonohjaus.practice.admin.spreadsheets import CsvCells, WorkbookCells, cell_text, csv_cell

HELSINKI = ZoneInfo("Europe/Helsinki")
SEPARATORS = {"en": ",", "fi": ";", "sv": ";"}
LANGUAGES = list(SEPARATORS)
# Both hours from 3 to 4 of the night in which the clocks are put back, in UTC.
REPEATED = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def write_csv(language: str, rows: list[list[object]], *, has_byte_order_mark: bool = False) -> str:
    with translation.override(language):
        cells = CsvCells()
        headings = ["A"] * len(rows[0]) if rows else ["A"]
        written = [[cells.row(row) for row in rows]]
        blocks = csv_blocks(headings, written, cells, has_byte_order_mark=has_byte_order_mark)
        return b"".join(blocks).decode()


def read_csv(language: str, text: str) -> list[list[str]]:
    _headings, *rows, _blank, _note = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=SEPARATORS[language]
    )
    return rows


def csv_row(language: str, *values: object) -> list[str]:
    [row] = read_csv(language, write_csv(language, [list(values)]))
    return row


def workbook_row(language: str, *values: object) -> list:
    with translation.override(language):
        cells = WorkbookCells()
        file = write_workbook("List", ["A"] * len(values), [[cells.row(values)]], cells)
    return list(load_workbook(file).active[2])


@pytest.mark.parametrize(
    ("language", "moment", "day", "clock", "number"),
    [
        ("en", "2026-12-07 09:05", "2026-12-07", "09:05", "1.5"),
        ("fi", "7.12.2026 9.05", "7.12.2026", "9.05", "1,5"),
        ("sv", "7.12.2026 09:05", "7.12.2026", "09:05", "1,5"),
    ],
)
def test_dates_and_numbers_are_those_of_the_language(language, moment, day, clock, number):
    start = datetime(2026, 12, 7, 7, 5, 59, tzinfo=UTC).astimezone(HELSINKI)
    values = (start, start.date(), start.time(), 1.5, Decimal("1.5"), -1.5, 7, None)
    assert csv_row(language, *values) == [moment, day, clock, number, number, f"-{number}", "7", ""]


@pytest.mark.parametrize(("language", "texts"), [("en", ["Yes", "No"]), ("fi", ["Kyllä", "Ei"]), ("sv", ["Ja", "Nej"])])
def test_truth_values_are_words(language, texts):
    assert csv_row(language, True, False) == texts


@pytest.mark.parametrize(("language", "has_mark"), [("en", False), ("fi", True), ("sv", True)])
def test_a_file_with_semicolons_has_a_byte_order_mark(language, has_mark):
    assert write_csv(language, [["ä"]]).startswith("\ufeff") == has_mark
    assert write_csv(language, [["ä"]], has_byte_order_mark=True).count("\ufeff") == 1


@pytest.mark.parametrize(
    ("language", "separator", "number"), [("de", ";", "1,5"), ("en-gb", ",", "1.5"), ("nb", ";", "1,5")]
)
def test_other_languages_have_their_separator_and_iso_dates(language, separator, number):
    text = write_csv(language, [[1.5, date(2026, 12, 7)]])
    assert f"{number}{separator}2026-12-07\r\n" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_repeated_hours_have_the_same_wall_time(language):
    moments = [(REPEATED + timedelta(hours=hours)).astimezone(HELSINKI) for hours in range(-1, 3)]
    clocks = [cell.rpartition(" ")[2].replace(".", ":").rjust(5, "0") for cell in csv_row(language, *moments)]
    assert clocks == ["02:30", "03:30", "03:30", "04:30"]
    assert [cell.value.hour for cell in workbook_row(language, *moments)] == [2, 3, 3, 4]


@pytest.mark.parametrize("language", LANGUAGES)
@given(rows=st.lists(st.lists(st.text(), min_size=3, max_size=3), max_size=4))
@example(rows=[["a;b", 'a","b', "a\nb"], ["1,5", "\r", '";"']])
def test_cells_can_be_read_back(language, rows):
    read = read_csv(language, write_csv(language, rows))
    assert read == [[csv_cell(value) for value in row] for row in rows]
    # Nothing but apostrophes is added.
    without = [[cell.replace("'", "") for cell in row] for row in read]
    assert without == [[cell_text(value).replace("'", "") for value in row] for row in rows]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@example(text="a,=1+1")
@example(text='a",=1+1')
@example(text="a, =1")
@given(text=st.text(alphabet='a;,\t\n\r"=+-@ 1'))
def test_no_cell_begins_a_formula_wherever_a_program_splits_the_line(separator, language, text):
    written = write_csv(language, [["x", text, "+358401234567", 1.5]]).removeprefix("\ufeff")
    lines = csv.reader(io.StringIO(written), delimiter=separator)
    cells = [cell.strip().strip('"').strip() for line in lines for cell in line]
    starts = {cell[0] for cell in cells if cell and not re.fullmatch(r"\+\d[\d ]*", cell)}
    assert starts & set("=+-@") == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_has_types(language):
    start = datetime(2026, 12, 7, 7, 5, 59, 7, tzinfo=UTC).astimezone(HELSINKI)
    values = (start, start.date(), start.time(), 1.5, Decimal("1.5"), 7, True, None)
    cells = workbook_row(language, *values)
    assert [cell.value for cell in cells] == [
        *(datetime(2026, 12, 7, 9, 5), datetime(2026, 12, 7), time(9, 5), 1.5, 1.5, 7, True, None)
    ]
    assert [cell.data_type for cell in cells] == ["d", "d", "d", "n", "n", "n", "b", "n"]


@pytest.mark.parametrize(
    ("language", "moment", "day", "clock"),
    [
        ("en", "yyyy-mm-dd hh:mm", "yyyy-mm-dd", "hh:mm"),
        ("fi", r"d\.m\.yyyy h\.mm", r"d\.m\.yyyy", r"h\.mm"),
        ("sv", r"d\.m\.yyyy hh:mm", r"d\.m\.yyyy", "hh:mm"),
    ],
)
def test_a_workbook_displays_dates_as_the_language_writes_them(language, moment, day, clock):
    cells = workbook_row(language, datetime(2026, 12, 7, 9), date(2026, 12, 7), time(9))
    assert [cell.number_format for cell in cells] == [moment, day, clock]


@pytest.mark.parametrize("text", ["=1+1", "+358401234567", "0123", "TO-1234", "1,5 h", "7.12.2026", "#REF!", "1e5"])
def test_texts_stay_texts_in_a_workbook(text):
    [cell] = workbook_row("fi", text)
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), date(1812, 4, 8), datetime(1, 1, 1)])
def test_what_a_workbook_can_not_hold_is_text(value):
    [cell] = workbook_row("en", value)
    assert (cell.value, cell.data_type) == (str(value), "s")
