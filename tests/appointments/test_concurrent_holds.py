"""Limits on live holds when one visitor requests times with several supervisors at the same moment."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.factories import make_office, make_practice, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.appointments.exceptions import HoldLimitReached
from wagtail_tyonohjaus.appointments.holds import HoldOptions, hold_first_available
from wagtail_tyonohjaus.appointments.locking import run_with_retries
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.types import Attendee, SlotRequest

from .factories import make_bookable_service

pytestmark = pytest.mark.django_db(transaction=True)

SUPERVISORS, ROUNDS = 8, 2


@pytest.fixture(autouse=True)
def require_shared_database(db):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads share no SQLite database in memory")


@pytest.fixture
def slot_requests():
    make_practice(holiday_country="")
    service, office = make_bookable_service(), make_office()
    supervisors = [make_supervisor([office], [service], name=f"Supervisor {number}") for number in range(SUPERVISORS)]
    for supervisor in supervisors:
        for weekday in range(7):
            make_weekly_hours(supervisor, weekday, "09:00", "16:00")
    start = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=2)
    return [SlotRequest(row, service, start, start + timedelta(hours=1), office=office) for row in supervisors]


def hold_at_once(slot_requests, attendee_of, options):
    """Each request in a thread of its own; returns the outcomes: ``held``, or the limit that was reached."""
    barrier, outcomes = threading.Barrier(len(slot_requests)), []

    def hold(number, slot_request):
        # As the contact form does; on MariaDB, it decides what later queries of the transaction see.
        Session.objects.count()
        hold_first_available([slot_request], attendee_of(number), options)

    def run(number, slot_request):
        barrier.wait()
        try:
            run_with_retries(lambda: hold(number, slot_request))
            outcomes.append("held")
        except HoldLimitReached as error:
            outcomes.append(error.limit)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=row) for row in enumerate(slot_requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(outcomes)


SAME_PERSON = {
    "person by e-mail": lambda number: Attendee("Elli", f"Elli+{number}@Visitor.example", language="en"),
    "person by telephone": lambda number: Attendee("Elli", f"v{number}@example.org", "+358401234567", language="en"),
    "network": lambda number: Attendee("Elli", f"v{number}@example.org", f"+35840123456{number}", language="en"),
}


@pytest.mark.parametrize("same", SAME_PERSON)
def test_simultaneous_holds_with_several_supervisors_reach_the_limit_exactly(slot_requests, settings, same):
    settings.WAGTAIL_TYONOHJAUS = {"HOLDS_PER_PERSON": 3, "HOLDS_PER_NETWORK": 3}
    network = "key of a network" if same == "network" else ""
    limit = same.partition(" ")[0]
    for _ in range(ROUNDS):
        options = HoldOptions(notify=False, is_limited=True, network=network)
        outcomes = hold_at_once(slot_requests, SAME_PERSON[same], options)
        assert outcomes == sorted(["held"] * 3 + [limit] * (SUPERVISORS - 3))
        assert Session.objects.count() == 3
        Session.objects.all().delete()
