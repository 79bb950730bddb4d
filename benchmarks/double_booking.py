"""Requests for overlapping times at the same moment from several processes, on each database.

``python -m benchmarks.double_booking [DATABASE_URL ...]``, by default on an SQLite file, PostgreSQL and MariaDB on this
machine. In each of 60 rounds, eight processes simultaneously request one of four overlapping times. Methods:

- *hold*: ``appointments.holds.hold_first_available``; exactly one process may succeed, all others must be offered
  alternatives;
- *within*: the same inside a transaction that has read before, as the contact form stores its request;
- *naive*: check, then insert, without a lock. It proves that the benchmark detects double bookings.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.no_migrations import NoMigrations

ROUNDS, PROCESSES = 60, 8
METHODS = ("hold", "within", "naive")
LENGTH = timedelta(minutes=60)


def default_urls() -> list[str]:
    folder = tempfile.mkdtemp(prefix="double-booking-")
    return [f"sqlite:///{folder}/db.sqlite3", "postgres://root@127.0.0.1/postgres", "mysql://root@127.0.0.1/test"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="*", metavar="DATABASE_URL")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=METHODS)
    parser.add_argument("--in-process", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_process:
        run_in_process(options.rounds, options.methods)
        return
    print(f"{options.rounds} rounds of {PROCESSES} processes")
    print(
        f"{'database':12} {'method':7} {'one winner':>10} {'overlaps':>8} {'with alternatives':>17} "
        f"{'errors':>7} {'ms/round':>9}"
    )
    for url in options.urls or default_urls():
        print_table(run(url, options.rounds, options.methods))


def run(url: str, rounds: int, methods: Sequence[str]) -> list[dict[str, Any]]:
    """Measure each method on one database, in a process with its settings."""
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [
        sys.executable,
        "-m",
        "benchmarks.double_booking",
        "--in-process",
        "--rounds",
        str(rounds),
        "--methods",
        *methods,
    ]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def print_table(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        print(
            f"{row['database']:12} {row['method']:7} {row['one_winner']:>7}/{row['rounds']:<2} {row['overlaps']:>8} "
            f"{row['with_alternatives']:>9} of {row['losers']:<4} {len(row['errors']):>7} {row['ms']:>9.0f}",
            *row["errors"][:3],
            sep="\n  ",
            flush=True,
        )


def run_in_process(rounds: int, methods: Sequence[str]) -> None:
    """Print a line of JSON for each method."""
    import django
    from django.conf import settings

    settings.MIGRATION_MODULES = NoMigrations()
    settings.DATABASES["default"]["TEST"] = {"NAME": test_name(settings.DATABASES["default"])}
    django.setup()
    from django.db import connection

    from tests import initial_data  # noqa: F401

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        for method in methods:
            print(json.dumps({"database": connection.vendor, "method": method, **measure(method, rounds)}), flush=True)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def test_name(database: dict[str, Any]) -> str:
    if database["ENGINE"].endswith("sqlite3"):
        return f"{database['NAME']}.bench"
    return "tyonohjaus_double_booking"


def measure(method: str, rounds: int) -> dict[str, Any]:
    from django.db import connection

    slot_requests = make_slot_requests(rounds)
    connection.close()
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(PROCESSES), context.Queue()
    workers = [
        context.Process(target=request_slots, args=(method, number, slot_requests, barrier, results))
        for number in range(PROCESSES)
    ]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in range(rounds * PROCESSES)]
    for worker in workers:
        worker.join()
    return summarise(outcomes, rounds, time.perf_counter() - started)


def make_slot_requests(rounds: int) -> list[Any]:
    """A supervisor with room for one session per day, and a request for each day."""
    from tests.factories import make_office, make_practice, make_service, make_supervisor, make_weekly_hours
    from wagtail_tyonohjaus.appointments.models import Session, TimeClaim
    from wagtail_tyonohjaus.appointments.types import SlotRequest

    Session.objects.all().delete()
    TimeClaim.objects.all().delete()
    make_practice(holiday_country="")
    service = make_service(lengths="60", step=15, buffer_after=0, minimum_notice_hours=0, horizon_days=rounds + 10)
    supervisor = make_supervisor(services=[service], offices=[make_office()], time_zone="UTC")
    for weekday in range(7):
        make_weekly_hours(supervisor, weekday, "09:00", "10:45")
    first = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=2)
    starts = [first + timedelta(days=day) for day in range(rounds)]
    office = supervisor.offices.first()
    return [SlotRequest(supervisor, service, start, start + LENGTH, office=office) for start in starts]


def request_slots(method: str, number: int, slot_requests: list[Any], barrier: Any, results: Any) -> None:
    request = {"hold": hold, "within": hold_within_transaction, "naive": check_then_insert}[method]
    for round_number, slot_request in enumerate(slot_requests):
        shifted = slot_request.starting_at(slot_request.start + timedelta(minutes=15 * (number % 4)))
        barrier.wait()
        results.put((round_number, outcome(request, shifted)))


def outcome(request: Callable[[Any], None], slot_request: Any) -> str:
    from wagtail_tyonohjaus.appointments.exceptions import SlotUnavailable

    try:
        request(slot_request)
    except SlotUnavailable as error:
        return "alternatives" if error.alternatives else "no alternatives"
    except Exception as error:
        return f"error: {type(error).__name__} {error}"
    return "success"


def hold(slot_request: Any) -> None:
    from wagtail_tyonohjaus.appointments.holds import hold_first_available

    hold_first_available([slot_request], attendee())


def hold_within_transaction(slot_request: Any) -> None:
    from wagtail_tyonohjaus.appointments.locking import run_with_retries
    from wagtail_tyonohjaus.appointments.models import Session

    def work() -> None:
        # On MariaDB, a plain read creates the snapshot, which never includes the sessions of other transactions.
        Session.objects.count()
        hold(slot_request)

    run_with_retries(work)


def check_then_insert(slot_request: Any) -> None:
    from wagtail_tyonohjaus.appointments.exceptions import SlotUnavailable
    from wagtail_tyonohjaus.appointments.models import Session
    from wagtail_tyonohjaus.appointments.slots import bookable_slots

    if not bookable_slots.is_offered(slot_request):
        raise SlotUnavailable(None, bookable_slots.nearest_alternatives(slot_request))
    Session.objects.create(
        supervisor=slot_request.supervisor,
        service=slot_request.service,
        office=slot_request.office,
        start=slot_request.start,
        end=slot_request.end,
        time_zone="UTC",
        hold_until=slot_request.start,
        seat=0,
    )


def attendee() -> Any:
    from wagtail_tyonohjaus.appointments.types import Attendee

    return Attendee(name="Visitor", email="visitor@example.com", language="en")


def summarise(outcomes: list[tuple[int, str]], rounds: int, seconds: float) -> dict[str, Any]:
    winners = Counter(round_number for round_number, text in outcomes if text == "success")
    counts = Counter(text for _, text in outcomes)
    return {
        "rounds": rounds,
        "one_winner": sum(winners[number] == 1 for number in range(rounds)),
        "overlaps": count_overlaps(),
        "with_alternatives": counts["alternatives"],
        "losers": counts["alternatives"] + counts["no alternatives"],
        "errors": [text for _, text in outcomes if text.startswith("error")],
        "ms": seconds / rounds * 1000,
    }


def count_overlaps() -> int:
    from wagtail_tyonohjaus.appointments.models import Session

    spans = list(Session.objects.live().order_by("start").values_list("supervisor_id", "start", "end"))
    return sum(
        one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
        for index, one in enumerate(spans)
        for other in spans[index + 1 :]
    )


if __name__ == "__main__":
    main()
