"""How long messages wait while the worker removes old data.

``python -m benchmarks.retention [DATABASE_URL ...] [--requests 100000] [--seconds 60] [--scale 1]``, by default on an
SQLite file, PostgreSQL and MariaDB on this machine. ``--scale 0.01`` is a quick try.

So many closed requests, each with events and a message, have passed their retention period. One worker runs. A message
is stored every second, and is measured until the mail server has accepted it. None should wait for 5 seconds.
"""

import time
from datetime import timedelta
from typing import Any

from .contact_setup import Mailbox, empty_database, run_on_databases, use_mailbox
from .crisis_first import Arrivals, analyse, figures, running_worker


def main() -> None:
    run_on_databases("benchmarks.retention", __doc__, measure, requests=100_000, seconds=60, scale=1.0)


def measure(requests: int, seconds: int, scale: float) -> dict[str, Any]:
    requests = int(requests * scale)
    box = Mailbox()
    box.start()
    with empty_database() as connection:
        use_mailbox(box, 10)
        fill(requests)
        analyse(connection)
        connection.close()  # not shared with the worker's process
        with running_worker(box):
            wait_for_the_first()
            before, started = left(), time.monotonic()
            arrivals, waits = Arrivals(box), []
            while time.monotonic() - started < seconds:
                waits.append(arrivals.seconds_until(store, len(waits)))
            purged = before - left()
            rate = purged / (time.monotonic() - started)
        return {
            "database": connection.vendor,
            "requests": requests,
            "purged": purged,
            "purged_per_s": round(rate, 1),
            "messages": len(waits),
            "wait_s": figures(waits),
        }


def fill(requests: int) -> None:
    from django.utils import timezone
    from wagtail.models import Site

    from wagtail_tyonohjaus.contact.models import ContactRequest, RequestEvent
    from wagtail_tyonohjaus.messages.models import Delivery

    site, old = Site.objects.get(), timezone.now() - timedelta(days=4000)
    rows = ContactRequest.objects.bulk_create(
        (
            ContactRequest(site=site, submission_key=f"old-{number}", status="closed", closed_at=old, created_at=old)
            for number in range(requests)
        ),
        batch_size=500,
    )
    RequestEvent.objects.bulk_create(
        (RequestEvent(request=row, kind="note", text="A note", at=old) for row in rows), batch_size=500
    )
    Delivery.objects.bulk_create(
        (
            Delivery(site=site, message_type="receipt", about=row.reference, state="sent", created_at=old)
            for row in rows
        ),
        batch_size=500,
    )


def wait_for_the_first() -> None:
    total = left()
    while left() == total:
        time.sleep(0.05)


def left() -> int:
    from wagtail_tyonohjaus.contact.models import ContactRequest

    return ContactRequest.objects.filter(anonymised_at=None).count()


def store(number: int) -> str:
    """Returns the Message-ID of the stored message."""
    from wagtail.models import Site

    from wagtail_tyonohjaus.messages.outbox import Message, enqueue
    from wagtail_tyonohjaus.messages.recipients import Recipient

    message = Message("receipt", site=Site.objects.get(), context={"reference": "TO-7K3M-9QXD"})
    return enqueue(message, Recipient(f"visitor{number}@example.org")).message_id


if __name__ == "__main__":
    main()
