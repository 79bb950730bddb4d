"""The dashboard panel of sessions: those of the day, and holds that are waiting for an answer."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.ui.components import Component

from ..appointments.formatting import format_session_time
from ..appointments.models import Session, Status
from ..appointments.policy import sessions_for

MAX_ROWS = 20


class SessionsPanel(Component):
    """At most ``MAX_ROWS`` sessions of each kind, among those that the user may see."""

    name = "tyonohjaus_sessions"
    template_name = "wagtail_tyonohjaus/overview/sessions_panel.html"
    order = 90

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context_data(parent_context) or {}
        now = timezone.now()
        sessions = sessions_for(self.user).with_related()  # type: ignore[attr-defined]
        return {
            **context,
            "today": _with_times(
                sessions.overlapping(*local_day(now)).filter(status__in=[Status.CONFIRMED, Status.COMPLETED])
            ),
            "holds": _with_times(sessions.filter(status=Status.HELD, hold_until__gt=now, proposal=None)),
            "csrf_token": (parent_context or {}).get("csrf_token", ""),
        }


def local_day(now: datetime) -> tuple[datetime, datetime]:
    """Start and end of the local day that includes ``now``, both aware."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)


def _with_times(sessions: QuerySet[Session]) -> list[tuple[Session, str]]:
    return [(session, format_session_time(session)) for session in sessions.order_by("start", "pk")[:MAX_ROWS]]
