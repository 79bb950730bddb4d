import threading

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from tests.messages.task_backend import RecordingBackend
from wagtail_tyonohjaus.background_tasks import task_backends
from wagtail_tyonohjaus.messages import dispatch, periodic
from wagtail_tyonohjaus.messages.models import Delivery, Heartbeat
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.messages.worker import run_round

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def send_without_delay(settings):
    settings.WAGTAIL_TYONOHJAUS = {"SEND_DELAY": 0, **getattr(settings, "WAGTAIL_TYONOHJAUS", {})}
    yield
    dispatch.background_sender.join(10)


def store(practice, count=1):
    with transaction.atomic():
        for number in range(count):
            enqueue(
                Message("receipt", site=practice.site, context={"reference": "R"}), Recipient(f"p{number}@example.com")
            )


def test_messages_are_sent_from_the_process_after_the_commit(practice, server):
    store(practice, 3)
    dispatch.background_sender.join(10)
    assert sorted(message["To"] for message in server.sink.messages) == [
        "p0@example.com",
        "p1@example.com",
        "p2@example.com",
    ]


def test_nothing_is_sent_after_a_rollback(practice, server):
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(Message("receipt", site=practice.site), Recipient("p@example.com"))
        raise RuntimeError
    dispatch.background_sender.join(10)
    assert (Delivery.objects.count(), server.sink.messages) == (0, [])


def test_unresponsive_server_blocks_one_thread_and_no_caller(practice, server, settings):
    settings.WAGTAIL_TYONOHJAUS = {"MAIL_TIMEOUT": 0.2}
    server.sink.fault = "hang before accepting"
    for _ in range(5):
        store(practice)
    names = [thread.name for thread in threading.enumerate()].count("tyonohjaus-sender")
    assert names <= 1
    dispatch.background_sender.join(10)
    assert Delivery.objects.filter(state="pending").count() == 5


def test_process_sends_nothing_if_disabled_by_the_setting(practice, server, settings):
    settings.WAGTAIL_TYONOHJAUS = {"SEND_FROM_PROCESS": False}
    store(practice)
    assert dispatch.background_sender._thread is None
    assert server.sink.messages == []


def test_external_task_backend_sends_the_messages(practice, server, settings):
    usual, noting = task_backends["default"], RecordingBackend("default", {})
    task_backends["default"] = noting
    try:
        store(practice)
    finally:
        task_backends["default"] = usual
    assert noting.noted == [("deliver_task", (), {})]
    assert (dispatch.background_sender._thread, server.sink.messages) == (None, [])


def test_deliver_command_sends_due_messages_and_records_a_heartbeat(practice, server, settings):
    settings.WAGTAIL_TYONOHJAUS = {"SEND_FROM_PROCESS": False}
    store(practice, 2)
    call_command("tyonohjaus_deliver")
    assert len(server.sink.messages) == 2
    assert Heartbeat.objects.get(name="deliver").at <= timezone.now()


def test_failing_periodic_task_does_not_stop_the_others(practice, caplog):
    ran = []

    def fail(now):
        raise RuntimeError("secret")

    periodic.register_periodic_task("test-fails", fail)
    periodic.register_periodic_task("test-runs", ran.append)
    now = timezone.now()
    run_round(now)
    periodic._registered.pop("test-fails")
    periodic._registered.pop("test-runs")
    assert ran == [now]
