"""Exports of lists as CSV and XLSX files.

Rows are read in chunks, and only their primary keys are all in memory at the same time. A web server cuts a response
that takes too long, after it has sent status 200. Therefore a CSV file ends with a row that says that it is complete;
a workbook is made before it is sent, with its length. ``spreadsheets`` writes the cells for the user's language.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from ...late_imports import openpyxl, openpyxl_cell
from .spreadsheets import Cells, CsvCells, WorkbookCells, cell_text
from .zones import zone_of

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

CHUNK_SIZE = 500
#: So many contact requests take about four seconds, far below the time limit of common web servers even on a busy host.
MAX_XLSX_ROWS = 10_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# A date and time have room: Excel fills a cell that is too narrow for a number with signs.
COLUMN_WIDTH = 18

#: The cells of one row, ready for the file.
Row = Sequence[Any]


class SafeExportMixin(SpreadsheetExportMixin):
    """Wagtail's export, as the spreadsheets of the user's language expect it, without formulas and illegal characters.

    Moments are in the practice's time zone instead of UTC. Override ``get_export_headings`` and ``get_export_chunks``
    for columns that ``list_export`` can't express.
    """

    is_export: bool
    # Whether a CSV file has a byte order mark even where cells are separated by commas.
    has_byte_order_mark = False
    custom_value_preprocess = {list: SpreadsheetExportMixin.custom_value_preprocess[list]}

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # A list without columns to export would be one line break per row.
        self.is_export = self.is_export and bool(self.list_export)

    def get_export_headings(self, queryset: Any) -> list[str]:
        """The first row, in the active language."""
        return [self.get_heading(queryset, field) for field in self.list_export]

    def get_export_chunks(self, queryset: Any, cells: Cells) -> Iterator[list[Row]]:
        """The rows in chunks; ``cells`` writes those of a row."""
        export_format = self.FORMAT_CSV if isinstance(cells, CsvCells) else self.FORMAT_XLSX
        return (
            [cells.row(self._values(record, export_format)) for record in records] for records in chunks_of(queryset)
        )

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponseBase:
        if spreadsheet_format == self.FORMAT_XLSX and has_more_than(queryset, MAX_XLSX_ROWS):
            return self.refuse_workbook()
        headings = self.get_export_headings(queryset)
        name = f"{self.get_filename()}.{spreadsheet_format}"
        if spreadsheet_format == self.FORMAT_CSV:
            csv_cells = CsvCells()
            chunks = self.get_export_chunks(queryset, csv_cells)
            blocks = csv_blocks(headings, chunks, csv_cells, has_byte_order_mark=self.has_byte_order_mark)
            return csv_response(name, blocks)
        cells = WorkbookCells()
        chunks = self.get_export_chunks(queryset, cells)
        title = cell_text(self.model._meta.verbose_name_plural)
        return FileResponse(write_workbook(title, headings, chunks, cells), as_attachment=True, filename=name)

    def refuse_workbook(self) -> HttpResponse:
        """Back to the list, which says what to do instead."""
        text = _(
            "The list has more than %(count)s rows, which is too many for an XLSX file. Download it as CSV, which "
            "spreadsheet programs open, too, or select fewer rows with the filters."
        )
        messages.error(self.request, text % {"count": MAX_XLSX_ROWS})
        query = self.request.GET.copy()
        del query["export"]
        return HttpResponseRedirect(f"{self.index_url.partition('?')[0]}?{query.urlencode()}")

    def _values(self, record: Model, export_format: str) -> Iterator[Any]:
        for field, value in self.to_row_dict(record).items():
            exported = self.preprocess_field_value(field, value, export_format)
            # What is in another zone than the database's has been moved to the zone that it belongs to.
            is_stored = isinstance(exported, datetime) and exported.tzinfo is UTC
            yield exported.astimezone(zone_of(record)) if is_stored else exported


def chunks_of(rows: Any) -> Iterator[list[Any]]:
    """The records of a queryset in its order, or the results of a search backend, at most ``CHUNK_SIZE`` at a time.

    The primary keys are read at once, the records of each chunk when it is needed: no transaction or cursor stays open
    while a slow connection reads. A row that was deleted meanwhile, or that no longer satisfies the queryset's
    conditions, is left out.
    """
    if not isinstance(rows, QuerySet):
        return _slices(list(rows))
    return (in_order(rows, pks) for pks in pk_chunks(rows))


def pk_chunks(queryset: QuerySet) -> Iterator[list[Any]]:
    """The primary keys of the rows in their order, at most ``CHUNK_SIZE`` at a time. The query is made at once."""
    return _slices(list(queryset.values_list("pk", flat=True)))


def has_more_than(rows: Any, limit: int) -> bool:
    """Whether there are more rows than ``limit``, without counting all of them."""
    if isinstance(rows, QuerySet):
        rows = rows.order_by().values("pk")
    return len(rows[: limit + 1]) > limit


def csv_blocks(
    headings: Sequence[Any], chunks: Iterable[Sequence[Row]], cells: CsvCells, *, has_byte_order_mark: bool = False
) -> Iterator[bytes]:
    """A CSV file in UTF-8 in pieces, with the headings as first and ``completion_note`` as last row.

    ``cells`` has written the rows of ``chunks``. A blank row separates the note from the table, so that spreadsheet
    programs do not sort or filter it with the others. All rows have the same number of cells. Texts are in the language
    that is active now, although the web server reads the pieces later.

    By a byte order mark Excel recognises UTF-8. A file with semicolons always has one: it is made for Excel.
    """
    language = get_language() or settings.LANGUAGE_CODE
    mark = BYTE_ORDER_MARK if has_byte_order_mark or cells.separator == ";" else b""
    first_block = mark + _csv_rows([cells.row(headings)], cells.separator)
    return _csv_blocks(first_block, len(headings), _in_language(chunks, language), language, cells.separator)


def completion_note(count: int) -> str:
    """The text of the last row of a CSV file of ``count`` rows, not counting headings."""
    return ngettext("The file is complete: %(count)d row.", "The file is complete: %(count)d rows.", count) % {
        "count": count
    }


def csv_response(name: str, blocks: Iterator[bytes]) -> StreamingHttpResponse:
    """Sends a CSV file as it is made.

    If a query fails meanwhile, the exception reaches the web server, which breaks the connection instead of ending the
    response.
    """
    response = StreamingHttpResponse(blocks, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def table_response(name: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A table that is in memory already as a CSV file, in the active language."""
    cells = CsvCells()
    chunks = iter([[cells.row(row) for row in rows]])
    return csv_response(name, csv_blocks([str(heading) for heading in headings], chunks, cells))


