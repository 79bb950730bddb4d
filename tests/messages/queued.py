"""Messages in the outbox for tests: how to queue one and to see what became of it."""

from wagtail_tyonohjaus.messages.models import Delivery, DeliveryState
from wagtail_tyonohjaus.messages.outbox import Message, enqueue
from wagtail_tyonohjaus.messages.recipients import Recipient
from wagtail_tyonohjaus.practice.models import PracticeSettings

PENDING, SENT, FAILED = DeliveryState.PENDING, DeliveryState.SENT, DeliveryState.FAILED


def enqueue_notification(practice, address="aino@example.com", key="", **kwargs):
    context = {"reference": "TO-7K3M-9QXD", "summary": [["Office", "Turku"]], "link": "https://example.com/x"}
    kwargs = {"about": "TO-7K3M-9QXD", "context": context, **kwargs}
    return enqueue(Message("staff_notice", site=practice.site, **kwargs), Recipient(address), key=key)


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("address", "state"))


def set_fallback(addresses: str) -> None:
    """Without the signals of a save."""
    PracticeSettings.objects.update(fallback_recipients=addresses)
