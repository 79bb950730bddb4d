"""Signals for projects: what happened to requests, messages, sessions and free time.

Each is sent after the commit of what it reports, so a receiver can neither undo nor delay it: it may start tasks and
write to other systems. An exception in a receiver is logged, and the other receivers are called. The arguments are
described in ``docs/extending.md``.
"""

from typing import Any

from django.db import transaction
from django.dispatch import Signal

#: ``contact_request``: a new ``ContactRequest``, also one that is held for review (``held_for_review``).
request_received = Signal()
#: ``contact_request`` and ``decision`` (``contact.routing.evaluation.RoutingDecision``): on receipt, and again when a
#: request is released from review or its assignee has left.
request_routed = Signal()
#: ``contact_request``, ``user`` (the new assignee) and ``by`` (who assigned it; None for the system).
request_taken = Signal()
#: ``contact_request``, whose status is ``closed`` or ``spam``, and ``by`` (None for the system).
request_closed = Signal()
#: ``delivery``: a ``Delivery`` that a server has accepted.
delivery_sent = Signal()
#: ``delivery``: a ``Delivery`` for which there is no further attempt.
delivery_failed = Signal()
#: ``session`` and ``event`` (a ``SessionEvent``): a time is reserved, on request or as one of several proposals.
session_held = Signal()
#: ``session`` and ``event``.
session_confirmed = Signal()
#: ``session`` and ``event``, with ``old_start`` and ``new_start`` (UTC).
session_moved = Signal()
#: ``session`` and ``event``: also of a hold that was declined or has expired, which ``event.kind`` tells.
session_cancelled = Signal()
#: ``supervisor_ids``: a sorted list of primary keys.
free_time_changed = Signal()


def send_after_commit(signal: Signal, sender: type, **arguments: Any) -> None:
    """Sends the signal once the current transaction is committed; at once without one, never if it is rolled back."""
    transaction.on_commit(lambda: _send(signal, sender, arguments), robust=True)


def _send(signal: Signal, sender: type, arguments: dict[str, Any]) -> None:
    signal.send_robust(sender, **arguments)
