"""The types of messages about contact requests, for the delivery log and the message previews."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...access_limits import hidden_rows
from ...messages.message_types import MessageSubject, MessageType, Sample, only_variant, register_message_type
from ...messages.models import Delivery
from ...practice.choices import Format
from ...practice.models import PracticeSettings
from ...practice.phone_numbers import display_number
from ...practice.users import Account, AnyUser
from ..choices import EventKind
from ..form.standard_fields import FIELD_LABELS
from ..history import record
from ..models import ContactRequest
from ..policy import policy, requests_for
from .texts import CASES, VARIANTS, placeholders_of

LABELS = {
    "staff_notice": _("Notification to staff"),
    "receipt": _("Receipt to the visitor"),
    "alert": _("Alert about a crisis request"),
    "alert_late": _("Alert about a call that is late"),
    "returned": _("Request without an assignee"),
    "passed_on": _("Request passed on"),
    "assigned": _("Request assigned"),
    "unassigned": _("Request no longer assigned"),
    "reminder": _("Reminder"),
    "escalation": _("Escalation"),
    "review": _("Review request"),
    "crisis_summary": _("Summary of crisis requests"),
    "reply": _("Reply"),
}
REPLY_NOT_EDITABLE = _("Who answers writes it. Edit the reply templates instead.")


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
        "link": "https://example.com/admin/",
        "sample_link": "https://example.com/",
        "sample_code": "482913",
        "session": 1,
        "message": gettext("We would like supervision for a team of six."),
        "count": 12,
        "step": "duty",
        "office": "Helsinki",
        "taken_by": "Aino Laine",
        "changed_by": "Aino Laine",
        "has_taken": True,
        "due_at": (timezone.now() + timedelta(days=1)).isoformat(),
        "phone": display_number(practice.phone, practice.phone_region),
        "subject": gettext("Times for supervision"),
        "text": gettext("Thank you for your request."),
        "sender_name": "",
    }


def register_message_types() -> None:
    """Registers the types in ``LABELS``, with ``ContactRequestSubject``."""
    subject = ContactRequestSubject()
    for name, label in LABELS.items():
        register_message_type(
            MessageType(
                name,
                label,
                subject,
                samples=tuple(_samples(name)),
                variant=VARIANTS.get(name, only_variant),
                not_editable=REPLY_NOT_EDITABLE if name == "reply" else "",
            )
        )


def _samples(name: str) -> Iterator[Sample]:
    for variant, (label, changes) in CASES.get(name, {"": (_("Example"), {})}).items():
        yield Sample(variant, label, partial(_changed_sample, changes), placeholders_of(name, variant))


def _changed_sample(changes: Mapping[str, Any], practice: PracticeSettings) -> dict[str, Any]:
    return {**sample_context(practice), **changes}


def _request(reference: str) -> ContactRequest | None:
    return ContactRequest.objects.filter(reference=reference).first() if reference else None
