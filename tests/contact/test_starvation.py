"""What is urgent does not wait for what is not: many requests, closed practices and rows that fail."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import make_practice, make_site
from wagtail_tyonohjaus.contact import escalation
from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages.models import Delivery, Heartbeat
from wagtail_tyonohjaus.messages.worker import run_round

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 24, 0, tzinfo=UTC)  # Tuesday at 02:00 in Helsinki
NOON = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def practice():
    return make_practice(fallback_recipients="fallback@example.com")


def make_requests(
    practice, count: int = 1, due: datetime = NIGHT - timedelta(days=5), **kwargs
) -> list[ContactRequest]:
    first = ContactRequest.objects.count()
    return ContactRequest.objects.bulk_create(
        ContactRequest(site=practice.site, submission_key=str(first + number), due_at=due, created_at=due, **kwargs)
        for number in range(count)
    )


def reminded() -> list[str]:
    return list(Delivery.objects.filter(message_type="reminder").order_by("pk").values_list("about", flat=True))


def run_worker(now: datetime) -> None:
    """Rounds until nothing is due."""
    while run_round(now):
        pass


def alerted() -> list[str]:
    return list(Delivery.objects.filter(message_type="alert").order_by("pk").values_list("about", flat=True))


def test_crisis_request_is_alerted_at_night_despite_many_normal_ones(practice):
    make_requests(practice, 250)
    [crisis] = make_requests(practice, urgency="crisis", due=NIGHT - timedelta(minutes=10))
    run_worker(NIGHT)
    assert (alerted(), reminded()) == ([crisis.reference], [])


def test_crisis_request_is_alerted_before_normal_ones_are_reminded_of(practice, settings):
    settings.WAGTAIL_TYONOHJAUS = {"PERIODIC_ROWS": 2, "SEND_FROM_PROCESS": False}
    normal = make_requests(practice, 5)
    [crisis] = make_requests(practice, kind="crisis", due=NOON - timedelta(minutes=10))
    run_round(NOON)
    assert (alerted(), reminded()) == ([crisis.reference], [row.reference for row in normal[:2]])
    run_worker(NOON)
    assert (alerted(), reminded()) == ([crisis.reference], [row.reference for row in normal])
    assert Delivery.objects.earliest("pk").about == crisis.reference


def test_requests_of_a_closed_practice_do_not_keep_those_of_an_open_one_waiting(practice):
    make_requests(practice, 250)
    in_auckland = make_practice(
        make_site("other"), fallback_recipients="other@example.com", time_zone="Pacific/Auckland"
    )
    [open_now] = make_requests(in_auckland)
    run_round(NIGHT)
    assert reminded() == [open_now.reference]


def test_requests_with_a_long_response_time_do_not_keep_escalations_waiting(practice):
    earlier = NOON - timedelta(hours=1)
    slow = {"reminded_at": earlier, "decision": {"response_minutes": 100 * 480}}
    make_requests(practice, 250, **slow)
    [due] = make_requests(practice, due=NOON - timedelta(days=4), reminded_at=earlier, decision={"response_minutes": 1})
    run_worker(NOON)
    escalated = Delivery.objects.filter(message_type="escalation")
    assert list(escalated.values_list("about", flat=True)) == [due.reference]


def test_request_whose_reminder_fails_does_not_keep_the_others_waiting(practice, caplog):
    broken, other = make_requests(practice, 2)
    ContactRequest.objects.filter(pk=broken.pk).update(decision=[])
    for task in (escalation.run_for_crises, escalation.run_for_others):
        list_safely(task, NOON)
    assert reminded() == [other.reference]
    assert f"A periodic task, for contactrequest {broken.pk}, failed (AttributeError)." in caplog.text


def list_safely(task, now) -> None:
    try:
        list(task(now))
    except AttributeError:
        pass


def test_failing_row_is_reported_as_a_failure_of_the_task(practice):
    make_requests(practice, decision=[])
    run_worker(NOON)
    row = Heartbeat.objects.get(name="requests")
    assert (row.failures, row.error, row.at, row.claimed_at) == (1, "AttributeError", None, None)


def test_practice_with_many_held_requests_does_not_keep_the_review_of_another_waiting(practice):
    make_requests(practice, 250, due=NOON, held_for_review=True)
    escalation.request_reviews(NOON)
    make_requests(practice, 250, due=NOON + timedelta(minutes=2), held_for_review=True)
    other = make_practice(make_site("other"), fallback_recipients="other@example.com")
    make_requests(other, due=NOON + timedelta(minutes=1), held_for_review=True)
    Delivery.objects.update(created_at=NOON)
    assert escalation.request_reviews(NOON + timedelta(minutes=5)) == 1
    reviews = Delivery.objects.filter(message_type="review").order_by("pk").values_list("address", flat=True)
    assert list(reviews) == ["fallback@example.com", "other@example.com"]
