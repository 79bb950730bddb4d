"""Duration and number of queries of the slot picker for "any supervisor" among 200, with a cold cache.

``DATABASE_URL=... python -m benchmarks.slot_picker [SUPERVISORS]`` on a new database, by default an SQLite file. The
slot picker of a single supervisor is measured in the same run for comparison.
"""

import os
import sys
import tempfile
import time
from datetime import timedelta
from typing import Any

from tests.no_migrations import NoMigrations

ROUNDS = 7
BUSY_BLOCKS = 30


def main() -> None:
    supervisors = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{tempfile.mkdtemp(prefix='slot-picker-')}/db.sqlite3")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django
    from django.conf import settings

    from benchmarks.double_booking import test_name

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

    practice, service = make_supervisors(count)
    print(f"{connection.vendor}, {count} supervisors with {BUSY_BLOCKS} busy blocks each, best of {ROUNDS}")
    measure("any supervisor, cold cache", practice, service, cold=True)
    measure("any supervisor, warm cache", practice, service, cold=False)
    measure("one supervisor, cold cache", practice, service, cold=True, supervisor=service.supervisors.first())


def make_supervisors(count: int) -> tuple[Any, Any]:
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
        starts = [int((first + timedelta(days=day * 2, hours=number % 5)).timestamp()) for day in range(BUSY_BLOCKS)]
        BusyBlock.objects.bulk_create(
            [BusyBlock(supervisor=supervisor, calendar=calendar, start=start, end=start + 5400) for start in starts]
        )
    return practice, service


def measure(label: str, practice: Any, service: Any, *, cold: bool, supervisor: Any = None) -> None:
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from wagtail_tyonohjaus.appointments.slots.day_picker import load_days
    from wagtail_tyonohjaus.appointments.slots.slot_picker import SlotQuery
    from wagtail_tyonohjaus.appointments.slots.soonest_times import load_soonest

    query = SlotQuery(practice=practice, service=service, supervisor=supervisor)
    best, best_cpu = float("inf"), float("inf")
    for _ in range(ROUNDS):
        if cold:
            cache.clear()
        started, cpu_started = time.perf_counter(), time.process_time()
        shown = load_days(query).times if supervisor else load_soonest(query).people
        best = min(best, time.perf_counter() - started)
        best_cpu = min(best_cpu, time.process_time() - cpu_started)
    if cold:
        cache.clear()
    with CaptureQueriesContext(connection) as queries:
        load_days(query) if supervisor else load_soonest(query)
    print(
        f"  {label:28} {best * 1000:6.0f} ms ({best_cpu * 1000:4.0f} ms CPU), "
        f"{len(queries):3} queries, {len(shown):3} times"
    )


if __name__ == "__main__":
    main()
