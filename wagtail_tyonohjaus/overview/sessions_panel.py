"""The dashboard panel of sessions: those of the day, and holds that are waiting for an answer."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.admin.ui.components import Component

from ..appointments.formatting import format_session_time
from ..appointments.models import Session, SessionQuerySet, Status
from ..appointments.policy import sessions_for
from ..practice.admin.zones import day_bounds, rows_by_zone
from ..practice.formatting import format_moment
from ..practice.users import AnyUser

MAX_ROWS = 20


class SessionsPanel(Component):
    """At most ``MAX_ROWS`` sessions of each kind, among those that the user may see."""

    name = "tyonohjaus_sessions"
    template_name = "wagtail_tyonohjaus/overview/sessions_panel.html"
    order = 90

    def __init__(self, user: AnyUser) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context_data(parent_context) or {}
        now = timezone.now()
        sessions = sessions_for(self.user).with_related()
        held = _with_times(sessions.filter(status=Status.HELD, hold_until__gt=now, proposal=None), "hold_until")
        return {
            **context,
            "today": _with_times(sessions_of_day(sessions, now)),
            "holds": [
                (session, when, format_moment(session.hold_until, session.zone))
                for session, when in held
                if session.hold_until
            ],
            "confirmable": self._confirmable([session.pk for session, _when in held]),
            "csrf_token": (parent_context or {}).get("csrf_token", ""),
        }

    def _confirmable(self, pks: list[int]) -> set[int]:
        """Those of the sessions that the user may change."""
        return set(sessions_for(self.user, "change").filter(pk__in=pks).values_list("pk", flat=True))


def sessions_of_day(sessions: SessionQuerySet, now: datetime) -> SessionQuerySet:
    """The agreed ones among ``sessions`` on the day that it is at ``now``, each in its own time zone."""
    near = sessions.overlapping(now - timedelta(days=2), now + timedelta(days=2))
    near = near.filter(status__in=[Status.CONFIRMED, Status.COMPLETED])
    of_day = Q(pk=None)
    for zone, condition in rows_by_zone(near, "time_zone"):
        start, end = day_bounds(now.astimezone(zone).date(), zone)
        of_day |= condition & Q(start__lt=end, end__gt=start)
    return near.filter(of_day)


def _with_times(sessions: QuerySet[Session], first: str = "start") -> list[tuple[Session, str]]:
    return [(session, format_session_time(session)) for session in sessions.order_by(first, "start", "pk")[:MAX_ROWS]]
