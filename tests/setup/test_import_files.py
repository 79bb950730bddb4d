"""Files that people choose: their bytes become a table, or an error that says what to do."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.setup.spreadsheets import csv_file, xlsx_file
from wagtail_tyonohjaus.setup.importing import files
from wagtail_tyonohjaus.setup.importing.files import FileError, Unreadable, read_table

ROWS = [["Name", "E-mail"], ["Åsa Öst", "asa@practice.example"]]


def error_of(content: bytes) -> str:
    with pytest.raises(FileError) as caught:
        read_table(content)
    return caught.value.text


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_file_is_read_whatever_its_separator_and_encoding(separator, encoding):
    table = read_table(csv_file(*ROWS, separator=separator, encoding=encoding))
    assert (table.headings, table.rows) == (ROWS[0], [(2, ROWS[1])])


def test_the_line_that_declares_a_separator_is_left_out():
    assert read_table(b"sep=,\r\nName,Price\r\nA,5;6\r\n").rows == [(2, ["A", "5;6"])]


def test_blank_rows_keep_the_numbers_of_the_others():
    assert [row.number for row in read_table(b"Name;City\nA;B\n;\n\nC;D\n").rows] == [2, 5]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (b"\xef\xbb\xbf\n", "The file is empty."),
        (b"\xd0\xcf\x11\xe0old", "This is a workbook of an old kind (XLS) or with a password. Save it as XLSX or CSV."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is not a spreadsheet. Choose a file in the format CSV or XLSX."),
        (b"%PDF-1.7\n\x01\x02", "This is not a spreadsheet. Choose a file in the format CSV or XLSX."),
        (b"PK\x03\x04nothing", "This is not a spreadsheet. Choose a file in the format CSV or XLSX."),
        (
            b'Name\n"Aino',
            "Line 2 can't be read: a quotation mark is missing, or a cell is too long.",
        ),
        (
            "Name\nÄijä\n".encode() + b"B\xe4ck\n",
            "Line 3 has characters that can't be read. Save the file as “CSV UTF-8” or XLSX.",
        ),
        (
            b"Name\nB\x81ck\n",
            "Line 2 has characters that can't be read. Save the file as “CSV UTF-8” or XLSX.",
        ),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_refused_with_the_reason(content, text):
    assert error_of(content) == text


def test_too_many_rows_are_refused():
    rows = [["Name"], *([str(number)] for number in range(files.MAX_ROWS + 1))]
    assert error_of(csv_file(*rows)) == "The file has more than 10000 rows. Divide it into several files."
    assert len(read_table(csv_file(*rows[:-1])).rows) == files.MAX_ROWS


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_too_many_columns_are_refused(make):
    assert error_of(make(["Name"] * 101)) == "The file has more than 100 columns."


def test_too_many_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 1024 * 1024)
    assert error_of(b"a" * (1024 * 1024 + 1)) == "The file is larger than 1 MB."


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MAX_UNPACKED_BYTES", 1000)
    text = "The workbook is too large. Copy the rows to a new workbook without anything else."
    assert error_of(xlsx_file(["Name"])) == text


def test_a_workbook_with_declared_entities_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert error_of(content.getvalue()) == "This is not a spreadsheet. Choose a file in the format CSV or XLSX."


def test_a_damaged_workbook_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook>")
    assert (
        error_of(content.getvalue()) == "The workbook is damaged. Open it in a spreadsheet program and save it again."
    )


def test_a_sheet_that_claims_a_row_far_away_is_refused():
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_file(["Name"], ["Aino"]))) as original,
        zipfile.ZipFile(content, "w") as archive,
    ):
        for part in original.namelist():
            archive.writestr(part, original.read(part).replace(b'<row r="2"', b'<row r="999999999"'))
    assert error_of(content.getvalue()) == "The file has more than 10000 rows. Divide it into several files."


def test_cells_of_a_workbook_keep_their_types_and_nothing_is_calculated():
    workbook = Workbook()
    workbook.active.append(["A", "B", "C", "D", "E", "F"])
    workbook.active.append([date(2026, 5, 1), "=1+1", "#REF!", 401234567, True, 1.5])
    output = io.BytesIO()
    workbook.save(output)
    expected = [Unreadable("date"), Unreadable("formula"), Unreadable("error"), 401234567, True, 1.5]
    assert read_table(output.getvalue()).rows == [(2, expected)]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_an_error(content):
    try:
        table = read_table(content)
    except FileError as error:
        assert error.text
    else:
        assert all(len(row.cells) >= len(table.headings) for row in table.rows)
