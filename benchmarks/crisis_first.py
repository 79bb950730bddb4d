"""How soon an alert about a crisis leaves while the worker has much else to do.

``python -m benchmarks.crisis_first [DATABASE_URL ...] [--messages 100000] [--requests 10000] [--scale 1]
[--alerts 20]``, by default on an SQLite file, PostgreSQL and MariaDB on this machine. ``--scale 0.01`` is a quick try.

So many messages are due and so many requests are overdue. One worker sends and reminds. Then crisis requests are
posted, one every few seconds, and each is measured from the visitor's click until the mail server and the text message
service have accepted the alert of the person on duty: "new". After them, the next step of one crisis request becomes
due at a time, and is measured until the alert of the next person is accepted: "next". At last the worker is stopped,
and the process that takes the post sends: "alone". All within 2 seconds are the figure to keep.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from .contact_setup import Mailbox, answers, context, empty_database, post, run_on_databases, use_mailbox
from .sms_gateway import Gateway

PAUSE = 1.0
LIMIT = 120


def main() -> None:
    numbers = {"messages": 100_000, "requests": 10_000, "alerts": 20, "scale": 1.0}
    run_on_databases("benchmarks.crisis_first", __doc__, measure, **numbers)


def measure(messages: int, requests: int, alerts: int, scale: float) -> dict[str, Any]:
    messages, requests = int(messages * scale), int(requests * scale)
    box, gateway = Mailbox(), Gateway()
    box.start()
    gateway.start()
    limits = {"CRISIS_ALERTS_PER_NETWORK": 10**9, "CRISIS_ALERTS_PER_SITE": 10**9}
    with empty_database(SMS=gateway.settings, **limits) as connection:
        use_mailbox(box, 10)
        open_at_all_hours()
        make_rota()
        fill(messages, requests)
        analyse(connection)
        connection.close()  # not shared with the worker's process
        arrivals = Arrivals({"mail": box.accepted_path, "sms": gateway.accepted_path})
        with running_worker():
            time.sleep(PAUSE * 2)
            new = [arrivals.seconds_until(post_crisis, number) for number in range(alerts)]
            following = [arrivals.seconds_until(make_next_step_due, number) for number in range(alerts)]
            left = waiting()
        with sending_from_this_process():
            alone = [arrivals.seconds_until(post_crisis, number) for number in range(alerts, 2 * alerts)]
        box.stop()
        gateway.stop()
        return {
            "database": connection.vendor,
            "messages": messages,
            "requests": requests,
            "left": left,
            "new_s": figures(new),
            "next_s": figures(following),
            "alone_s": figures(alone),
        }


def open_at_all_hours() -> None:
    """So that all overdue requests are due for a reminder."""
    from datetime import time as clock_time

    from wagtail_tyonohjaus.practice.models import PracticeSettings

    practice = PracticeSettings.objects.get()
    practice.opening_hours = [
        type(practice).opening_hours.rel.related_model(weekday=day, opens=clock_time(0), closes=clock_time(23, 59))
        for day in range(7)
    ]
    practice.holiday_country = ""
    practice.save()


def make_rota() -> None:
    """One supervisor is on duty, and another one is next; each has an e-mail address and a telephone number."""
    from django.utils import timezone
    from wagtail.models import Site

    from tests.factories import make_supervisor
    from wagtail_tyonohjaus.contact.models import RoutingRule
    from wagtail_tyonohjaus.duty.models import DutyTurn, Rota

    rota, start = Rota.objects.create(site=Site.objects.get(), name="Crisis"), timezone.now() - timedelta(days=1)
    for number in range(2):
        person = make_supervisor(
            name=f"Person {number}", email=f"person{number}@example.com", phone=f"+35840100000{number}"
        )
        turn = {"start": start + timedelta(days=2 * number), "end": start + timedelta(days=2 * number + 2)}
        DutyTurn.objects.create(rota=rota, supervisor=person, **turn)
    RoutingRule.objects.create(site=rota.site, name="Crisis", urgencies=["crisis"], to_rota=rota)


def fill(messages: int, requests: int) -> None:
    from django.utils import timezone
    from wagtail.models import Site

    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.messages.email import new_message_id
    from wagtail_tyonohjaus.messages.models import Delivery

    site, now = Site.objects.get(), timezone.now()
    deliveries = (
        Delivery(
            site=site,
            message_type="receipt",
            address=f"visitor{number}@example.org",
            context={"reference": "TO-7K3M-9QXD"},
            message_id=new_message_id(site),
            next_attempt_at=now - timedelta(seconds=messages - number),
        )
        for number in range(messages)
    )
    Delivery.objects.bulk_create(deliveries, batch_size=1000)
    overdue = (
        ContactRequest(site=site, submission_key=f"old-{number}", due_at=now - timedelta(days=1), created_at=now)
        for number in range(requests)
    )
    ContactRequest.objects.bulk_create(overdue, batch_size=500)


def analyse(connection: Any) -> None:
    """Updates PostgreSQL's statistics, as it does by itself within a minute of such a change."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@contextmanager
