"""Exports of lists as CSV and XLSX files.

Rows are read in chunks, and only their primary keys are all in memory at the same time. A web server cuts a response
that takes too long, after it has sent status 200. Therefore a CSV file ends with a row that says that it is complete;
a workbook is made before it is sent, with its length.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
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
from ..formatting import format_cell
from .spreadsheets import cell_text, csv_cell

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

CHUNK_SIZE = 500
#: So many contact requests take about four seconds, far below the time limit of common web servers even on a busy host.
MAX_XLSX_ROWS = 10_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

#: The cells of one row, ready for the file.
Row = Sequence[Any]


class SafeExportMixin(SpreadsheetExportMixin):
    """Wagtail's export, without formulas and illegal characters, and with local times instead of UTC.

    Override ``get_export_headings`` and ``get_export_chunks`` for columns that ``list_export`` can't express.
    """

    is_export: bool
    # Excel reads a CSV file with a byte order mark as UTF-8.
    has_byte_order_mark = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # A list without columns to export would be one line break per row.
        self.is_export = self.is_export and bool(self.list_export)

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        if isinstance(value, datetime):
            return format_cell(value)
        text = super().preprocess_field_value(field, value, export_format)
        if not isinstance(text, str):
            return text
        return csv_cell(text) if export_format == self.FORMAT_CSV else cell_text(text)

    def get_export_headings(self, queryset: Any) -> list[str]:
        """The first row, in the active language."""
        return [self.get_heading(queryset, field) for field in self.list_export]

    def get_export_chunks(self, queryset: Any, export_format: str) -> Iterator[list[Row]]:
        """The rows in chunks, with the cells as they are written."""
        return ([self._cells(record, export_format) for record in records] for records in chunks_of(queryset))

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponseBase:
        if spreadsheet_format == self.FORMAT_XLSX and has_more_than(queryset, MAX_XLSX_ROWS):
            return self.refuse_workbook()
        headings = self.get_export_headings(queryset)
        chunks = self.get_export_chunks(queryset, spreadsheet_format)
        name = f"{self.get_filename()}.{spreadsheet_format}"
        if spreadsheet_format == self.FORMAT_CSV:
            return csv_response(name, csv_blocks(headings, chunks, has_byte_order_mark=self.has_byte_order_mark))
        title = cell_text(self.model._meta.verbose_name_plural)
        return FileResponse(write_workbook(title, headings, chunks), as_attachment=True, filename=name)

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

    def _cells(self, record: Model, export_format: str) -> Row:
        cells = self.to_row_dict(record).items()
        return [self.preprocess_field_value(field, value, export_format) for field, value in cells]


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
    headings: Sequence[Any], chunks: Iterable[Sequence[Row]], *, has_byte_order_mark: bool = False
) -> Iterator[bytes]:
    """A CSV file in UTF-8 in pieces, with the headings as first and ``completion_note`` as last row.

    A blank row separates the note from the table, so that spreadsheet programs do not sort or filter it with the
    others. All rows have the same number of cells. Texts are in the language that is active now, although the web
    server reads the pieces later.
    """
    language = get_language() or settings.LANGUAGE_CODE
    first_block = (BYTE_ORDER_MARK if has_byte_order_mark else b"") + _csv_rows([[csv_cell(text) for text in headings]])
    return _csv_blocks(first_block, len(headings), _in_language(chunks, language), language)


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


def write_workbook(title: str, headings: Sequence[Any], chunks: Iterable[Sequence[Row]]) -> io.BytesIO:
    """An XLSX file. All cells except numbers and dates are text."""
    workbook = openpyxl.Workbook(write_only=True, iso_dates=True)
    sheet = workbook.create_sheet(title=title[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_workbook_cell(sheet, str(text)) for text in headings])
    for rows in chunks:
        for row in rows:
            sheet.append([_workbook_cell(sheet, value) for value in row])
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


def _csv_blocks(first_block: bytes, width: int, chunks: Iterator[Sequence[Row]], language: str) -> Iterator[bytes]:
    yield first_block
    count = 0
    for rows in chunks:
        count += len(rows)
        yield _csv_rows(rows)
    with override(language):
        note = completion_note(count)
    padding = [""] * (width - 1)
    yield _csv_rows([["", *padding], [note, *padding]])


def _in_language(chunks: Iterable[Sequence[Row]], language: str) -> Iterator[Sequence[Row]]:
    remaining = iter(chunks)
    while True:
        with override(language):
            rows = next(remaining, None)
        if rows is None:
            return
        yield rows


def _csv_rows(rows: Iterable[Row]) -> bytes:
    output = io.StringIO()
    csv.writer(output).writerows(rows)
    return output.getvalue().encode()


def _workbook_cell(sheet: "WriteOnlyWorksheet", value: Any) -> "Cell | None":
    if value is None or value == "":
        return None
    cell = openpyxl_cell.WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        # Also where openpyxl recognises a formula or an error code.
        cell.data_type = "s"
    return cell
