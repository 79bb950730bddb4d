"""Revisions under concurrent changes, on real connections."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from tests.factories import make_busy_block, make_busy_calendar, make_service, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.availability.free import AvailabilityQuery, free_windows
from wagtail_tyonohjaus.availability.models import BusyBlock
from wagtail_tyonohjaus.practice.models import Supervisor
from wagtail_tyonohjaus.practice.revisions import touch

pytestmark = pytest.mark.django_db(transaction=True)

AS_OF = int(datetime(2026, 1, 11, 16, tzinfo=UTC).timestamp())
SPAN = datetime(2026, 1, 12, 7, tzinfo=UTC), datetime(2026, 1, 12, 14, tzinfo=UTC)


def run_in_threads(*functions):
    errors = []

    def run(function):
        try:
            function()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []


@pytest.fixture(autouse=True)
def require_shared_database(db):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads share no SQLite database in memory")


def test_concurrent_changes_each_increase_the_revision():
    supervisor = make_supervisor()

    def change():
        for _ in range(10):
            with transaction.atomic():
                touch([supervisor.pk])

    run_in_threads(change, change)
    assert Supervisor.objects.get(pk=supervisor.pk).revision == 21


def test_windows_computed_before_a_commit_are_not_used_afterwards():
    """A reader that computes during a transaction caches its result under the revision before the change."""
    supervisor = make_supervisor(services=[make_service(lengths="60", minimum_notice_hours=0)])
    make_weekly_hours(supervisor, 0, "09:00", "16:00")
    calendar = make_busy_calendar(supervisor)
    changed, computed = threading.Event(), threading.Event()
    counts = []

    def change():
        with transaction.atomic():
            make_busy_block(supervisor, *SPAN, calendar)
            changed.set()
            computed.wait(10)

    def compute():
        changed.wait(10)
        counts.append(len(free_windows([supervisor.pk], AvailabilityQuery(), AS_OF)[supervisor.pk]))
        computed.set()

    before = len(free_windows([supervisor.pk], AvailabilityQuery(), AS_OF)[supervisor.pk])
    run_in_threads(change, compute)
    assert BusyBlock.objects.count() == 1
    after = len(free_windows([supervisor.pk], AvailabilityQuery(), AS_OF)[supervisor.pk])
    assert (counts, after) == ([before], before - 1)
