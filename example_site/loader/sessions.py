"""Loads sessions of contact requests, through the same functions as visitors and staff.

Times are free ones, or relative to the day of loading, so that they are valid on any day and at any hour.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from example_site.content.past_requests import FORMER_SUPERVISOR
from example_site.content.requests import RequestSpec
from wagtail_tyonohjaus.appointments import time_claims, tokens
from wagtail_tyonohjaus.appointments.history import record_event
from wagtail_tyonohjaus.appointments.holds import HoldOptions, hold_first_available, hold_together
from wagtail_tyonohjaus.appointments.locking import lock_supervisors
from wagtail_tyonohjaus.appointments.models import Session, SessionEvent
from wagtail_tyonohjaus.appointments.models import Status as SessionStatus
from wagtail_tyonohjaus.appointments.proposals import MAX_PROPOSED_TIMES, propose
from wagtail_tyonohjaus.appointments.series import book_series, series_starts
from wagtail_tyonohjaus.appointments.types import Actor, Attendee, SlotRequest
from wagtail_tyonohjaus.availability import free
from wagtail_tyonohjaus.availability.query import AvailabilityQuery
from wagtail_tyonohjaus.availability.schedule import Slot
from wagtail_tyonohjaus.contact import workflow
from wagtail_tyonohjaus.contact.choices import EventKind, Status
from wagtail_tyonohjaus.contact.models import ContactRequest, RequestEvent
from wagtail_tyonohjaus.practice.choices import DeliveryMode, Kind
from wagtail_tyonohjaus.practice.models import Office, Supervisor

OTHER_PARTICIPANTS = (
    Attendee("Merja Tolvanen", "merja@tolvanen.example", language="fi"),
    Attendee("Sakari Ahjola", "sakari@ahjola.example", language="fi"),
)
SERIES_DAYS, SERIES_SESSIONS = 14, 4
TODAY_AT = time(10)


def load_sessions(request: ContactRequest, spec: RequestSpec) -> None:
    """Sessions so far, and those of ``spec.session``. Nothing is booked if the supervisor has no free time."""
    for weeks, hour in spec.past:
        _store(request, _past_day(weeks), time(hour))
    if spec.session == "today":
        _store(request, timezone.localdate(), TODAY_AT)
        _set_agreed(request)
    elif spec.session:
        slot_requests = _free_times(request)
        if slot_requests:
            SESSIONS[spec.session](request, slot_requests)


def _past_day(weeks: int) -> date:
    """The Tuesday of that week."""
    today = timezone.localdate()
    return today - timedelta(days=today.weekday() - 1, weeks=weeks)


def _attendee(request: ContactRequest) -> Attendee:
    return Attendee(request.name, request.email, request.phone, request.visitor_language)


def _free_times(request: ContactRequest) -> list[SlotRequest]:
    """The first free time of each day."""
    supervisor = request.supervisor or request.service.supervisors.first()
    is_crisis, length = request.service.kind == Kind.CRISIS, request.service.length_minutes[0]
    query = AvailabilityQuery(service=request.service_id, length=length, format=request.format, crisis=is_crisis)
    days: dict[date, SlotRequest] = {}
    for slot in free.free_slots([supervisor], query)[supervisor.pk]:
        start = free.utc_datetime(slot.start)
        end = start + timedelta(minutes=length)
        details = _details(request, slot)
        days.setdefault(start.date(), SlotRequest(supervisor, request.service, start, end, **details))
    return list(days.values())


def _details(request: ContactRequest, slot: Slot) -> dict[str, Any]:
    place = slot.restrictions.place
    office = Office.objects.filter(pk=place).first() if isinstance(place, int) else None
    mode = DeliveryMode.PREMISES if office else DeliveryMode.REMOTE
    return {"office": office, "mode": mode.value, "format": request.format or request.service.formats[0]}


def _hold(request: ContactRequest, times: list[SlotRequest]) -> None:
    hold_first_available(times[:1], _attendee(request), HoldOptions(request.pk, notify=False))


def _hold_series(request: ContactRequest, times: list[SlotRequest]) -> None:
    number = request.service.series_sessions or 1
    hold_together(times[:number], _attendee(request), HoldOptions(request.pk, notify=False))


def _agree(request: ContactRequest, times: list[SlotRequest]) -> None:
    _book(request, times[0], [times[0].start])


def _agree_series(request: ContactRequest, times: list[SlotRequest]) -> None:
    """From the last free day on, where nothing else is booked."""
    first = times[-1]
    starts = series_starts(first.start, first.supervisor.zone_name, days=SERIES_DAYS, count=SERIES_SESSIONS)
    _book(request, first, starts)


def _agree_group(request: ContactRequest, times: list[SlotRequest]) -> None:
    """With further participants, who have booked by telephone."""
    slot_request = times[len(times) // 2]
    _book(request, slot_request, [slot_request.start])
    for attendee in OTHER_PARTICIPANTS:
        book_series(slot_request, [slot_request.start], attendee, actor=Actor.staff(request.assignee))


def _book(request: ContactRequest, slot_request: SlotRequest, starts: list[datetime]) -> None:
    actor = Actor.staff(request.assignee)
    book_series(slot_request, starts, _attendee(request), actor=actor, request_id=request.pk)
    _set_agreed(request)


def _set_agreed(request: ContactRequest) -> None:
    request.refresh_from_db()
    workflow.set_status(request, Status.AGREED, request.assignee)


def _propose(request: ContactRequest, times: list[SlotRequest]) -> None:
    chosen = times[1 : 1 + MAX_PROPOSED_TIMES]
    propose(chosen, _attendee(request), actor=Actor.staff(request.assignee), request_id=request.pk)


SESSIONS: dict[str, Callable[[ContactRequest, list[SlotRequest]], None]] = {
    "held": _hold,
    "crisis_series": _hold_series,
    "agreed": _agree,
    "series": _agree_series,
    "group": _agree_group,
    "proposed": _propose,
}


@transaction.atomic
def _store(request: ContactRequest, day: date, clock: time) -> None:
    """A session at a time that may have passed, which nobody can book any more."""
    supervisor = request.supervisor or Supervisor.objects.get(site=request.site, name=FORMER_SUPERVISOR)
    start = datetime.combine(day, clock, ZoneInfo(supervisor.zone_name))
    end = start + timedelta(minutes=request.service.length_minutes[0])
    is_over = end <= timezone.now()
    session = Session(
        request=request,
        supervisor=supervisor,
        service=request.service,
        office=supervisor.offices.first(),
        format=request.format or request.service.formats[0],
        start=start,
        end=end,
        time_zone=supervisor.zone_name,
        status=SessionStatus.COMPLETED if is_over else SessionStatus.CONFIRMED,
        created_at=request.created_at,
        invitation_sent=True,
        sequence=1,
        **_fields(_attendee(request)),
    )
    lock_supervisors([supervisor.pk])
    tokens.issue(session)
    time_claims.claim(session)
    session.save(force_insert=True)
    agreed = max(request.created_at, min(start - timedelta(days=14), timezone.now()))
    _record(session, SessionEvent.Kind.CONFIRMED, Actor.staff(request.assignee), agreed)
    if is_over:
        _record(session, SessionEvent.Kind.COMPLETED, Actor.system(), end)


def _record(session: Session, kind: str, actor: Actor, at: datetime) -> None:
    """An event in the histories of the session and its request."""
    event = record_event(session, kind, actor)
    SessionEvent.objects.filter(pk=event.pk).update(at=at)
    newest = session.request.events.filter(kind=EventKind.SESSION).order_by("-pk").first()
    RequestEvent.objects.filter(pk=newest.pk).update(at=at)


def _fields(attendee: Attendee) -> dict[str, Any]:
    return {name: getattr(attendee, name) for name in ("name", "email", "phone", "language")}
