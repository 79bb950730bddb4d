"""The history of a session, written in the same transaction as each change."""

from datetime import datetime

from django.dispatch import Signal

from ..practice.users import Account
from ..signals import send_after_commit, session_cancelled, session_confirmed, session_held, session_moved
from .models import Session, SessionEvent
from .types import Actor

#: Sent in the transaction of every change, with ``session`` and ``event`` (a ``SessionEvent``). An exception in a
#: receiver rolls the change back. The contact part uses it to add sessions to a request's history.
session_changed = Signal()
#: What projects are told of, after the commit.
PUBLIC_SIGNALS = {
    SessionEvent.Kind.HELD: session_held,
    SessionEvent.Kind.PROPOSED: session_held,
    SessionEvent.Kind.CONFIRMED: session_confirmed,
    SessionEvent.Kind.MOVED: session_moved,
    SessionEvent.Kind.CANCELLED: session_cancelled,
    SessionEvent.Kind.DECLINED: session_cancelled,
    SessionEvent.Kind.EXPIRED: session_cancelled,
}


def record_event(
    session: Session, kind: str, actor: Actor, *, reason: str = "", **times: datetime | None
) -> SessionEvent:
    """Store an event and send ``session_changed``. ``times``: ``old_start`` and ``new_start``, UTC."""
    event = SessionEvent.objects.create(
        session=session, kind=kind, actor_role=actor.role, user=_saved_user(actor.user), reason=reason, **times
    )
    session_changed.send(sender=Session, session=session, event=event)
    public_signal = PUBLIC_SIGNALS.get(SessionEvent.Kind(kind))
    if public_signal is not None:
        send_after_commit(public_signal, Session, session=session, event=event)
    return event


def _saved_user(user: Account | None) -> Account | None:
    return user if user is not None and user.is_authenticated else None
