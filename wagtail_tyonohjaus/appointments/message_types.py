"""The message types of sessions, for the delivery log."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..messages.message_types import MessageSubject, MessageType, register_message_type
from .models import SessionEvent
from .notifications import REMINDER, WITHOUT_NOTIFICATION


def register_message_types() -> None:
    """Register one type for each kind of event with a notification, and one for reminders."""
    subject = MessageSubject()
    for kind in SessionEvent.Kind:
        name = REMINDER if kind == SessionEvent.Kind.REMINDED else f"session_{kind}"
        if kind not in WITHOUT_NOTIFICATION or name == REMINDER:
            label = format_lazy(_("Session: {event}"), event=kind.label)
            register_message_type(MessageType(name, label, subject))
