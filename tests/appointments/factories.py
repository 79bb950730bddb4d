"""The starting point of the tests of sessions: a practice whose supervisor works Monday to Friday from 9 to 16."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from tests.factories import make_office, make_practice, make_service, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.appointments.holds import HoldOptions, hold_first_available
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.series import book_series
from wagtail_tyonohjaus.appointments.types import Actor, Attendee, SlotRequest
from wagtail_tyonohjaus.practice.models import Office, Service, Supervisor

HELSINKI = ZoneInfo("Europe/Helsinki")
#: A Friday evening in winter.
NOW = datetime(2026, 1, 9, 18, tzinfo=HELSINKI)
STAFF = Actor.staff()
VISITOR = Actor.visitor()
ATTENDEE = Attendee(name="Elli Esimerkki", email="elli@visitor.example", language="en")


def helsinki(text: str) -> datetime:
    """The instant (UTC) of a wall time in Helsinki, such as ``2026-01-12 09:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).astimezone(UTC)


def make_bookable_service(**kwargs: Any) -> Service:
    defaults = {"lengths": "60", "step": 30, "buffer_after": 0, "minimum_notice_hours": 0, "horizon_days": 60}
    return make_service(**{**defaults, **kwargs})


def make_working_supervisor(*services: Service, **kwargs: Any) -> Supervisor:
    kwargs.setdefault("email", "aino@practice.example")
    services = services or (make_bookable_service(),)
    supervisor = make_supervisor(services=list(services), offices=[make_office()], **kwargs)
    for weekday in range(5):
        make_weekly_hours(supervisor, weekday, "09:00", "16:00")
    return supervisor


def make_first_request(**practice_options: Any) -> SlotRequest:
    """A practice with one supervisor and service, and a request for the first hour of the next working day."""
    make_practice(**practice_options)
    return make_slot_request(make_working_supervisor())


def make_group_request(capacity: int) -> SlotRequest:
    """A practice with one supervisor and an open group, and a request for its first time."""
    make_practice()
    return make_slot_request(make_working_supervisor(make_bookable_service(capacity=capacity)))


def make_slot_request(
    supervisor: Supervisor, start: str = "2026-01-12 09:00", minutes: int = 60, **kwargs: Any
) -> SlotRequest:
    begin = helsinki(start)
    options = {"service": supervisor.services.first(), "office": supervisor.offices.first(), **kwargs}
    return SlotRequest(supervisor=supervisor, start=begin, end=begin + timedelta(minutes=minutes), **options)


def make_session(supervisor: Supervisor, office: Office | None = None, **kwargs: Any) -> Session:
    """Stores a held session in three hours, without asking whether the supervisor is free."""
    start = timezone.now() + timedelta(hours=3)
    return Session.objects.create(
        supervisor=supervisor,
        service=supervisor.services.first(),
        office=office,
        start=start,
        end=start + timedelta(hours=1),
        time_zone="Europe/Helsinki",
        name="Visitor",
        hold_until=timezone.now() + timedelta(days=1),
        **kwargs,
    )


def session_states(sessions: Iterable[Session] | None = None) -> list[str]:
    """Local start and status of the sessions, by default of all in order of their start."""
    sessions = Session.objects.order_by("start", "pk") if sessions is None else sessions
    return [f"{session.local_start:%m-%d %H:%M} {session.status}" for session in sessions]


def hold(slot_request: SlotRequest, attendee: Attendee, **options: Any) -> Session:
    """Holds one time; ``options`` are those of ``HoldOptions``."""
    return hold_first_available([slot_request], attendee, HoldOptions(**options))


def book(slot_request: SlotRequest, attendee: Attendee, *, actor: Actor, request_id: int | None = None) -> Session:
    """Books one session, as staff does in the admin."""
    return book_series(slot_request, [slot_request.start], attendee, actor=actor, request_id=request_id)[0]
