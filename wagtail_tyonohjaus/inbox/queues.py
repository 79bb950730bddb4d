"""The queues of the inbox: their conditions, counts and order."""

from collections.abc import Sequence

from django.db.models import Count, F, OrderBy, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..contact.choices import Status
from ..contact.crisis import crisis_first
from ..contact.models import OPEN_STATUSES, ContactRequest
from ..ordering import matching_first
from ..practice.users import Account

OPEN, MINE, UNASSIGNED, OVERDUE, HELD, ALL = "open", "mine", "unassigned", "overdue", "held", "all"
QUEUES = [
    (OPEN, pgettext_lazy("contact requests", "Open")),
    (MINE, pgettext_lazy("contact requests", "Mine")),
    (UNASSIGNED, _("Not assigned")),
    (OVERDUE, _("Overdue")),
    (HELD, _("Held for review")),
    (ALL, pgettext_lazy("contact requests", "All")),
]
OF_FORMER_ASSIGNEES, OF_FORMER_SUPERVISORS = "assignee", "supervisor"
#: Whose open requests belong to people who have left.
FORMER = [
    (OF_FORMER_ASSIGNEES, _("Assigned to somebody who has left")),
    (OF_FORMER_SUPERVISORS, _("For a supervisor who has left")),
]


def queue_filter(queue: str, user: Account) -> Q:
    """The condition for the requests of a queue; none for ``ALL`` and unknown names."""
    is_open = Q(status__in=OPEN_STATUSES, held_for_review=False)
    return {
        OPEN: is_open,
        MINE: is_open & Q(assignee=user.pk),
        UNASSIGNED: is_open & Q(assignee=None),
        OVERDUE: Q(status=Status.NEW, held_for_review=False, due_at__lt=timezone.now()),
        HELD: Q(held_for_review=True, status__in=OPEN_STATUSES),
    }.get(queue, Q())


def queue_counts(requests: QuerySet[ContactRequest], user: Account) -> dict[str, int]:
    """The number of requests in every queue except ``ALL``, in one query."""
    open_requests = requests.order_by().filter(status__in=OPEN_STATUSES)
    counts = {queue: Count("pk", filter=queue_filter(queue, user)) for queue, _label in QUEUES if queue != ALL}
    return open_requests.aggregate(**counts)


def queue_ordering(queue: str) -> Sequence[str | OrderBy]:
    """Crises first, then new requests, by their due time. ``ALL`` is ordered by age, since it includes closed ones."""
    if queue == ALL:
        return ("-created_at", "-pk")
    return (crisis_first(), matching_first(Q(status=Status.NEW)), F("due_at").asc(nulls_last=True), "pk")
