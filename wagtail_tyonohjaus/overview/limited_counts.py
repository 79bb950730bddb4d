"""Counts many kinds of rows in one query, which stops at a limit for each kind, however many there are."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import IntegerField, QuerySet, Subquery
from django.utils.translation import gettext as _

from ..practice.users import AnyUser

#: More rows than this are not counted.
MAX_COUNTED = 99


class _LimitedCount(Subquery):
    """The number of rows of a sliced queryset."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) tyonohjaus_counted)"
    output_field = IntegerField()


def count_limited(user: AnyUser, rows: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """The number of rows of each queryset, at most ``MAX_COUNTED + 1``; one query, none without querysets.

    ``user`` has an account, whose row carries the counts.
    """
    counts = {f"count_{name}": _LimitedCount(_keys(each)) for name, each in rows.items()}
    if not counts:
        return {}
    users: Any = get_user_model()._default_manager
    values = users.order_by().filter(pk=user.pk).values(**counts).first() or {}
    return {name: values.get(f"count_{name}") or 0 for name in rows}


def count_text(count: int) -> str:
    """A count of ``count_limited`` for texts."""
    return _("more than %(count)d") % {"count": MAX_COUNTED} if count > MAX_COUNTED else str(count)


def _keys(rows: QuerySet[Any]) -> QuerySet[Any]:
    # The column has one name in each subquery, also of models whose primary key is a parent link.
    return rows.order_by().values("pk")[: MAX_COUNTED + 1]
