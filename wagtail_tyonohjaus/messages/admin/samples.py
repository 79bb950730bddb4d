"""Messages about nobody, to see what they say."""

from datetime import timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...appointments.models import SessionEvent
from ...contact.form_config import QUESTION_LABELS
from ...practice.choices import Format
from ...practice.models import PracticeSettings
from ..models import Delivery

KINDS: dict[str, Any] = {
    "staff_notice": _("Notice to staff"),
    "receipt": _("Receipt to the visitor"),
    "reminder": _("Reminder"),
    "escalation": _("Passed on"),
    "review": _("Waits for review"),
    "reply": _("Reply"),
}

# What a session's messages are named for, where the step of its history has another name.
STEPS = {"reminder": "reminded"}


def kind_label(kind: str) -> str:
    """What people call a kind of message."""
    step = kind.removeprefix("session_")
    label = dict(SessionEvent.Kind.choices).get(STEPS.get(step, step)) if step != kind else None
    return f"{_('Session')}: {label}" if label else str(KINDS.get(kind, kind))


def sample(kind: str, language: str, practice: PracticeSettings) -> Delivery:
    """A message that is stored nowhere."""
    with translation.override(language):
        context = {
            "reference": "TO-7K3M-9QXD",
            "facts": [[str(QUESTION_LABELS["format"]), str(Format.GROUP.label)]],
            "link": "https://example.com/",
            "due_at": (timezone.now() + timedelta(days=1)).isoformat(),
            "phone": practice.phone.as_national if practice.phone else "",
            "subject": gettext("Times for supervision"),
            "text": gettext("Thank you for your request."),
            "sender_name": "",
        }
    return Delivery(kind=kind, site=practice.site, language=language, context=context, about="TO-7K3M-9QXD")
