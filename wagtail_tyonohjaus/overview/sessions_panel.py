"""The dashboard's panel: sessions of the day, and times that wait for an answer."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.ui.components import Component

from ..appointments.admin.list import time_of
from ..appointments.models import Session, Status
from ..appointments.policy import sessions_for

MOST = 20


class SessionsPanel(Component):
    name = "tyonohjaus_sessions"
    template_name = "wagtail_tyonohjaus/overview/sessions_panel.html"
    order = 90

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context_data(parent_context) or {}
        now = timezone.now()
        mine = sessions_for(self.user).with_related()  # type: ignore[attr-defined]
        return {
            **context,
            "today": _shown(mine.overlapping(*day_of(now)).filter(status__in=[Status.CONFIRMED, Status.COMPLETED])),
            "waiting": _shown(mine.filter(status=Status.HELD, hold_until__gt=now, proposal=None)),
            "csrf_token": (parent_context or {}).get("csrf_token", ""),
        }


def day_of(now: datetime) -> tuple[datetime, datetime]:
    """The local day around ``now``, both ends aware."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, start + timedelta(days=1)


def _shown(found: QuerySet[Session]) -> list[tuple[Session, str]]:
    return [(session, time_of(session)) for session in found.order_by("start", "pk")[:MOST]]
