"""The message types of sessions, for the delivery log."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..messages.message_types import MessageSubject, MessageType, register_message_type
from ..messages.models import Delivery
from ..practice.users import AnyUser
from . import tokens
from .models import Session, SessionEvent
from .notifications import REMINDER, WITHOUT_NOTIFICATION
from .policy import policy, sessions_for


class SessionSubject(MessageSubject):
    """Messages about sessions can be read by those who may see the sessions."""

    def can_read_any(self, user: AnyUser) -> bool:
        return policy().user_has_any_permission(user, ["view", "change"])

    def readable_references(self, user: AnyUser) -> QuerySet:
        return sessions_for(user).values("reference")

    def admin_url(self, reference: str) -> str:
        session = Session.objects.filter(reference=reference).first() if reference else None
        return reverse("tyonohjaus_session:detail", args=[session.pk]) if session else ""

    def calendar_text(self, delivery: Delivery) -> str:
        return tokens.fill_in_links(delivery.calendar)


def register_message_types() -> None:
    """Register one type for each kind of event with a notification, and one for reminders."""
    subject = SessionSubject()
    for kind in SessionEvent.Kind:
        name = REMINDER if kind == SessionEvent.Kind.REMINDED else f"session_{kind}"
        if kind not in WITHOUT_NOTIFICATION or name == REMINDER:
            label = format_lazy(_("Session: {event}"), event=kind.label)
            register_message_type(MessageType(name, label, subject))
