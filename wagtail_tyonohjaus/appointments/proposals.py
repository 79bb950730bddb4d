"""Proposals: staff offers a visitor up to three times, and the visitor accepts one of them through a link."""

import uuid
from collections.abc import Collection, Sequence

from . import notifications
from .exceptions import InvalidTransition
from .history import record_event
from .holds import create_session, lock_and_expire
from .locking import run_with_retries
from .models import Session, SessionEvent, Status
from .starts.request_guard import check_request
from .transitions import confirm, withdraw_hold
from .types import Actor, Attendee, SlotRequest

MAX_PROPOSED_TIMES = 3


def propose(
    slot_requests: Sequence[SlotRequest],
    attendee: Attendee,
    *,
    actor: Actor,
    request_id: int | None = None,
    replaces: Session | None = None,
    known_sessions: Collection[int] | None = None,
    submission: uuid.UUID | None = None,
) -> list[Session]:
    """Hold up to three times, from which the visitor chooses one through a link in an e-mail.

    ``replaces`` is a held session to decline in the same transaction. Staff may propose any time at which the
    supervisor has no other session. ``known_sessions`` and ``submission`` as for ``series.book_series``. Raises
    ``SlotUnavailable``, ``TimePassed``, or ``ValueError`` for a wrong number of times.
    """
    if not 1 <= len(slot_requests) <= MAX_PROPOSED_TIMES:
        raise ValueError(f"propose one to {MAX_PROPOSED_TIMES} times")

    def work() -> list[Session]:
        replaced = [SlotRequest.from_session(replaces)] if replaces else []
        lock_and_expire([*slot_requests, *replaced])
        if submission is not None and (proposed := _submitted(submission)):
            return proposed
        if request_id is not None and known_sessions is not None:
            check_request(request_id, known_sessions)
        if replaces is not None:
            withdraw_hold(replaces, actor)
        return _create_proposal(slot_requests, attendee, actor, request_id, submission or uuid.uuid4())

    return run_with_retries(work)


def proposed_sessions(session: Session) -> list[Session]:
    """The times of the session's proposal that the visitor can still choose, in order; empty without a proposal."""
    if session.proposal is None:
        return []
    sessions = Session.objects.live().with_related().filter(proposal=session.proposal, status=Status.HELD)
    return list(sessions.order_by("start", "pk"))


def accept(session: Session, session_id: int) -> Session:
    """Confirm the proposed session with the given primary key and release the others.

    ``session`` is the one whose link the visitor followed. Raises ``InvalidTransition`` if the selected session is no
    longer part of the proposal.
    """
    accepted = next((proposed for proposed in proposed_sessions(session) if proposed.pk == session_id), None)
    if accepted is None:
        raise InvalidTransition
    return confirm(accepted, actor=Actor.visitor())


def _submitted(submission: uuid.UUID) -> list[Session]:
    return list(Session.objects.select_for_update().filter(proposal=submission).order_by("start", "pk"))


def _create_proposal(
    slot_requests: Sequence[SlotRequest], attendee: Attendee, actor: Actor, request_id: int | None, proposal: uuid.UUID
) -> list[Session]:
    sessions = [
        create_session(slot_request, attendee, request_id=request_id, proposal=proposal)
        for slot_request in slot_requests
    ]
    # All proposed times expire together, so that the e-mail never lists an expired one beside a valid one.
    earliest = min(session.hold_until for session in sessions if session.hold_until)
    Session.objects.filter(proposal=proposal).update(hold_until=earliest)
    events = [record_event(session, SessionEvent.Kind.PROPOSED, actor, new_start=session.start) for session in sessions]
    notifications.send(events[0], proposed_with=sessions[1:])
    return sessions
