"""What happened to a session, written in the transaction in which it happens, and told to whoever listens."""

from datetime import datetime
from typing import Any

from django.dispatch import Signal

from .models import Session, SessionEvent
from .types import By

#: Sent in the transaction of every step, with ``session`` and ``event`` (``SessionEvent``). A receiver that raises
#: undoes the step. Connect to keep a record elsewhere, as the contact request's history does.
session_changed = Signal()


def record(session: Session, kind: str, by: By, *, reason: str = "", **times: datetime | None) -> SessionEvent:
    """Store a step and tell it. ``times``: ``old_start`` and ``new_start``, UTC."""
    event = SessionEvent.objects.create(
        session=session, kind=kind, actor=by.actor, user=_account(by.user), reason=reason, **times
    )
    session_changed.send(sender=Session, session=session, event=event)
    return event


def _account(user: Any) -> Any:
    return user if user is not None and getattr(user, "is_authenticated", False) else None
