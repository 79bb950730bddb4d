"""Two people, or a double click, book the same contact request at the same moment."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.factories import make_office, make_practice, make_supervisor
from tests.inbox.factories import make_request
from wagtail_tyonohjaus.appointments.exceptions import RequestHasSessions
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.proposals import propose
from wagtail_tyonohjaus.appointments.series import book_series
from wagtail_tyonohjaus.appointments.types import Actor, SlotRequest

from .factories import ATTENDEE, make_bookable_service

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def require_shared_database(db, settings):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads share no SQLite database in memory")
    settings.WAGTAIL_TYONOHJAUS = {"SEND_FROM_PROCESS": False}


@pytest.fixture
def slot_requests():
    make_practice(holiday_country="")
    service, office = make_bookable_service(), make_office()
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    supervisors = [make_supervisor([office], [service], name=name) for name in ("Aino", "Bo")]
    return [SlotRequest(row, service, start, start + timedelta(hours=1), office=office) for row in supervisors]


def at_once(*works):
    """What each of them returns, or the class of what it raises, in any order."""
    barrier, outcomes = threading.Barrier(len(works)), []

    def run(work):
        barrier.wait()
        try:
            outcomes.append([session.pk for session in work()])
        except RequestHasSessions as error:
            outcomes.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def test_of_two_coordinators_with_different_supervisors_one_books_and_the_other_is_told(slot_requests):
    request, actor = make_request(slot_requests[0].office), Actor.staff()
    options = {"actor": actor, "request_id": request.pk, "known_sessions": []}
    outcomes = at_once(
        lambda: book_series(slot_requests[0], [slot_requests[0].start], ATTENDEE, **options),
        lambda: propose([slot_requests[1]], ATTENDEE, **options),
    )
    assert outcomes.count(RequestHasSessions) == 1
    assert [list(Session.objects.values_list("pk", flat=True))] == [one for one in outcomes if isinstance(one, list)]


def test_form_that_is_sent_twice_at_once_books_once(slot_requests):
    first, submission = slot_requests[0], uuid.uuid4()
    options = {"actor": Actor.staff(), "submission": submission}
    outcomes = at_once(*[lambda: book_series(first, [first.start], ATTENDEE, **options)] * 3)
    assert outcomes == [[Session.objects.get().pk]] * 3
