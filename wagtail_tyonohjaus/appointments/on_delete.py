"""A service, supervisor or office that somebody has an appointment with can't be deleted."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _


def refuse_ahead(collector: Any, field: Any, sub_objs: Any, using: str) -> None:
    """``on_delete``: raises ``ProtectedError`` with the sessions ahead; where there are none, old ones go along."""
    _refuse(sub_objs)
    models.CASCADE(collector, field, sub_objs, using)


def refuse_ahead_or_forget(collector: Any, field: Any, sub_objs: Any, using: str) -> None:
    """``on_delete``: as ``refuse_ahead``, but old sessions stay and lose the reference."""
    _refuse(sub_objs)
    models.SET_NULL(collector, field, sub_objs, using)


def _refuse(sub_objs: Any) -> None:
    now = timezone.now()
    ahead = [session for session in sub_objs if session.end > now and session.is_live(now)]
    if ahead:
        raise models.ProtectedError(_("There are sessions ahead. Cancel them first."), set(ahead))
