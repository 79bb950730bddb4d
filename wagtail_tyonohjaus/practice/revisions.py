"""Tells everything that caches free time that it may have changed."""

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from .models import Supervisor


def touch(supervisor_ids: Iterable[int]) -> int:
    """Moves ``revision`` and ``changed_at`` of the supervisors; call it in the transaction that changes their time.

    The counter is raised in the database, so that two changes at once are two steps. Returns how many rows moved.
    """
    return Supervisor.objects.filter(pk__in=list(supervisor_ids)).update(
        revision=F("revision") + 1, changed_at=timezone.now()
    )
