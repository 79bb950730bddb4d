"""Visitors who ask for overlapping times at the same moment, from several processes, on each database.

``python -m benchmarks.double_booking [DATABASE_URL ...]``, by default on an SQLite file, PostgreSQL and MariaDB on this
machine. In each of 60 rounds eight processes, let loose at once, ask for one of four times that overlap one another.
Ways of asking, side by side:

- *hold*: ``appointments.holds.hold``; exactly one may win, everybody else must be told of other times;
- *within*: the same inside a transaction that has read before, as the contact form stores its request;
- *naive*: check, then insert, as most booking software does it. It shows that the test can fail.
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

ROUNDS, PROCESSES = 60, 8
WAYS = ("hold", "within", "naive")
LENGTH = timedelta(minutes=60)


def default_urls() -> list[str]:
    folder = tempfile.mkdtemp(prefix="double-booking-")
    return [f"sqlite:///{folder}/db.sqlite3", "postgres://root@127.0.0.1/postgres", "mysql://root@127.0.0.1/test"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="*", metavar="DATABASE_URL")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        run_here(options.rounds, options.ways)
        return
    print(f"{options.rounds} rounds of {PROCESSES} processes")
    print(f"{'database':12} {'way':7} {'one won':>8} {'pairs':>6} {'told of others':>15} {'errors':>7} {'ms/round':>9}")
    for url in options.urls or default_urls():
        print_table(run(url, options.rounds, options.ways))


def run(url: str, rounds: int, ways: Sequence[str]) -> list[dict[str, Any]]:
    """Each way's figures on one database, found in a process whose settings name it."""
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "benchmarks.double_booking", "--here", "--rounds", str(rounds), "--ways", *ways]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def print_table(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        print(
            f"{row['database']:12} {row['way']:7} {row['one_won']:>5}/{row['rounds']:<2} {row['pairs']:>6} "
            f"{row['told']:>7} of {row['losers']:<4} {len(row['errors']):>7} {row['ms']:>9.0f}",
            *row["errors"][:3],
            sep="\n  ",
            flush=True,
        )


def run_here(rounds: int, ways: Sequence[str]) -> None:
    """Prints a line of JSON for each way."""
    import django
    from django.conf import settings

    settings.MIGRATION_MODULES = NoMigrations()
    settings.DATABASES["default"]["TEST"] = {"NAME": test_name(settings.DATABASES["default"])}
    django.setup()
    from django.db import connection

    from tests import initial_data  # noqa: F401

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        for way in ways:
            print(json.dumps({"database": connection.vendor, "way": way, **measure(way, rounds)}), flush=True)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


class NoMigrations:
    """Makes the tables straight from the models."""

    def __contains__(self, name: str) -> bool:
        return True

    def __getitem__(self, name: str) -> None:
        return None


def test_name(database: dict[str, Any]) -> str:
    if database["ENGINE"].endswith("sqlite3"):
        return f"{database['NAME']}.bench"
    return "tyonohjaus_double_booking"


def measure(way: str, rounds: int) -> dict[str, Any]:
    from django.db import connection

    wishes = set_up(rounds)
    connection.close()
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(PROCESSES), context.Queue()
    workers = [context.Process(target=ask, args=(way, number, wishes, barrier, answers)) for number in range(PROCESSES)]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    found = [answers.get() for _ in range(rounds * PROCESSES)]
    for worker in workers:
        worker.join()
    return summary(found, rounds, time.perf_counter() - started)


def set_up(rounds: int) -> list[Any]:
    """A supervisor with one stretch a day in which only one session has room, and a wish for each day."""
    from tests.factories import make_office, make_practice, make_service, make_supervisor, make_weekly_hours
    from wagtail_tyonohjaus.appointments.models import Session, SessionTick
    from wagtail_tyonohjaus.appointments.types import Wanted

    Session.objects.all().delete()
    SessionTick.objects.all().delete()
    make_practice(holiday_country="")
    service = make_service(lengths="60", step=15, buffer_after=0, notice_hours=0, horizon_days=rounds + 10)
    supervisor = make_supervisor(services=[service], offices=[make_office()], time_zone="UTC")
    for weekday in range(7):
        make_weekly_hours(supervisor, weekday, "09:00", "10:45")
    first = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=2)
    starts = [first + timedelta(days=day) for day in range(rounds)]
    office = supervisor.offices.first()
    return [Wanted(supervisor, service, start, start + LENGTH, office=office) for start in starts]


def ask(way: str, number: int, wishes: list[Any], barrier: Any, answers: Any) -> None:
    from wagtail_tyonohjaus.appointments.exceptions import TimeTaken

    asking = {"hold": hold, "within": hold_within, "naive": check_then_insert}[way]
    for round_number, wish in enumerate(wishes):
        mine = wish.at(wish.start + timedelta(minutes=15 * (number % 4)))
        barrier.wait()
        answers.put((round_number, outcome(asking, mine, TimeTaken)))


def outcome(asking: Callable[[Any], Any], wish: Any, taken: type[Exception]) -> str:
    try:
        asking(wish)
    except taken as error:
        return "told" if error.others else "refused"  # type: ignore[attr-defined]
    except Exception as error:
        return f"error: {type(error).__name__} {error}"
    return "won"


def hold(wish: Any) -> None:
    from wagtail_tyonohjaus.appointments import holds

    holds.hold(wish, person())


def hold_within(wish: Any) -> None:
    from wagtail_tyonohjaus.appointments import holds
    from wagtail_tyonohjaus.appointments.locking import retrying
    from wagtail_tyonohjaus.appointments.models import Session

    def work() -> None:
        # A plain read makes MariaDB's snapshot, in which the others' sessions are never seen.
        Session.objects.count()
        holds.hold(wish, person())

    retrying(work)


def check_then_insert(wish: Any) -> None:
    from wagtail_tyonohjaus.appointments.exceptions import TimeTaken
    from wagtail_tyonohjaus.appointments.models import Session
    from wagtail_tyonohjaus.appointments.slots import bookable_slots

    if not bookable_slots.is_offered(wish):
        raise TimeTaken(None, bookable_slots.near(wish))
    Session.objects.create(
        supervisor=wish.supervisor,
        service=wish.service,
        office=wish.office,
        start=wish.start,
        end=wish.end,
        time_zone="UTC",
        hold_until=wish.start,
        seat=0,
    )


def person() -> Any:
    from wagtail_tyonohjaus.appointments.types import Person

    return Person(name="Visitor", email="visitor@example.com", language="en")


def summary(found: list[tuple[int, str]], rounds: int, seconds: float) -> dict[str, Any]:
    winners = Counter(number for number, text in found if text == "won")
    texts = Counter(text for _, text in found)
    return {
        "rounds": rounds,
        "one_won": sum(winners[number] == 1 for number in range(rounds)),
        "pairs": overlapping_pairs(),
        "told": texts["told"],
        "losers": texts["told"] + texts["refused"],
        "errors": [text for _, text in found if text.startswith("error")],
        "ms": seconds / rounds * 1000,
    }


def overlapping_pairs() -> int:
    from wagtail_tyonohjaus.appointments.models import Session

    spans = list(Session.objects.live().order_by("start").values_list("supervisor_id", "start", "end"))
    return sum(
        one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
        for index, one in enumerate(spans)
        for other in spans[index + 1 :]
    )


if __name__ == "__main__":
    main()
