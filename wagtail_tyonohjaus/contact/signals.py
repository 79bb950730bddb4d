"""Registers the chores of requests, and keeps undelivered messages in a request's history."""

from typing import Any

from django.dispatch import receiver

from ..messages.chores import register_chore
from ..messages.models import Delivery
from ..messages.signals import delivery_dead
from . import privacy, waiting
from .choices import EventKind
from .history import record
from .models import ContactRequest

register_chore("requests", waiting.tend)
register_chore("retention", privacy.tend)


@receiver(delivery_dead, dispatch_uid="wagtail_tyonohjaus.contact.undelivered")
def keep_undelivered(sender: type[Delivery], delivery: Delivery, **kwargs: Any) -> None:
    request = ContactRequest.objects.filter(reference=delivery.about).first() if delivery.about else None
    if request is not None:
        data = {"delivery": delivery.pk, "kind": delivery.kind, "audience": delivery.audience}
        record(request, EventKind.UNDELIVERED, data=data)
