"""The order in which equally free supervisors are proposed to visitors without a preference.

A project can name its own function in the setting ``ASSIGNMENT``. It takes supervisors' primary keys and returns the
same keys in order, the first one to be proposed first.
"""

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from django.db.models import Count, Max
from django.utils.module_loading import import_string

from ...conf import app_settings
from ..models import Session

NEVER = datetime.min.replace(tzinfo=UTC)
AssignmentOrder = Callable[[Iterable[int]], list[int]]


def order_supervisors(supervisor_ids: Iterable[int]) -> list[int]:
    """Apply the function of the setting ``ASSIGNMENT``; by default ``least_recently_assigned``."""
    order: AssignmentOrder = import_string(app_settings.ASSIGNMENT)
    return order(supervisor_ids)


def least_recently_assigned(supervisor_ids: Iterable[int]) -> list[int]:
    """Supervisors without any session first, then by the time of their last booking, oldest first."""
    ids = list(supervisor_ids)
    sessions = Session.objects.filter(supervisor_id__in=ids).order_by().values_list("supervisor_id")
    last_booked: dict[int, datetime] = dict(sessions.annotate(last=Max("created_at")))
    return sorted(ids, key=lambda pk: (pk in last_booked, last_booked.get(pk, NEVER), pk))


def fewest_upcoming_sessions(supervisor_ids: Iterable[int]) -> list[int]:
    """Supervisors with the fewest upcoming sessions first."""
    ids = list(supervisor_ids)
    sessions = Session.objects.upcoming().filter(supervisor_id__in=ids).order_by().values_list("supervisor_id")
    counts: dict[int, int] = dict(sessions.annotate(count=Count("pk")))
    return sorted(ids, key=lambda pk: (counts.get(pk, 0), pk))


def random_order(supervisor_ids: Iterable[int]) -> list[int]:
    """A different order each time."""
    ids = list(supervisor_ids)
    random.shuffle(ids)
    return ids
