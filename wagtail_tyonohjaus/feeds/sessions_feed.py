"""work.ics: a supervisor's own sessions, and whatever else a part above registers, by private address."""

import hashlib
from datetime import datetime, timedelta
from typing import Protocol

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ..appointments.agenda import meetings
from ..appointments.models import Session
from ..ical import components
from ..ical.components import Meeting
from ..messages.recipients import supervisor_language
from ..practice.models import Supervisor

DAYS_BACK = 90
DAYS_AHEAD = 732


class WorkSource(Protocol):
    """What else belongs into a supervisor's own calendar, such as requests with a wished time.

    Implement it in a part that calendars don't know and ``register`` it from an app's ``ready``.
    """

    #: Unique among the sources.
    name: str

    def state(self, supervisor: Supervisor, since: datetime, until: datetime) -> str:
        """A text that changes whenever ``meetings`` would; at most one query."""

    def meetings(self, supervisor: Supervisor, since: datetime, until: datetime) -> list[Meeting]:
        """What lies in the span, in a constant number of queries."""


class Sessions:
    name = "sessions"

    def state(self, supervisor: Supervisor, since: datetime, until: datetime) -> str:
        rows = Session.objects.taking().filter(supervisor=supervisor).between(since, until)
        return repr(list(rows.order_by("pk").values_list("pk", "status", "changed_at")))

    def meetings(self, supervisor: Supervisor, since: datetime, until: datetime) -> list[Meeting]:
        return meetings(supervisor, since, until)


_registered: dict[str, WorkSource] = {Sessions.name: Sessions()}


def register(source: WorkSource) -> None:
    """Adds a source; one of the same name takes its place."""
    _registered[source.name] = source


def unregister(name: str) -> None:
    _registered.pop(name, None)


def span(now: datetime | None = None) -> tuple[datetime, datetime]:
    """The whole days (UTC) that the feed shows: history is kept, or bookings vanish from the owner's calendar."""
    today = (now or timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)


def state(supervisor: Supervisor, since: datetime, until: datetime) -> str:
    """What the ETag is made of: every source's state and the revision, which names and places move."""
    parts = [f"{name}:{source.state(supervisor, since, until)}" for name, source in sorted(_registered.items())]
    text = f"{supervisor.pk}:{supervisor.revision}:{since.date()}:{'|'.join(parts)}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def build(supervisor: Supervisor, since: datetime, until: datetime) -> bytes:
    found = [one for source in _registered.values() for one in source.meetings(supervisor, since, until)]
    with translation.override(supervisor_language(supervisor)):
        return components.published(
            sorted(found, key=lambda one: (one.start, one.uid)),
            name=_("Sessions: %(name)s") % {"name": supervisor.name},
            tz=supervisor.zone_name,
            years=(since.year, until.year),
        )
