"""The types of messages about contact requests, for the delivery log and the message previews."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..access_limits import hidden_rows
from ..messages.message_types import MessageSubject, MessageType, register_message_type
from ..messages.models import Delivery
from ..practice.choices import Format
from ..practice.models import PracticeSettings
from ..practice.users import Account, AnyUser
from .choices import EventKind
from .form.standard_fields import FIELD_LABELS
from .history import record
from .models import ContactRequest
from .policy import policy, requests_for

LABELS = {
    "staff_notice": _("Notification to staff"),
    "receipt": _("Receipt to the visitor"),
    "returned": _("Request without an assignee"),
    "reminder": _("Reminder"),
    "escalation": _("Escalation"),
    "review": _("Review request"),
    "crisis_summary": _("Summary of crisis requests"),
    "reply": _("Reply"),
}


class ContactRequestSubject(MessageSubject):
    """Messages about requests can be read by those who may see the requests."""

    def can_read_any(self, user: AnyUser) -> bool:
        return policy().user_has_any_permission(user, ["view", "change"])

    def readable_references(self, user: AnyUser) -> QuerySet:
        return requests_for(user).values("reference")

    def changeable_references(self, user: AnyUser) -> QuerySet:
        return requests_for(user, "change").values("reference")

    def hidden_references(self, user: AnyUser, actions: Iterable[str]) -> QuerySet | None:
        hidden = hidden_rows(ContactRequest, user, actions)
        return None if hidden is None else hidden.values("reference")

    def admin_url(self, reference: str) -> str:
        request = _request(reference)
        return reverse("tyonohjaus_inbox:detail", args=[request.pk]) if request else ""

    def resent(self, delivery: Delivery, user: Account) -> None:
        request = _request(delivery.about)
        if request:
            record(request, EventKind.RESENT, user, data={"delivery": delivery.pk, "kind": delivery.message_type})


def sample_context(practice: PracticeSettings) -> dict[str, Any]:
    """The values that the templates of all types in ``LABELS`` use."""
    return {
        "reference": "TO-7K3M-9QXD",
        "summary": [[str(FIELD_LABELS["format"]), str(Format.GROUP.label)]],
        "link": "https://example.com/",
        "count": 12,
        "due_at": (timezone.now() + timedelta(days=1)).isoformat(),
        "phone": practice.phone.as_national if practice.phone else "",
        "subject": gettext("Times for supervision"),
        "text": gettext("Thank you for your request."),
        "sender_name": "",
    }


def register_message_types() -> None:
    """Registers the types in ``LABELS``, with ``ContactRequestSubject``."""
    subject = ContactRequestSubject()
    for name, label in LABELS.items():
        register_message_type(MessageType(name, label, subject, sample_context))


def _request(reference: str) -> ContactRequest | None:
    return ContactRequest.objects.filter(reference=reference).first() if reference else None
