"""The heaps that the inbox sorts requests into, and the order in which each is worked through."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OrderBy, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..contact.choices import Status, Urgency
from ..contact.models import OPEN_STATUSES, ContactRequest
from ..practice.choices import Kind

OPEN, MINE, UNASSIGNED, OVERDUE, HELD, ALL = "open", "mine", "unassigned", "overdue", "held", "all"
QUEUES = [
    (OPEN, pgettext_lazy("contact requests", "Open")),
    (MINE, pgettext_lazy("contact requests", "Mine")),
    (UNASSIGNED, _("Not assigned")),
    (OVERDUE, _("Overdue")),
    (HELD, _("Held for review")),
    (ALL, pgettext_lazy("contact requests", "All")),
]


def condition(queue: str, user: Any) -> Q:
    is_open = Q(status__in=OPEN_STATUSES, held_for_review=False)
    return {
        OPEN: is_open,
        MINE: is_open & Q(assignee=user.pk),
        UNASSIGNED: is_open & Q(assignee=None),
        OVERDUE: Q(status=Status.NEW, held_for_review=False, due_at__lt=timezone.now()),
        HELD: Q(held_for_review=True, status__in=OPEN_STATUSES),
    }.get(queue, Q())


def counts(requests: QuerySet[ContactRequest], user: Any) -> dict[str, int]:
    """How many requests lie in each heap but the last, in one query."""
    live = requests.order_by().filter(status__in=OPEN_STATUSES)
    wanted = {queue: Count("pk", filter=condition(queue, user)) for queue, label in QUEUES if queue != ALL}
    return live.aggregate(**wanted)


def order(queue: str) -> Sequence[str | OrderBy]:
    """A crisis first, then what nobody has taken, by when it should be; a heap with old ones in it by its age."""
    if queue == ALL:
        return ("-created_at", "-pk")
    return (crisis_first(), _first(Q(status=Status.NEW)), F("due_at").asc(nulls_last=True), "pk")


def crisis_first(lookup: str = "") -> OrderBy:
    """``lookup`` leads to the request, as ``request__``."""
    return _first(Q(**{f"{lookup}urgency": Urgency.CRISIS}) | Q(**{f"{lookup}kind": Kind.CRISIS}))


def _first(condition: Q) -> OrderBy:
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField()).asc()
