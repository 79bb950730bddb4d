"""sessions.ics: a supervisor's own sessions and holds, at a private URL."""

import hashlib
from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ..appointments.agenda import calendar_events
from ..appointments.models import Session
from ..ical.components import session_feed_bytes
from ..messages.recipients import supervisor_language
from ..practice.models import Supervisor

DAYS_BACK = 90
DAYS_AHEAD = 732


def feed_span(now: datetime | None = None) -> tuple[datetime, datetime]:
    """The whole days (UTC) that the feed covers. Past sessions are included, since clients delete missing events."""
    today = (now or timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)


def feed_state(supervisor: Supervisor, since: datetime, until: datetime) -> str:
    """A hash that changes whenever the feed would. The revision covers names and places."""
    sessions = Session.objects.occupying().filter(supervisor=supervisor).overlapping(since, until)
    rows = list(sessions.order_by("pk").values_list("pk", "status", "changed_at"))
    text = f"{supervisor.pk}:{supervisor.revision}:{since.date()}:{rows!r}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def build_sessions_feed(supervisor: Supervisor, since: datetime, until: datetime) -> bytes:
    events = calendar_events(supervisor, since, until)
    with translation.override(supervisor_language(supervisor)):
        return session_feed_bytes(
            sorted(events, key=lambda event: (event.start, event.uid)),
            name=_("Sessions: %(name)s") % {"name": supervisor.name},
            tz=supervisor.zone_name,
            years=(since.year, until.year),
        )
