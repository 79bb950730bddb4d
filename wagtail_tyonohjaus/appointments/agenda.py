"""A supervisor's own sessions, as the private calendar shows them."""

from dataclasses import replace
from datetime import datetime

from ..ical.components import Meeting
from ..practice.models import Supervisor
from .invitations import supervisor_meeting
from .models import Session, Status, with_practices
from .notifications import admin_link


def meetings(supervisor: Supervisor, since: datetime, until: datetime) -> list[Meeting]:
    """What takes the supervisor's time in the span, in order: held (TENTATIVE), confirmed and past sessions.

    A group is one meeting. The UID is that of the invitation; names only where the practice turned them on; the
    address is the session's in the admin. A constant number of queries.
    """
    taking = Session.objects.taking().with_records().filter(supervisor=supervisor).between(since, until)
    found: dict[object, Session] = {}
    for session in with_practices(taking.order_by("start", "pk")):
        known = found.setdefault(session.meeting, session)
        if known.status == Status.HELD and session.status != Status.HELD:
            found[session.meeting] = session
    return [_meeting(session) for session in found.values()]


def _meeting(session: Session) -> Meeting:
    group = session.service.capacity > 1
    return replace(supervisor_meeting(session, sequence=0 if group else None), url=admin_link(session), attendees=())
