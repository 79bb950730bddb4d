"""Who gets a request that is for anybody: the order in which equally free supervisors are proposed.

A project names its own function in the setting ``ASSIGNMENT``: supervisors' primary keys in, the same in order out,
the first to be proposed first.
"""

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from django.db.models import Count, Max
from django.utils import timezone
from django.utils.module_loading import import_string

from ...conf import app_settings
from ..models import Session

NEVER = datetime.min.replace(tzinfo=UTC)
Order = Callable[[Iterable[int]], list[int]]


def in_order(supervisor_ids: Iterable[int]) -> list[int]:
    """The order that the project has chosen; by default ``least_recently_given``."""
    order: Order = import_string(app_settings.ASSIGNMENT)
    return order(supervisor_ids)


def least_recently_given(supervisor_ids: Iterable[int]) -> list[int]:
    """Whoever was last asked for a time longest ago comes first; those never asked before all others."""
    ids = list(supervisor_ids)
    rows = Session.objects.filter(supervisor_id__in=ids).order_by().values_list("supervisor_id")
    last: dict[int, datetime] = dict(rows.annotate(last=Max("created_at")))
    return sorted(ids, key=lambda pk: (pk in last, last.get(pk, NEVER), pk))


def fewest_ahead(supervisor_ids: Iterable[int]) -> list[int]:
    """Whoever has the fewest sessions ahead comes first."""
    ids = list(supervisor_ids)
    rows = Session.objects.ahead(timezone.now()).filter(supervisor_id__in=ids).order_by().values_list("supervisor_id")
    ahead: dict[int, int] = dict(rows.annotate(count=Count("pk")))
    return sorted(ids, key=lambda pk: (ahead.get(pk, 0), pk))


def by_lot(supervisor_ids: Iterable[int]) -> list[int]:
    """Any order, another each time."""
    ids = list(supervisor_ids)
    random.shuffle(ids)
    return ids
