"""How soon an alert about a crisis leaves while the worker has much else to do.

``python -m benchmarks.crisis_first [DATABASE_URL ...] [--messages 100000] [--requests 10000] [--scale 1]
[--alerts 20]``, by default on an SQLite file, PostgreSQL and MariaDB on this machine. ``--scale 0.01`` is a quick try.

So many messages are due and so many requests are overdue. One worker sends and reminds. Then crisis requests are
posted, one every few seconds, and each is measured from the visitor's click until the mail server has accepted its
alert: "new". After them, one crisis request becomes overdue at a time, and is measured until its reminder is accepted:
"overdue". Both within 2 seconds are the figure to keep.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from .contact_setup import Mailbox, answers, context, empty_database, post, run_on_databases, use_mailbox

PAUSE = 1.0
LIMIT = 120


def main() -> None:
    numbers = {"messages": 100_000, "requests": 10_000, "alerts": 20, "scale": 1.0}
    run_on_databases("benchmarks.crisis_first", __doc__, measure, **numbers)


def measure(messages: int, requests: int, alerts: int, scale: float) -> dict[str, Any]:
    messages, requests = int(messages * scale), int(requests * scale)
    box = Mailbox()
    box.start()
    with empty_database(CRISIS_ALERTS_PER_NETWORK=10**9, CRISIS_ALERTS_PER_SITE=10**9) as connection:
        use_mailbox(box, 10)
        open_at_all_hours()
        fill(messages, requests)
        analyse(connection)
        connection.close()  # not shared with the worker's process
        with running_worker(box):
            time.sleep(PAUSE * 2)
            arrivals = Arrivals(box)
            new = [arrivals.seconds_until(post_crisis, number) for number in range(alerts)]
            overdue = [arrivals.seconds_until(make_overdue, number) for number in range(alerts)]
            left = waiting()
        return {
            "database": connection.vendor,
            "messages": messages,
            "requests": requests,
            "left": left,
            "new_s": figures(new),
            "overdue_s": figures(overdue),
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
def running_worker(box: Mailbox) -> Iterator[None]:
    """The worker in a process of its own; at the end it and the mail server are stopped."""
    worker = context.Process(target=watch, daemon=True)
    worker.start()
    try:
        yield
    finally:
        worker.kill()
        worker.join()
        box.stop()


def watch() -> None:
    from django.core.management import call_command

    call_command("tyonohjaus_deliver", watch=20)


def post_crisis(number: int) -> str:
    """Returns the Message-ID of its alert."""
    from wagtail_tyonohjaus.contact.form.config import FormConfig
    from wagtail_tyonohjaus.contact.form.tokens import FormToken
    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.messages.models import Delivery

    config = FormConfig(requirements={"urgency": "optional"})
    token = FormToken(config, key=f"crisis-{number}", issued_at=time.time() - 600)
    response = post({**answers(number), "form_key": token.signed(), "urgency": "crisis", "name": f"Crisis {number}"})
    assert response.status_code == 303, response.content
    request = ContactRequest.objects.get(receipt_key=response["Location"].rstrip("/").rsplit("/", 1)[-1])
    return Delivery.objects.get(about=request.reference, message_type="staff_notice").message_id


def make_overdue(number: int) -> str:
    """Returns the Message-ID of its reminder."""
    from django.utils import timezone

    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.messages.models import Delivery

    request = ContactRequest.objects.get(name=f"Crisis {number}")
    ContactRequest.objects.filter(pk=request.pk).update(due_at=timezone.now())
    reminders = Delivery.objects.filter(about=request.reference, message_type="reminder")
    ends_at = time.monotonic() + LIMIT
    while time.monotonic() < ends_at:
        row = reminders.first()
        if row:
            return row.message_id
        time.sleep(0.01)
    return ""


class Arrivals:
    """The Message-IDs that the mail server has accepted."""

    def __init__(self, box: Mailbox) -> None:
        self.path, self.read, self.ids = Path(box.accepted_path), 0, set()

    def seconds_until(self, act: Callable[[int], str], number: int) -> float:
        """Until the message has arrived whose Message-ID ``act`` returns."""
        started = time.monotonic()
        message_id = act(number)
        while message_id not in self.ids and time.monotonic() - started < LIMIT:
            time.sleep(0.01)
            self._read_new_lines()
        seconds = time.monotonic() - started
        time.sleep(PAUSE)
        return seconds

    def _read_new_lines(self) -> None:
        with self.path.open() as lines:
            lines.seek(self.read)
            self.ids.update(line.strip() for line in lines.readlines())
            self.read = lines.tell()


def waiting() -> dict[str, int]:
    from wagtail_tyonohjaus.contact.models import ContactRequest
    from wagtail_tyonohjaus.messages.models import Delivery

    return {
        "messages": Delivery.objects.filter(state="pending").count(),
        "requests": ContactRequest.objects.overdue().filter(reminded_at=None).count(),
    }


def figures(seconds: list[float]) -> dict[str, float]:
    return {"median": round(median(seconds), 2), "longest": round(max(seconds), 2)}


if __name__ == "__main__":
    main()
