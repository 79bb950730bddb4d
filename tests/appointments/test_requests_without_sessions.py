"""The last session of an agreed request ends: somebody has to work on the request again."""

import pytest

from tests.appointments.factories import ATTENDEE, STAFF, VISITOR, book, helsinki, hold, make_first_request
from tests.inbox.factories import make_coordinator, make_request
from tests.inbox.test_list import listed_names
from wagtail_tyonohjaus.appointments import periodic_tasks, transitions
from wagtail_tyonohjaus.appointments.series import book_series
from wagtail_tyonohjaus.appointments.types import Actor
from wagtail_tyonohjaus.contact.workflow import set_status
from wagtail_tyonohjaus.inbox.event_texts import event_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def slot_request():
    return make_first_request()


@pytest.fixture
def user(slot_request):
    return make_coordinator(slot_request.office)


@pytest.fixture
def request_(slot_request, user):
    stored = make_request(slot_request.office, name="Maija", service=slot_request.service)
    set_status(stored, "agreed", user)
    return stored


def status_of(request):
    request.refresh_from_db()
    return request.status


def changes_of(request):
    return [event_text(event, request.practice.zone) for event in request.events.filter(kind="status")]


def test_visitor_cancels_the_only_session(slot_request, request_, user):
    session = book(slot_request, ATTENDEE, actor=STAFF, request_id=request_.pk)
    assert listed_names(user) == []
    transitions.cancel(session, actor=VISITOR)
    assert status_of(request_) == "in_progress"
    assert changes_of(request_) == ["New → Agreed", "Agreed → In progress"]
    assert listed_names(user) == ["Maija"]


def test_staff_cancels_the_only_session(slot_request, request_, user):
    session = book(slot_request, ATTENDEE, actor=STAFF, request_id=request_.pk)
    transitions.cancel(session, actor=Actor.staff(user))
    assert status_of(request_) == "in_progress"
    assert request_.events.filter(kind="status").latest("pk").actor == user


def test_staff_declines_the_only_time(slot_request, request_, user):
    session = hold(slot_request, ATTENDEE, request_id=request_.pk)
    transitions.decline(session, actor=Actor.staff(user))
    assert status_of(request_) == "in_progress"


def test_hold_of_the_only_time_expires(slot_request, request_, clock):
    session = hold(slot_request, ATTENDEE, request_id=request_.pk)
    clock.move_to(session.hold_until)
    for _step in periodic_tasks.run(session.hold_until):
        pass
    session.refresh_from_db()
    assert (session.status, status_of(request_)) == ("expired", "in_progress")


@pytest.mark.parametrize("status", ["held", "confirmed", "completed"])
def test_request_with_another_session_stays_agreed(slot_request, request_, status):
    session = book(slot_request, ATTENDEE, actor=STAFF, request_id=request_.pk)
    other = book(slot_request.starting_at(helsinki("2026-01-14 09:00")), ATTENDEE, actor=STAFF, request_id=request_.pk)
    type(other).objects.filter(pk=other.pk).update(status=status)
    transitions.cancel(session, actor=VISITOR)
    assert status_of(request_) == "agreed"


def test_sessions_of_a_series_count_until_the_last_one(slot_request, request_):
    starts = [slot_request.start, helsinki("2026-01-14 09:00")]
    first, last = book_series(slot_request, starts, ATTENDEE, actor=STAFF, request_id=request_.pk)
    transitions.cancel(first, actor=VISITOR)
    assert status_of(request_) == "agreed"
    transitions.cancel(last, actor=VISITOR)
    assert status_of(request_) == "in_progress"


@pytest.mark.parametrize("status", ["in_contact", "closed", "spam"])
def test_request_that_is_not_agreed_keeps_its_status(slot_request, request_, status):
    session = book(slot_request, ATTENDEE, actor=STAFF, request_id=request_.pk)
    type(request_).objects.filter(pk=request_.pk).update(status=status)
    session.refresh_from_db()
    transitions.cancel(session, actor=VISITOR)
    assert status_of(request_) == status
    assert changes_of(request_) == ["New → Agreed"]
