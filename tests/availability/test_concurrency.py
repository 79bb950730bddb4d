"""Revisions under changes at the same time, on real connections."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from tests.factories import make_busy_block, make_busy_calendar, make_service, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.availability.free import Wish, free_windows
from wagtail_tyonohjaus.availability.models import BusyBlock
from wagtail_tyonohjaus.practice.models import Supervisor
from wagtail_tyonohjaus.practice.revisions import touch

pytestmark = pytest.mark.django_db(transaction=True)

AS_OF = int(datetime(2026, 1, 11, 16, tzinfo=UTC).timestamp())
SPAN = datetime(2026, 1, 12, 7, tzinfo=UTC), datetime(2026, 1, 12, 14, tzinfo=UTC)


def in_threads(*functions):
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
def shared_database(db):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads share no SQLite database in memory")


def test_changes_at_the_same_time_are_as_many_steps():
    supervisor = make_supervisor()

    def change():
        for _ in range(10):
            with transaction.atomic():
                touch([supervisor.pk])

    in_threads(change, change)
    assert Supervisor.objects.get(pk=supervisor.pk).revision == 21


def test_what_is_read_between_a_change_and_its_commit_is_not_given_afterwards():
    """A reader who computes while the change is under way keeps what it found under the number from before it."""
    supervisor = make_supervisor(services=[make_service(lengths="60", notice_hours=0)])
    make_weekly_hours(supervisor, 0, "09:00", "16:00")
    calendar = make_busy_calendar(supervisor)
    changed, read = threading.Event(), threading.Event()
    seen = []

    def change():
        with transaction.atomic():
            make_busy_block(supervisor, *SPAN, calendar)
            changed.set()
            read.wait(10)

    def look():
        changed.wait(10)
        seen.append(len(free_windows([supervisor.pk], Wish(), AS_OF)[supervisor.pk]))
        read.set()

    before = len(free_windows([supervisor.pk], Wish(), AS_OF)[supervisor.pk])
    in_threads(change, look)
    assert BusyBlock.objects.count() == 1
    after = len(free_windows([supervisor.pk], Wish(), AS_OF)[supervisor.pk])
    assert (seen, after) == ([before], before - 1)
