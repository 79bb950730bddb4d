"""How long the export of many contact requests takes, and how much memory, beside writing the bare rows.

``python -m benchmarks.export [DATABASE_URL ...] [--requests 100000] [--rounds 3]``, by default on an SQLite file,
PostgreSQL and MariaDB on this machine; about two minutes each.

The CSV file is what a manager downloads from the inbox. The bare rows are the same columns without any formatting, by
``csv.writer`` and ``values_list``. The two take turns, each in a process of its own; the figures are medians. A web
server's usual limit is 30 seconds for a whole response. The aims are 15 seconds, one second until the first byte, and
memory that does not depend on the number of requests. A workbook has at most ``MAX_XLSX_ROWS`` rows.
"""

import csv
import io
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from .contact_setup import context, empty_database, run_on_databases
from .inbox import create_records, create_requests


class Figures(NamedTuple):
    """Of one export. The memory is what the process needed more than before."""

    seconds: float
    first_byte_seconds: float
    megabytes: float
    file_megabytes: float


def main() -> None:
    run_on_databases("benchmarks.export", __doc__, measure, requests=100_000, rounds=3)


def measure(requests: int, rounds: int) -> dict[str, Any]:
    with empty_database() as connection:
        records = create_records()
        create_requests(requests, records)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        user = records.users["manager"]
        connection.close()  # not shared with the processes that export
        exports, bare = [], []
        for _ in range(rounds):
            exports.append(in_process(lambda: csv_export(user)))
            bare.append(in_process(bare_rows))
        workbook = in_process(largest_workbook)
        seconds, bare_seconds = median(exports, "seconds"), median(bare, "seconds")
        return {
            "database": connection.vendor,
            "requests": requests,
            "csv_s": seconds,
            "first_byte_s": median(exports, "first_byte_seconds"),
            "csv_memory_mb": median(exports, "megabytes"),
            "csv_file_mb": median(exports, "file_megabytes"),
            "bare_rows_s": bare_seconds,
            "bare_rows_memory_mb": median(bare, "megabytes"),
            "ratio": round(seconds / bare_seconds, 2),
            "largest_workbook_s": workbook.seconds,
            "largest_workbook_memory_mb": workbook.megabytes,
        }


def in_process(export: Callable[[], Iterable[bytes]]) -> Figures:
    """Consumes what ``export`` returns, as a web server does, in a process of its own."""
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_consume, args=(export, sender))
    process.start()
    figures = receiver.recv()
    process.join()
    assert process.exitcode == 0, process.exitcode
    return Figures(*figures)


def _consume(export: Callable[[], Iterable[bytes]], sender: Any) -> None:
    memory, started_at, first_byte_at, size = peak_megabytes(), time.perf_counter(), 0.0, 0
    for block in export():
        first_byte_at = first_byte_at or time.perf_counter()
        size += len(block)
    finished_at = time.perf_counter()
    values = (
        finished_at - started_at,
        first_byte_at - started_at,
        peak_megabytes() - memory,
        size / 1e6,
    )
    sender.send([round(value, 2) for value in values])


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def csv_export(user: Any) -> Iterable[bytes]:
    from django.test import Client
    from django.urls import reverse

    client: Any = Client()
    client.force_login(user)
    response = client.get(reverse("tyonohjaus_inbox:index"), {"queue": "all", "export": "csv"})
    assert response.status_code == 200
    return response.streaming_content


def bare_rows() -> Iterable[bytes]:
    from django.db.models import CharField
    from django.db.models.functions import Cast

    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.inbox.export import RequestRow

    rows = ContactRequest.objects.order_by("-created_at").annotate(stored_phone=Cast("phone", CharField()))
    for row in rows.values_list(*RequestRow._fields).iterator(chunk_size=500):
        output = io.StringIO()
        csv.writer(output).writerow(row)
        yield output.getvalue().encode()


def largest_workbook() -> Iterable[bytes]:
    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.inbox.export import headings, row_chunks
    from wagtail_tyonohjaus.inbox.views import practices_of
    from wagtail_tyonohjaus.practice.admin.exports import MAX_XLSX_ROWS, write_workbook
    from wagtail_tyonohjaus.practice.admin.spreadsheets import WorkbookCells

    pks = list(ContactRequest.objects.order_by("pk").values_list("pk", flat=True)[:MAX_XLSX_ROWS])
    requests = ContactRequest.objects.filter(pk__lte=pks[-1])
    cells = WorkbookCells()
    chunks = row_chunks(requests, practices_of(requests), cells)
    yield write_workbook("Requests", headings(), chunks, cells).getvalue()


def median(figures: list[Figures], name: str) -> float:
    return statistics.median(getattr(values, name) for values in figures)


if __name__ == "__main__":
    main()
