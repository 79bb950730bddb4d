"""What the tests of faults share."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.utils import timezone

from wagtail_tyonohjaus.contact.models import ContactRequest
from wagtail_tyonohjaus.messages import failpoints
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.messages.outbox import enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient

LEASE_OVER = timedelta(seconds=301)


def notice(practice: Any, address: str = "aino@example.com", **kwargs: Any) -> Delivery:
    context = {"reference": "TO-7K3M-9QXD", "link": "https://example.com/x"}
    kwargs = {"about": "TO-7K3M-9QXD", "context": context, **kwargs}
    return enqueue("staff_notice", Recipient(address), site=practice.site, **kwargs)


def once_at(place: str, fault: Callable[[], object]) -> None:
    """Lets ``fault`` happen when ``place`` is reached for the first time."""

    def strike() -> None:
        del failpoints.handlers[place]
        fault()

    failpoints.handlers[place] = strike


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    """Looks again and again, for what happens in another process."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def make_due() -> None:
    Delivery.objects.filter(state="pending").update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("address", "state"))


def kept(response: Any) -> list[tuple[str, str]]:
    """What a browser posts from the page that asks to send again."""
    form = BeautifulSoup(response.content, "html.parser").find("form")
    return [(field["name"], field["value"]) for field in form.find_all("input")]


def counts() -> tuple[int, int]:
    return ContactRequest.objects.count(), Delivery.objects.count()
