"""A preferred time is held with the request; if it is no longer free, alternatives are offered."""

from datetime import UTC, datetime

import pytest
from time_machine import travel

from tests.contact.helpers import errors, filled, make_token, post, send
from tests.factories import make_service, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.contact.form.config import FormConfig
from wagtail_tyonohjaus.contact.models import ContactRequest, RateBucket
from wagtail_tyonohjaus.contact.workflow import set_status
from wagtail_tyonohjaus.messages.models import Delivery

pytestmark = pytest.mark.usefixtures("practice")
TIME = "2026-11-30T08:00Z/60"  # a Monday, ten in Helsinki
START = datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with travel("2026-11-20T10:00:00Z", tick=False):
        yield


@pytest.fixture
def service():
    return make_service(lengths="60", step=30)


@pytest.fixture
def supervisor(service):
    row = make_supervisor(services=[service], email="aino@example.com")
    make_weekly_hours(row)
    return row


def test_preferred_time_is_held_for_the_request(supervisor, service):
    stored = send(make_token(), supervisor=supervisor.pk, service=service.pk, preferred_start=TIME)
    session = Session.objects.get()
    assert (session.request_id, session.start, session.status, session.email) == (
        stored.pk,
        START,
        "held",
        "maija@example.org",
    )
    assert (stored.preferred_start, stored.preferred_minutes) == (START, 60)


def test_time_without_a_supervisor_is_held_with_one_who_is_free(supervisor, service):
    make_supervisor(name="No hours", services=[service])
    stored = send(make_token(), service=service.pk, preferred_start=TIME)
    assert (stored.supervisor, Session.objects.get().supervisor) == (supervisor, supervisor)
    assert stored.decision["evaluations"][-1]["rule"] == "supervisor"


def test_unavailable_time_is_an_error_with_alternatives(supervisor, service):
    send(make_token(), supervisor=supervisor.pk, service=service.pk, preferred_start=TIME)
    answers = {"supervisor": supervisor.pk, "service": service.pk, "preferred_start": TIME, "name": "Second"}
    response = post(filled(message="My text", **answers))
    assert errors(response) == {"preferred_start": ["This time is no longer available. Choose another time."]}
    form = response.context["form"]
    assert len(form.fields["preferred_start"].widget.choices) > 3
    assert "My text" in response.content.decode()
    assert (ContactRequest.objects.count(), Session.objects.count()) == (1, 1)


def test_attempt_at_a_time_that_is_taken_does_not_count_for_the_limits(supervisor, service, settings):
    """In a crisis beyond the site's ceiling, the visitor's second attempt would be held for review otherwise."""
    settings.WAGTAIL_TYONOHJAUS = {"CRISIS_ALERTS_PER_SITE": 0, "CRISIS_ALERTS_BEYOND_SITE": 1}
    answers = {"supervisor": supervisor.pk, "service": service.pk, "phone": "040 555 1234", "urgency": "crisis"}
    send(make_token(), supervisor=supervisor.pk, service=service.pk, preferred_start=TIME)
    before = dict(RateBucket.objects.values_list("key", "count"))
    token = make_token(FormConfig(requirements={"urgency": "optional"}))
    for _attempt in range(2):
        assert errors(post(filled(token, **answers, preferred_start=TIME))).keys() == {"preferred_start"}
    assert dict(RateBucket.objects.filter(count__gt=0).values_list("key", "count")) == before
    RateBucket.objects.all().delete()
    assert errors(post(filled(token, **answers, preferred_start=TIME))).keys() == {"preferred_start"}
    stored = send(token, **answers, preferred_start="2026-11-30T10:00Z/60")
    assert (stored.is_crisis, stored.held_for_review) == (True, False)


def test_repeated_submission_holds_the_time_once(supervisor, service):
    data = filled(make_token(), supervisor=supervisor.pk, service=service.pk, preferred_start=TIME)
    assert post(data)["Location"] == post(data)["Location"]
    assert Session.objects.count() == 1


def test_time_without_supervisor_and_service_is_stored_but_not_held(practice):
    stored = send(make_token(), preferred_start=TIME)
    assert (stored.preferred_start, Session.objects.count()) == (START, 0)


def test_request_held_for_review_holds_no_time(supervisor, service):
    stored = send(make_token(age=0), supervisor=supervisor.pk, service=service.pk, preferred_start=TIME)
    assert (stored.held_for_review, Session.objects.count(), stored.preferred_start) == (True, 0, START)


def test_spam_releases_its_time_without_a_message(supervisor, service, admin_user):
    stored = send(make_token(), supervisor=supervisor.pk, service=service.pk, preferred_start=TIME)
    written = Delivery.objects.count()
    set_status(stored, "spam", admin_user)
    assert (Session.objects.get().status, Delivery.objects.count()) == ("declined", written)
    again = send(make_token(), supervisor=supervisor.pk, service=service.pk, preferred_start=TIME, name="Second")
    assert Session.objects.get(request=again).status == "held"
