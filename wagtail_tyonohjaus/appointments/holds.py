"""Asking for a time: it is the visitor's from that moment on, until the practice has answered or the hold runs out."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from ..practice.models import PracticeSettings
from . import notifications, time_claims, tokens
from .exceptions import TimeTaken
from .history import record
from .locking import lock, retrying
from .models import Session, SessionEvent
from .slots import bookable_slots
from .transitions import confirm_locked, replace_held, sweep
from .types import By, Person, Wanted

MOST_PROPOSED = 3


def hold(
    wanted: Wanted, person: Person, *, request_id: int | None = None, by: By | None = None, quiet: bool = False
) -> Session:
    """Hold a time that is on offer.

    One transaction: the supervisor's row is locked, the time checked again by the code that shows it, the session
    stored. ``quiet`` leaves the message to the caller, as the contact form does, whose receipt names the time. Raises
    ``TimeTaken`` (``GroupFull``) with other times near it. Within a transaction of the caller's, wrap that one in
    ``locking.retrying``.
    """
    by = by or By.visitor()
    try:
        return retrying(lambda: _hold(wanted, person, request_id, by, quiet))
    except TimeTaken as error:
        raise type(error)(error.message, bookable_slots.near(wanted)) from error


def hold_any(choices: Sequence[Wanted], person: Person, **kwargs: object) -> Session:
    """Hold the first of several that is still free, such as one time with any of several supervisors, fairest first.

    Raises ``TimeTaken`` where none is.
    """
    for wanted in choices:
        try:
            return retrying(lambda wanted=wanted: _hold(wanted, person, **_options(kwargs)))
        except TimeTaken:
            continue
    raise TimeTaken(None, bookable_slots.near(choices[0]) if choices else ())


def propose(
    times: Sequence[Wanted],
    person: Person,
    *,
    by: By,
    request_id: int | None = None,
    instead_of: Session | None = None,
) -> list[Session]:
    """Hold up to three times for the visitor to choose from, by a link in a mail.

    ``instead_of`` is a held time that doesn't suit: it is declined in the same step. Staff may propose any time that
    clashes with no other session. Raises ``TimeTaken``, ``ValueError`` for no or too many times.
    """
    if not 1 <= len(times) <= MOST_PROPOSED:
        raise ValueError(f"propose one to {MOST_PROPOSED} times")
    return retrying(lambda: _propose(times, person, by, request_id, instead_of))


def book(wanted: Wanted, person: Person, *, by: By, request_id: int | None = None) -> Session:
    """A session that staff has agreed on with the person: held and confirmed in one step. Raises ``TimeTaken``."""

    def work() -> Session:
        open_supervisors([wanted])
        session = store(wanted, person, request_id=request_id)
        confirm_locked(session, by)
        return session

    return retrying(work)


def hold_until(practice: PracticeSettings, start: datetime, now: datetime | None = None) -> datetime:
    """When a hold made now runs out: on a full hour, as feeds and pages count time, and no later than the session."""
    end = (now or timezone.now()) + timedelta(hours=practice.hold_hours)
    full = end.replace(minute=0, second=0, microsecond=0)
    return min(full if full == end else full + timedelta(hours=1), start)


def store(wanted: Wanted, person: Person, *, request_id: int | None = None, **fields: object) -> Session:
    """Take the time and write the row, with the lock held. Raises ``TimeTaken``."""
    session = Session(
        request_id=request_id,
        supervisor=wanted.supervisor,
        service=wanted.service,
        office=wanted.office,
        mode=wanted.mode,
        format=wanted.format,
        start=wanted.start,
        end=wanted.end,
        time_zone=wanted.supervisor.zone_name,
        name=person.name,
        email=person.email,
        phone=person.phone,
        language=person.language,
        visitor_zone=person.zone,
        hold_until=hold_until(wanted.supervisor.practice, wanted.start),
        **fields,
    )
    tokens.issue(session)
    time_claims.take(session)
    session.save(force_insert=True)
    return session


def _hold(wanted: Wanted, person: Person, request_id: int | None, by: By, quiet: bool) -> Session:
    open_supervisors([wanted])
    if not bookable_slots.is_offered(wanted):
        raise TimeTaken
    session = store(wanted, person, request_id=request_id)
    event = record(session, SessionEvent.Kind.HELD, by, new_start=session.start)
    if not quiet:
        notifications.send(event)
    return session


def open_supervisors(wanted: Iterable[Wanted]) -> None:
    """Lock the supervisors of all that is wanted and give back what has run out."""
    ids = {each.supervisor.pk for each in wanted}
    lock(ids)
    for pk in sorted(ids):
        sweep(pk)


def _options(kwargs: dict) -> dict:
    return {
        "request_id": kwargs.get("request_id"),
        "by": kwargs.get("by") or By.visitor(),
        "quiet": bool(kwargs.get("quiet")),
    }


def _propose(
    times: Sequence[Wanted], person: Person, by: By, request_id: int | None, instead_of: Session | None
) -> list[Session]:
    open_supervisors([*times, *([Wanted.like(instead_of)] if instead_of else [])])
    if instead_of is not None:
        replace_held(instead_of, by)
    proposal = uuid.uuid4()
    sessions = [store(each, person, request_id=request_id, proposal=proposal) for each in times]
    # One deadline for all, so that none of the times in the mail is gone before the others.
    first = min(session.hold_until for session in sessions if session.hold_until)
    Session.objects.filter(proposal=proposal).update(hold_until=first)
    events = [record(each, SessionEvent.Kind.PROPOSED, by, new_start=each.start) for each in sessions]
    notifications.send(events[0], siblings=sessions[1:])
    return sessions
