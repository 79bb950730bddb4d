"""Helpers of the fault tests."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.utils import timezone

from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages import failpoints
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient

LEASE_OVER = timedelta(seconds=301)


def notice(practice: Any, address: str = "aino@example.com", **kwargs: Any) -> Delivery:
    context = {"reference": "TO-7K3M-9QXD", "link": "https://example.com/x"}
    kwargs = {"about": "TO-7K3M-9QXD", "context": context, **kwargs}
    return enqueue(Message("staff_notice", site=practice.site, **kwargs), Recipient(address))


def once_at(place: str, fault: Callable[[], object]) -> None:
    """Calls ``fault`` when the failpoint ``place`` is reached for the first time."""

    def trigger() -> None:
        del failpoints.handlers[place]
        fault()

    failpoints.handlers[place] = trigger


def wait_until(condition: Callable[[], object], seconds: float = 240) -> None:
    """Waits for something to happen in another process."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "timeout"
        time.sleep(0.02)


def make_due() -> None:
    Delivery.objects.filter(state="pending").update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def retry_fields(response: Any) -> list[tuple[str, str]]:
    """The fields that a browser submits from the outage page."""
    form = BeautifulSoup(response.content, "html.parser").find("form")
    return [(field["name"], field["value"]) for field in form.find_all("input")]


def counts() -> tuple[int, int]:
    return ContactRequest.objects.count(), Delivery.objects.count()
