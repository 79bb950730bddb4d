"""sessions.ics: a supervisor's own sessions and holds, at a private URL."""

import hashlib
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ..appointments.agenda import calendar_events, visible_sessions
from ..appointments.models import Status
from ..ical.components import session_feed_bytes
from ..messages.recipients import supervisor_language
from ..practice.models import Supervisor
from ..practice.users import AnyUser

DAYS_BACK = 90
DAYS_AHEAD = 732


class FeedState(NamedTuple):
    """``digest`` changes whenever the feed would. ``changed`` is when it did, in UTC epoch seconds, rounded up."""

    digest: str
    changed: int


class _Row(NamedTuple):
    pk: int
    status: str
    changed_at: datetime
    hold_until: datetime | None
    seat: int | None

    def has_expired(self, now: datetime) -> bool:
        return self.status == Status.HELD and self.hold_until is not None and self.hold_until <= now


def feed_span(now: datetime | None = None) -> tuple[datetime, datetime]:
    """The whole days (UTC) that the feed covers. Past sessions are included, since clients delete missing events."""
    today = (now or timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)


def feed_state(supervisor: Supervisor, since: datetime, until: datetime, user: AnyUser | None) -> FeedState:
    """The state of the feed of ``user``, in one query. The supervisor's revision covers names and places."""
    now = timezone.now()
    sessions = visible_sessions(supervisor, user).overlapping(since, until).order_by("pk")
    rows = [_Row(*values) for values in sessions.values_list(*_Row._fields)]
    occupying = [row[:3] for row in rows if row.seat is not None and not row.has_expired(now)]
    text = f"{supervisor.pk}:{supervisor.revision}:{since.date()}:{occupying!r}"
    # The feed also changes at midnight, with its span, and when a hold expires.
    moments = [supervisor.changed_at, since + timedelta(days=DAYS_BACK), *(row.changed_at for row in rows)]
    moments += [row.hold_until for row in rows if row.hold_until and row.has_expired(now)]
    return FeedState(hashlib.sha256(text.encode()).hexdigest()[:32], ceil(max(moments).timestamp()))


def build_sessions_feed(supervisor: Supervisor, since: datetime, until: datetime, user: AnyUser | None) -> bytes:
    """``since`` and ``until`` are those of ``feed_span``. In the supervisor's language and time zone.

    Sessions that limits of the project hide from ``user`` are left out.
    """
    events = calendar_events(supervisor, since, until, user)
    with translation.override(supervisor_language(supervisor)):
        return session_feed_bytes(
            sorted(events, key=lambda event: (event.start, event.uid)),
            name=_("Sessions: %(name)s") % {"name": supervisor.name},
            tz=supervisor.zone_name,
            years=(since.year, until.year),
        )
