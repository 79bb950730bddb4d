"""A supervisor's own sessions, for the private calendar feed."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from ..access_limits import limited
from ..ical.components import CalendarEvent
from ..practice.models import Supervisor
from ..practice.users import AnyUser
from .invitations.events import supervisor_event
from .models import Session, SessionQuerySet, Status, attach_practices


def visible_sessions(supervisor: Supervisor, user: AnyUser | None) -> SessionQuerySet:
    """The supervisor's sessions, without those that limits of the project hide from the user."""
    sessions = Session.objects.filter(supervisor=supervisor)
    return cast(SessionQuerySet, limited(sessions, user or AnonymousUser(), ["view"]))


def calendar_events(
    supervisor: Supervisor, since: datetime, until: datetime, user: AnyUser | None
) -> list[CalendarEvent]:
    """The held (TENTATIVE), confirmed and completed sessions that overlap the interval, in order.

    A group session is one event. The UID is that of the invitation, the URL leads to the session in the admin, and
    names are included only if the practice allows it. ``user`` is whose feed it is. A constant number of queries.
    """
    occupying = visible_sessions(supervisor, user).occupying().with_related()
    sessions = list(occupying.overlapping(since, until).order_by("start", "pk"))
    for session in sessions:
        # One instance, so that the account and its language are loaded once.
        session.supervisor = supervisor
    by_meeting: dict[UUID, Session] = {}
    for session in attach_practices(sessions):
        first = by_meeting.setdefault(session.meeting, session)
        if first.status == Status.HELD and session.status != Status.HELD:
            by_meeting[session.meeting] = session
    return [supervisor_event(session) for session in by_meeting.values()]