def running_worker() -> Iterator[None]:
    """The worker in a process of its own."""
    worker = context.Process(target=watch, daemon=True)
    worker.start()
    try:
        yield
    finally:
        worker.kill()
        worker.join()


@contextmanager
def sending_from_this_process() -> Iterator[None]:
    """Without a worker: a thread of the process that has taken the post sends, as a web process does."""
    from django.conf import settings

    from wagtail_tyonohjaus.conf import app_settings
    from wagtail_tyonohjaus.messages.dispatch import background_sender
    from wagtail_tyonohjaus.messages.models import Delivery

    settings.WAGTAIL_TYONOHJAUS = {**settings.WAGTAIL_TYONOHJAUS, "SEND_FROM_PROCESS": True}
    app_settings.reload()
    try:
        yield
    finally:
        Delivery.objects.filter(state="pending").update(state="cancelled")
        background_sender.join(30)


def watch() -> None:
    from django.core.management import call_command

    call_command("tyonohjaus_deliver", watch=20)


def post_crisis(number: int) -> dict[str, str]:
    """Returns the ids of its alerts by channel."""
    from wagtail_tyonohjaus.contact.form.config import FormConfig
    from wagtail_tyonohjaus.contact.form.tokens import FormToken
    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.messages.models import Delivery

    config = FormConfig(requirements={"urgency": "optional"})
    token = FormToken(config, key=f"crisis-{number}", issued_at=time.time() - 600)
    response = post({**answers(number), "form_key": token.signed(), "urgency": "crisis", "name": f"Crisis {number}"})
    assert response.status_code == 303, response.content
    request = ContactRequest.objects.with_receipt(response["Location"].rstrip("/").rsplit("/", 1)[-1]).get()
    alerts = Delivery.objects.filter(about=request.reference, message_type="alert")
    return dict(alerts.values_list("channel", "message_id"))


def make_next_step_due(number: int) -> dict[str, str]:
    """Returns the ids of its alerts by channel."""
    from django.utils import timezone

    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.messages.models import Delivery

    request = ContactRequest.objects.get(name=f"Crisis {number}")
    alerts = Delivery.objects.filter(about=request.reference, message_type="alert")
    alerts = alerts.exclude(pk__in=list(alerts.values_list("pk", flat=True)))
    ContactRequest.objects.filter(pk=request.pk).update(escalation_due_at=timezone.now())
    ends_at = time.monotonic() + LIMIT
    while time.monotonic() < ends_at:
        rows = dict(alerts.values_list("channel", "message_id"))
        if rows:
            return rows
        time.sleep(0.01)
    return {}


class Arrivals:
    """The ids of the messages that the servers have accepted; ``paths`` are their files by channel."""

    def __init__(self, paths: dict[str, str]) -> None:
        self.paths = {channel: Path(path) for channel, path in paths.items()}
        self.read = dict.fromkeys(paths, 0)
        self.ids: dict[str, set[str]] = {channel: set() for channel in paths}

    def seconds_until(self, act: Callable[[int], dict[str, str]], number: int) -> dict[str, float]:
        """By channel, until the message has arrived whose id ``act`` returns."""
        started = time.monotonic()
        ids = act(number)
        assert ids.keys() == self.paths.keys(), ids
        seconds: dict[str, float] = {}
        while seconds.keys() != ids.keys() and time.monotonic() - started < LIMIT:
            for channel in ids.keys() - seconds.keys():
                if ids[channel] in self._accepted(channel):
                    seconds[channel] = time.monotonic() - started
            time.sleep(0.01)
        time.sleep(PAUSE)
        return {**dict.fromkeys(ids, float(LIMIT)), **seconds}

    def _accepted(self, channel: str) -> set[str]:
        with self.paths[channel].open() as lines:
            lines.seek(self.read[channel])
            self.ids[channel].update(line.strip() for line in lines.readlines())
            self.read[channel] = lines.tell()
        return self.ids[channel]


def waiting() -> dict[str, int]:
    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.messages.models import Delivery

    return {
        "messages": Delivery.objects.filter(state="pending").count(),
        "requests": ContactRequest.objects.overdue().filter(reminded_at=None).count(),
    }


def figures(measured: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    """Of each channel."""
    seconds = {channel: [each[channel] for each in measured] for channel in measured[0]}
    return {
        channel: {"median": round(median(each), 2), "longest": round(max(each), 2)} for channel, each in seconds.items()
    }


if __name__ == "__main__":
    main()
