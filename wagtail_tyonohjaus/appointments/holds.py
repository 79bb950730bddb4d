"""Hold free times for visitors. ``transitions`` confirms, releases and expires holds; ``series`` books for staff."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.utils import timezone

from ..practice.models import PracticeSettings
from . import notifications, time_claims, tokens
from .exceptions import HoldLimitReached, SlotUnavailable
from .history import record_event
from .invitations.recurrence import set_recurrence_starts
from .locking import lock_supervisors, run_with_retries
from .models import Session, SessionEvent
from .slots import bookable_slots, hold_limits
from .transitions import check_not_passed, expire_stale_holds
from .types import Actor, Attendee, SlotRequest


@dataclass(frozen=True, slots=True)
class HoldOptions:
    """``notify=False`` sends no message, for callers that send their own, such as the contact form's receipt.

    ``is_limited`` enforces the limits on live holds, for visitors; ``network`` is a key for that of the visitor.
    """

    request_id: int | None = None
    actor: Actor | None = None
    notify: bool = True
    is_limited: bool = False
    network: str = ""


def hold_first_available(
    slot_requests: Sequence[SlotRequest], attendee: Attendee, options: HoldOptions | None = None
) -> Session:
    """Hold the first of several times that is still free, for example one time with any of several supervisors.

    The attendee has it until the practice answers or the hold expires. One transaction for each attempt: lock the
    supervisor's row, check the time again with the code that offers it, store the session. Within an outer transaction,
    wrap that one in ``locking.run_with_retries``.

    Raises ``SlotUnavailable`` with alternatives if none is free, ``HoldLimitReached`` if only a limit prevents it.
    """
    options, reached = options or HoldOptions(), None
    for slot_request in slot_requests:
        try:
            return run_with_retries(partial(_hold, slot_request, attendee, options))
        except SlotUnavailable:
            continue
        except HoldLimitReached as error:
            reached = error
    if reached:
        raise reached
    raise SlotUnavailable(None, bookable_slots.nearest_alternatives(slot_requests[0]) if slot_requests else ())


def hold_together(
    slot_requests: Sequence[SlotRequest], attendee: Attendee, options: HoldOptions | None = None
) -> list[Session]:
    """Hold several times of one supervisor as a series, all or none, in one transaction; they are also ended together.

    The limits on live holds count the series as one. Raises ``HoldLimitReached``, and ``SlotUnavailable`` with
    alternatives to the first time that is not free, for example because it overlaps with another one.
    """
    return run_with_retries(lambda: _hold_together(slot_requests, attendee, options or HoldOptions()))


def hold_expiry(practice: PracticeSettings, start: datetime, now: datetime | None = None) -> datetime:
    """When a hold created now expires: rounded up to a full hour, at the latest at ``start``."""
    end = (now or timezone.now()) + timedelta(hours=practice.hold_hours)
    hour = end.replace(minute=0, second=0, microsecond=0)
    return min(hour if hour == end else hour + timedelta(hours=1), start)


def create_session(
    slot_request: SlotRequest,
    attendee: Attendee,
    *,
    request_id: int | None = None,
    series: UUID | None = None,
    proposal: UUID | None = None,
    network_key: str = "",
) -> Session:
    """Claim the time and insert the row. Requires the lock. Raises ``SlotUnavailable`` or ``TimePassed``."""
    check_not_passed(slot_request.start)
    session = Session(
        request_id=request_id,
        supervisor=slot_request.supervisor,
        service=slot_request.service,
        office=slot_request.office,
        mode=slot_request.mode,
        format=slot_request.format,
        start=slot_request.start,
        end=slot_request.end,
        time_zone=slot_request.supervisor.zone_name,
        name=attendee.name,
        email=attendee.email,
        phone=attendee.phone,
        language=attendee.language,
        visitor_time_zone=attendee.time_zone,
        hold_until=hold_expiry(slot_request.supervisor.practice, slot_request.start),
        series=series,
        proposal=proposal,
        network_key=network_key,
        is_group=slot_request.service.capacity > 1,
    )
    tokens.issue(session)
    time_claims.claim(session)
    session.save(force_insert=True)
    return session


def lock_and_expire(slot_requests: Iterable[SlotRequest]) -> None:
    """Lock the requested supervisors and expire their stale holds."""
    supervisor_ids = {slot_request.supervisor.pk for slot_request in slot_requests}
    lock_supervisors(supervisor_ids)
    for pk in sorted(supervisor_ids):
        expire_stale_holds(pk)


def _hold(slot_request: SlotRequest, attendee: Attendee, options: HoldOptions) -> Session:
    check_limits = _lock([slot_request], attendee, options)
    if not bookable_slots.is_offered(slot_request):
        raise SlotUnavailable
    check_limits()
    session = create_session(slot_request, attendee, request_id=options.request_id, network_key=options.network)
    event = _record_hold(session, options)
    if options.notify:
        notifications.send(event)
    return session


def _hold_together(slot_requests: Sequence[SlotRequest], attendee: Attendee, options: HoldOptions) -> list[Session]:
    check_limits = _lock(slot_requests, attendee, options)
    series, sessions = uuid4(), []
    for number, slot_request in enumerate(slot_requests):
        # After those before it are stored, so that none of them counts as free time.
        if not bookable_slots.is_offered(slot_request):
            raise SlotUnavailable(None, bookable_slots.nearest_alternatives(slot_request))
        if number == 0:
            check_limits()
        session = create_session(
            slot_request, attendee, request_id=options.request_id, series=series, network_key=options.network
        )
        sessions.append(session)
    earliest = min(session.hold_until for session in sessions if session.hold_until)
    for session in sessions:
        session.hold_until = earliest
    set_recurrence_starts(sessions)
    Session.objects.bulk_update(sessions, ["hold_until", "recurrence_start"])
    events = [_record_hold(session, options) for session in sessions]
    if options.notify:
        notifications.send_together(events)
    return sessions


def _lock(slot_requests: Sequence[SlotRequest], attendee: Attendee, options: HoldOptions) -> Callable[[], None]:
    """Locks the supervisor and, with limits, the owner of the hold; returns the check of the limits."""
    if not options.is_limited:
        lock_and_expire(slot_requests)
        return lambda: None
    owner = hold_limits.HoldOwner(slot_requests[0].supervisor.pk, attendee, options.network)
    hold_limits.lock_owner(owner)
    lock_and_expire(slot_requests)
    return partial(hold_limits.check_limits, owner)


def _record_hold(session: Session, options: HoldOptions) -> SessionEvent:
    actor = options.actor or Actor.visitor()
    return record_event(session, SessionEvent.Kind.HELD, actor, new_start=session.start)
