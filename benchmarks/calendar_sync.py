"""The processor time of a round of synchronisation, beside the same round with a new process for each calendar.

``python -m benchmarks.calendar_sync [DATABASE_URL ...] [--calendars 500] [--events 200] [--beside 100]``

So many calendars, each with so many events, on a server of this machine. Three rounds are measured: "not_modified" (the
server answers 304), "same" (200 with the same content, as from servers without ETag) and "changed" (other busy times in
each file). ``cpu_s`` are seconds of user and system time of the command and its children for all calendars, ``core`` is
their share of a core if a round takes place every 15 minutes: a tenth is the figure to keep. ``times`` is the time of
the other way, measured with ``--beside`` calendars in the same run, divided by that of ours for each calendar.

The server has no TLS. ``https_s`` is what reading the certificates costs besides, once for each calendar.
"""

import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .contact_setup import context, empty_database, run_on_databases

INTERVAL = 15 * 60
ANSWERS = ("not_modified", "same", "changed")
ONE_JOB = """
import sys
from wagtail_tyonohjaus.availability.busy_calendars.fetch_job import FetchJob
from wagtail_tyonohjaus.availability.busy_calendars.fetch_reading import run_job
sys.stdout.write(run_job(FetchJob.from_json(sys.stdin.read())).to_json())
"""


def main() -> None:
    run_on_databases("benchmarks.calendar_sync", __doc__, measure, calendars=500, events=200, beside=100)


def measure(calendars: int, events: int, beside: int) -> dict[str, Any]:
    with empty_database(BUSY_ALLOW_LOOPBACK=True) as connection, calendar_server(events) as port:
        make_calendars(calendars)
        row: dict[str, Any] = {"database": connection.vendor, "calendars": calendars, "events": events}
        row["load"] = round(os.getloadavg()[0], 1)
        for answer in ANSWERS:
            prepare(port, answer)
            seconds = cpu_seconds(sync)
            assert_fetched(calendars)
            make_due(beside)
            other_seconds = cpu_seconds(sync_with_a_process_each)
            row[answer] = {
                "cpu_s": round(seconds, 1),
                "core": round(seconds / INTERVAL, 3),
                "times": round((other_seconds / beside) / (seconds / calendars), 1),
            }
        row["https_s"] = round(certificates_seconds() * calendars, 1)
        return row


def cpu_seconds(work: Callable[[], None]) -> float:
    """User and system time of this process and its children."""
    before = used()
    work()
    return used() - before


def used() -> float:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def sync() -> None:
    from django.core.management import call_command

    call_command("tyonohjaus_sync_calendars", verbosity=0)


class ProcessForEach:
    """A ``Fetcher`` that starts Python for each calendar."""

    size = 4

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(self.size)

    def submit(self, job: Any) -> "Future[Any]":
        return self._threads.submit(self._run, job)

    def cancel(self) -> None:
        return

    def _run(self, job: Any) -> Any:
        from wagtail_tyonohjaus.availability.busy_calendars.fetch_job import FetchResult

        done = subprocess.run([sys.executable, "-c", ONE_JOB], input=job.to_json().encode(), capture_output=True)
        return FetchResult.from_json(done.stdout)


def sync_with_a_process_each() -> None:
    from wagtail_tyonohjaus.availability.busy_calendars.claims import due_calendars
    from wagtail_tyonohjaus.availability.busy_calendars.sync import sync_calendars

    for calendar in sync_calendars(due_calendars(), ProcessForEach()):
        assert not calendar.error, calendar.error


def make_calendars(count: int) -> None:
    from tests.factories import make_busy_calendar, make_supervisor

    for number in range(count):
        make_busy_calendar(make_supervisor(name=f"Supervisor {number}"), name=f"{number}")


def prepare(port: int, answer: str) -> None:
    """All calendars have been fetched from the server that answers so, and are due again."""
    from wagtail_tyonohjaus.availability.models import BusyCalendar

    for number, calendar in enumerate(BusyCalendar.objects.order_by("pk")):
        # Two notations of the same address: two hosts.
        host = ("127.0.0.1", "127.1")[number % 2]
        BusyCalendar.objects.filter(pk=calendar.pk).update(url=f"http://{host}:{port}/{answer}/{number}.ics")
    make_due()
    sync()
    make_due()


