"""The types of messages about sessions, for the delivery log."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..messages.message_types import MessageSubject, MessageType, register_message_type
from .models import SessionEvent
from .notifications import REMINDER, SILENT


def register_message_types() -> None:
    """Registers a type for each kind of event that sends messages, and the reminder to the visitor."""
    subject = MessageSubject()
    for kind in SessionEvent.Kind:
        name = REMINDER if kind == SessionEvent.Kind.REMINDED else f"session_{kind}"
        if kind not in SILENT or name == REMINDER:
            label = format_lazy(_("Session: {event}"), event=kind.label)
            register_message_type(MessageType(name, label, subject))
