"""Hold free times for visitors. ``transitions`` confirms, releases and expires holds; ``series`` books for staff."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.utils import timezone

from ..practice.models import PracticeSettings
from . import notifications, time_claims, tokens
from .exceptions import HoldLimitReached, SlotUnavailable
from .history import record_event
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
    owner = hold_limits.HoldOwner(slot_request.supervisor.pk, attendee, options.network)
    if options.is_limited:
        hold_limits.lock_owner(owner)
    lock_and_expire([slot_request])
    if not bookable_slots.is_offered(slot_request):
        raise SlotUnavailable
    if options.is_limited:
        hold_limits.check_limits(owner)
    session = create_session(slot_request, attendee, request_id=options.request_id, network_key=options.network)
    actor = options.actor or Actor.visitor()
    event = record_event(session, SessionEvent.Kind.HELD, actor, new_start=session.start)
    if options.notify:
        notifications.send(event)
    return session