def make_due(count: int | None = None) -> None:
    from django.utils import timezone

    from wagtail_tyonohjaus.availability.models import BusyCalendar

    pks = list(BusyCalendar.objects.order_by("pk").values_list("pk", flat=True)[:count])
    BusyCalendar.objects.filter(pk__in=pks).update(attempted_at=timezone.now() - timedelta(hours=1))


def assert_fetched(count: int) -> None:
    from django.utils import timezone

    from wagtail_tyonohjaus.availability.models import BusyCalendar

    recent = BusyCalendar.objects.filter(error="", attempted_at__gt=timezone.now() - timedelta(minutes=30))
    assert recent.count() == count, list(BusyCalendar.objects.exclude(error="").values_list("error", flat=True))


def certificates_seconds() -> float:
    from wagtail_tyonohjaus.availability.busy_calendars.fetching import load_certificates

    load_certificates()
    started = time.process_time()
    for _number in range(10):
        load_certificates()
    return (time.process_time() - started) / 10


@contextmanager
def calendar_server(events: int) -> Iterator[int]:
    """A web server in a process of its own, whose time does not count; returns its port."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler(events))
    process = context.Process(target=http.serve_forever, daemon=True)
    process.start()
    http.socket.close()
    try:
        yield http.server_address[1]
    finally:
        process.kill()
        process.join()


def handler(events: int) -> type[BaseHTTPRequestHandler]:
    files: dict[tuple[str, int], bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = self.path.split("/")[1]
            if answer == "not_modified" and self.headers.get("If-None-Match") == '"1"':
                self.send_response(304)
                self.end_headers()
                return
            version = time.monotonic_ns() if answer == "changed" else 0
            body = files.get((self.path, version)) or calendar_file(self.path, version, events)
            if answer != "changed":
                files[self.path, version] = body
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            if answer == "not_modified":
                self.send_header("ETag", '"1"')
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            return

    return Handler


def calendar_file(path: str, version: int, events: int) -> bytes:
    """A file as Google Calendar writes it; one event in ten is a series. Each version has other times."""
    chance = random.Random(f"{path} {version}")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Benchmark//EN", "X-WR-TIMEZONE:Europe/Helsinki", *ZONE]
    today = datetime.now(UTC).date()
    for number in range(events):
        day = today + timedelta(days=chance.randrange(-30, 110))
        start, minute = chance.randrange(7, 18), chance.choice([0, 15, 30, 45])
        lines += [
            "BEGIN:VEVENT",
            f"DTSTART;TZID=Europe/Helsinki:{day:%Y%m%d}T{start:02}{minute:02}00",
            f"DTEND;TZID=Europe/Helsinki:{day:%Y%m%d}T{start + chance.randrange(1, 3):02}{minute:02}00",
            *(["RRULE:FREQ=WEEKLY;COUNT=20"] if number % 10 == 0 else []),
            "DTSTAMP:20260101T000000Z",
            f"UID:{number}.{abs(hash(path))}@google.com",
            "CREATED:20260101T000000Z",
            "DESCRIPTION:" + "An agenda with some points to talk about. " * 4,
            "LAST-MODIFIED:20260101T000000Z",
            "LOCATION:Meeting room 3",
            "SEQUENCE:0",
            "STATUS:CONFIRMED",
            f"SUMMARY:Meeting {number}",
            "TRANSP:OPAQUE",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


ZONE = [
    *("BEGIN:VTIMEZONE", "TZID:Europe/Helsinki"),
    *("BEGIN:DAYLIGHT", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0300", "TZNAME:EEST", "DTSTART:19700329T030000"),
    *("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT"),
    *("BEGIN:STANDARD", "TZOFFSETFROM:+0300", "TZOFFSETTO:+0200", "TZNAME:EET", "DTSTART:19701025T040000"),
    *("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD", "END:VTIMEZONE"),
]


if __name__ == "__main__":
    main()
