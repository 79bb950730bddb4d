"""Free slots of one supervisor for 52 weeks, from the database, beside django-appointment with the same data.

Hours from Monday to Friday, sessions every second day; nothing is cached. django-appointment is installed into an
environment of its own, or that of ``--peer``, and takes turns with this package in processes of their own, so that
other load on the machine disturbs both alike. The figures are the shortest CPU times of all rounds.

About three minutes: ``python -m benchmarks.free_slots [--rounds 3] [--peer PYTHON]``
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from zoneinfo import ZoneInfo

PEER = "django-appointment==3.12.0"
WEEKS = 52
SCRIPT = Path(__file__).with_name("peer_slots.py")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", help="a Python with django-appointment")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    first = date.today() + timedelta(days=7)
    if options.here:
        print(json.dumps(measure(first)))
        return
    with tempfile.TemporaryDirectory() as folder:
        peer = options.peer or install(folder)
        ours, theirs = [], []
        for _ in range(options.rounds):
            ours.append(run([sys.executable, "-m", "benchmarks.free_slots", "--here"]))
            theirs.append(run([peer, str(SCRIPT), first.isoformat(), str(WEEKS), "1"]))
    own, other = (min(float(result["seconds"]) for result in results) for results in (ours, theirs))
    print(f"this package: {own * 1000:.1f} ms, {ours[0]['queries']:.0f} queries, {ours[0]['slots']:.0f} slots")
    print(f"{PEER}: {other * 1000:.0f} ms, {theirs[0]['slots']:.0f} slots; {other / own:.0f} times as long")


def install(folder: str) -> str:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    peer = str(Path(folder) / "bin/python")
    subprocess.run([peer, "-m", "pip", "install", "--quiet", PEER], check=True)
    return peer


def run(command: list[str]) -> dict[str, float]:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(first: date) -> dict[str, float]:
    """The shortest CPU time of many runs with an empty cache, with its queries."""
    os.environ["DATABASE_URL"] = "sqlite:///:memory:"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.conf import settings

    from tests.no_migrations import NoMigrations

    settings.MIGRATION_MODULES = NoMigrations()
    django.setup()
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext, setup_databases

    from tests import initial_data  # noqa: F401
    from tests.factories import make_office, make_practice, make_service, make_supervisor, make_weekly_hours
    from wagtail_tyonohjaus.appointments.models import Session, Status
    from wagtail_tyonohjaus.availability.free import AvailabilityQuery, free_slots

    setup_databases(verbosity=0, interactive=False)
    make_practice(holiday_country="")
    office = make_office()
    service = make_service(lengths="60", step=30, buffer_after=0, horizon_days=WEEKS * 7 + 7)
    supervisor = make_supervisor([office], [service])
    zone = ZoneInfo("Europe/Helsinki")
    for weekday in range(5):
        make_weekly_hours(supervisor, weekday, "09:00", "16:00", office=office)
    for day in range(0, WEEKS * 7, 2):
        start = datetime.combine(first + timedelta(days=day), wall_time(10), zone)
        Session.objects.create(
            supervisor=supervisor,
            service=service,
            start=start,
            end=start + timedelta(minutes=90),
            status=Status.CONFIRMED,
            seat=1,
        )

    days = (first, first + timedelta(weeks=WEEKS))
    since, until = (int(datetime.combine(day, wall_time(), zone).timestamp()) for day in days)
    query = AvailabilityQuery(service=service.pk)

    def compute() -> int:
        cache.clear()
        return len(free_slots([supervisor], query, since=since, until=until)[supervisor.pk])

    with CaptureQueriesContext(connection) as captured:
        count = compute()
    shortest = float("inf")
    for _ in range(20):
        start_time = time.process_time()
        compute()
        shortest = min(shortest, time.process_time() - start_time)
    return {"seconds": shortest, "slots": count, "queries": len(captured)}


if __name__ == "__main__":
    main()
