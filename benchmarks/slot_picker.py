"""How long the choice of times takes for "any supervisor" among 200, with a cold cache, and with how many queries.

``DATABASE_URL=... python -m benchmarks.slot_picker [SUPERVISORS]`` on a database made for it, by default an SQLite file.
Beside it, in the same run, a single supervisor's choice.
"""

import os
import sys
import tempfile
import time
from datetime import timedelta
from typing import Any

ROUNDS = 7
BUSY = 30


def main() -> None:
    supervisors = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{tempfile.mkdtemp(prefix='choosing-')}/db.sqlite3")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django
    from django.conf import settings

    from benchmarks.double_booking import NoMigrations, test_name

    settings.MIGRATION_MODULES = NoMigrations()
    settings.DATABASES["default"]["TEST"] = {"NAME": test_name(settings.DATABASES["default"])}
    django.setup()
    from django.db import connection

    from tests import initial_data  # noqa: F401

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        run(supervisors)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def run(count: int) -> None:
    from django.db import connection

    practice, service = fill(count)
    print(f"{connection.vendor}, {count} supervisors with {BUSY} busy blocks each, best of {ROUNDS}")
    measure("any supervisor, cold cache", practice, service, cold=True)
    measure("any supervisor, warm cache", practice, service, cold=False)
    measure("one supervisor, cold cache", practice, service, cold=True, supervisor=service.supervisors.first())


def fill(count: int) -> tuple[Any, Any]:
    from django.utils import timezone

    from tests.factories import (
        make_busy_calendar,
        make_office,
        make_practice,
        make_service,
        make_supervisor,
        make_weekly_hours,
    )
    from wagtail_tyonohjaus.availability.models import BusyBlock

    practice, service = make_practice(), make_service(lengths="60, 90", horizon_days=84)
    office, first = make_office(), timezone.now().replace(minute=0, second=0, microsecond=0)
    for number in range(count):
        supervisor = make_supervisor(name=f"Supervisor {number}", services=[service], offices=[office])
        for weekday in range(5):
            make_weekly_hours(supervisor, weekday, "09:00", "16:00")
        calendar = make_busy_calendar(supervisor)
        starts = [int((first + timedelta(days=day * 2, hours=number % 5)).timestamp()) for day in range(BUSY)]
        BusyBlock.objects.bulk_create(
            [BusyBlock(supervisor=supervisor, calendar=calendar, start=start, end=start + 5400) for start in starts]
        )
    return practice, service


def measure(label: str, practice: Any, service: Any, *, cold: bool, supervisor: Any = None) -> None:
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from wagtail_tyonohjaus.appointments.slots.slot_picker import Question, times

    question = Question(practice=practice, service=service, supervisor=supervisor)
    best, processor = float("inf"), float("inf")
    for _ in range(ROUNDS):
        if cold:
            cache.clear()
        started, used = time.perf_counter(), time.process_time()
        shown = times(question)
        best = min(best, time.perf_counter() - started)
        processor = min(processor, time.process_time() - used)
    if cold:
        cache.clear()
    with CaptureQueriesContext(connection) as queries:
        times(question)
    choices = sum(len(day.choices) for day in shown.days)
    print(
        f"  {label:28} {best * 1000:6.0f} ms, of it {processor * 1000:4.0f} ms here, "
        f"{len(queries):3} queries, {choices:3} times shown"
    )


if __name__ == "__main__":
    main()
