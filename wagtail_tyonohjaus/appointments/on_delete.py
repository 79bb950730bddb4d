"""``on_delete`` handlers that protect records with upcoming sessions from deletion."""

from typing import Any

from django.db import models
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _

#: Of sessions, whose model imports this module.
Sessions = models.QuerySet[Any]


def protect_upcoming(collector: Collector, field: models.ForeignKey, sub_objs: Sessions, using: str) -> None:
    """Raise ``ProtectedError`` with the upcoming sessions; if there are none, delete past sessions too."""
    _check_no_upcoming(sub_objs)
    models.CASCADE(collector, field, sub_objs, using)


def protect_upcoming_or_null(collector: Collector, field: models.ForeignKey, sub_objs: Sessions, using: str) -> None:
    """Like ``protect_upcoming``, but past sessions remain with the foreign key set to NULL."""
    _check_no_upcoming(sub_objs)
    models.SET_NULL(collector, field, sub_objs, using)


def _check_no_upcoming(sessions: Sessions) -> None:
    now = timezone.now()
    upcoming = {session for session in sessions if session.end > now and session.is_live(now)}
    if upcoming:
        raise models.ProtectedError(_("There are upcoming sessions. Cancel them first."), upcoming)