def write_workbook(
    title: str, headings: Sequence[Any], chunks: Iterable[Sequence[Row]], cells: WorkbookCells
) -> io.BytesIO:
    """An XLSX file, of which ``cells`` has written the rows. All cells except numbers, dates and times are text."""
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet(title=title[:31])
    sheet.freeze_panes = "A2"
    sheet.sheet_format.defaultColWidth = COLUMN_WIDTH
    sheet.append([_workbook_cell(sheet, str(text), cells) for text in headings])
    for rows in chunks:
        for row in rows:
            sheet.append([_workbook_cell(sheet, value, cells) for value in row])
    output = io.BytesIO()
    workbook.save(output)
    output.seek(0)
    return output


def _slices(rows: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), CHUNK_SIZE):
        yield list(rows[start : start + CHUNK_SIZE])


def in_order(queryset: QuerySet, pks: Sequence[Any]) -> list[Any]:
    """The queryset's records with the primary keys, in the order of these; those that are gone are left out."""
    records = {record.pk: record for record in queryset.order_by().filter(pk__in=pks)}
    return [records[pk] for pk in pks if pk in records]


def _csv_blocks(
    first_block: bytes, width: int, chunks: Iterator[Sequence[Row]], language: str, separator: str
) -> Iterator[bytes]:
    yield first_block
    count = 0
    for rows in chunks:
        count += len(rows)
        yield _csv_rows(rows, separator)
    with override(language):
        note = completion_note(count)
    padding = [""] * (width - 1)
    yield _csv_rows([["", *padding], [note, *padding]], separator)


def _in_language(chunks: Iterable[Sequence[Row]], language: str) -> Iterator[Sequence[Row]]:
    remaining = iter(chunks)
    while True:
        with override(language):
            rows = next(remaining, None)
        if rows is None:
            return
        yield rows


def _csv_rows(rows: Iterable[Row], separator: str) -> bytes:
    output = io.StringIO()
    csv.writer(output, delimiter=separator).writerows(rows)
    return output.getvalue().encode()


def _workbook_cell(sheet: "WriteOnlyWorksheet", value: Any, cells: WorkbookCells) -> "Cell | None":
    if value is None or value == "":
        return None
    cell = openpyxl_cell.WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        # Also where openpyxl recognises a formula or an error code.
        cell.data_type = "s"
    elif type(value) in cells.number_formats:
        cell.number_format = cells.number_formats[type(value)]
    return cell
