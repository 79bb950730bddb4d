"""What the tests of sessions start from: a practice with a supervisor who works on Mondays to Fridays, nine to four."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.factories import make_office, make_practice, make_service, make_supervisor, make_weekly_hours
from wagtail_tyonohjaus.appointments.models import Session
from wagtail_tyonohjaus.appointments.types import Actor, Attendee, SlotRequest
from wagtail_tyonohjaus.practice.models import Service, Supervisor

HELSINKI = ZoneInfo("Europe/Helsinki")
#: A Friday evening in winter.
NOW = datetime(2026, 1, 9, 18, tzinfo=HELSINKI)
STAFF = Actor.staff()
VISITOR = Actor.visitor()
SYSTEM = Actor.system()
ATTENDEE = Attendee(name="Elli Esimerkki", email="elli@visitor.example", language="en")


def at(text: str) -> datetime:
    """An instant from wall time in Helsinki."""
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI).astimezone(UTC)


def service(**kwargs: Any) -> Service:
    values = {"lengths": "60", "step": 30, "buffer_after": 0, "notice_hours": 0, "horizon_days": 60}
    return make_service(**{**values, **kwargs})


def supervisor(*services: Service, **kwargs: Any) -> Supervisor:
    kwargs.setdefault("email", "aino@practice.example")
    made = make_supervisor(services=list(services) or [service()], offices=[make_office()], **kwargs)
    for weekday in range(5):
        make_weekly_hours(made, weekday, "09:00", "16:00")
    return made


def agenda(**kwargs: Any) -> SlotRequest:
    """A practice with one supervisor and service; a wish for the first hour of the next day."""
    make_practice(**kwargs)
    return wanted(supervisor())


def wanted(who: Supervisor, start: str = "2026-01-12 09:00", minutes: int = 60, **kwargs: Any) -> SlotRequest:
    begin = at(start)
    values = {"service": who.services.first(), "office": who.offices.first(), **kwargs}
    return SlotRequest(supervisor=who, start=begin, end=begin + timedelta(minutes=minutes), **values)


def times(sessions: Any = None) -> list[str]:
    """Start and status of all sessions, in order."""
    found = Session.objects.order_by("start", "pk") if sessions is None else sessions
    return [f"{session.local_start:%m-%d %H:%M} {session.status}" for session in found]
