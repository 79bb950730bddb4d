"""What waits for those who work with requests, calls and sessions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from ..appointments.models import Status
from ..appointments.policy import policy as session_policy
from ..appointments.policy import sessions_for
from ..contact.models import Callback, CallbackQuerySet, ContactRequestQuerySet
from ..contact.policy import policy as request_policy
from ..contact.policy import requests_for
from ..inbox import queues
from ..inbox.links import NAMESPACE, detail_url
from ..practice.access.policy import once_per_user
from ..practice.users import Account
from .counted_lines import CountedLine, link_to
from .problems import Link

#: Held times that end within this are announced.
HOLD_ENDS_WITHIN = timedelta(days=1)
#: So many single rows have links of their own.
MAX_LINKS = 3
_VIEW = ["view", "change"]


def may_see_requests(user: Account) -> bool:
    """Whether any contact requests are the user's business."""
    return request_policy().user_has_any_permission(user, _VIEW)


def may_see_sessions(user: Account) -> bool:
    """Whether any sessions are the user's business."""
    return session_policy().user_has_any_permission(user, _VIEW)


def own_requests(user: Account) -> ContactRequestQuerySet:
    """The requests that the user may see; what this depends on is loaded once for all panels of a page."""
    return cast(ContactRequestQuerySet, once_per_user(user, "dashboard_requests", lambda: requests_for(user)).all())


def own_callbacks(user: Account) -> CallbackQuerySet:
    """The callbacks of ``own_requests``."""
    return Callback.objects.filter(request__in=own_requests(user).order_by().values("pk"))


def _queue(name: str) -> Callable[[Account], QuerySet[Any] | None]:
    def rows(user: Account) -> QuerySet[Any] | None:
        return own_requests(user).filter(queues.queue_filter(name, user)) if may_see_requests(user) else None

    return rows


def _queue_url(name: str) -> Callable[[], str]:
    return lambda: f"{reverse(f'{NAMESPACE}:index')}?queue={name}"


def _requests_of_former(user: Account) -> QuerySet[Any] | None:
    return own_requests(user).abandoned() if may_see_requests(user) else None


def _overdue_calls(user: Account) -> QuerySet[Any] | None:
    if not may_see_requests(user):
        return None
    return own_callbacks(user).open().filter(due_until__lt=timezone.now(), request__held_for_review=False)


def _expiring_holds(user: Account) -> QuerySet[Any] | None:
    if not may_see_sessions(user):
        return None
    now = timezone.now()
    held = sessions_for(user, "change").filter(status=Status.HELD, proposal=None)
    return held.filter(hold_until__gt=now, hold_until__lte=now + HOLD_ENDS_WITHIN)


def _sessions_of_former(user: Account) -> QuerySet[Any] | None:
    return sessions_for(user).upcoming().filter(supervisor__active=False) if may_see_sessions(user) else None


def _request_links(rows: QuerySet[Any]) -> list[Link]:
    listed = list(rows.order_by("due_at", "pk")[: MAX_LINKS + 1])
    links = [
        Link(_("Open the request %(reference)s") % {"reference": row}, detail_url(row)) for row in listed[:MAX_LINKS]
    ]
    if len(listed) > MAX_LINKS:
        url = f"{_queue_url(queues.ALL)()}&former={queues.OF_FORMER_ASSIGNEES}"
        links.append(Link(_("Open all these requests"), url))
    return links


def _session_links(rows: QuerySet[Any]) -> list[Link]:
    label = _("Open the session %(reference)s")
    listed = rows.order_by("start", "pk")[:MAX_LINKS]
    return [Link(label % {"reference": row}, reverse("tyonohjaus_session:detail", args=[row.pk])) for row in listed]


STAFF_LINES = [
    CountedLine(
        "calls_overdue",
        _overdue_calls,
        ngettext_lazy("%(count)s call is overdue.", "%(count)s calls are overdue.", "number"),
        gettext_lazy("The time that was promised to the visitor has passed."),
        link_to(gettext_lazy("Open the calls"), lambda: reverse(f"{NAMESPACE}:callbacks")),
    ),
    CountedLine(
        "requests_overdue",
        _queue(queues.OVERDUE),
        ngettext_lazy("%(count)s request is overdue.", "%(count)s requests are overdue.", "number"),
        gettext_lazy("No work has begun within the response time."),
        link_to(gettext_lazy("Open the overdue requests"), _queue_url(queues.OVERDUE)),
    ),
    CountedLine(
        "holds_expiring",
        _expiring_holds,
        ngettext_lazy(
            "%(count)s requested time expires within a day.",
            "%(count)s requested times expire within a day.",
            "number",
        ),
        gettext_lazy("The visitor waits for a confirmation. Without one, the time is offered to others again."),
        link_to(
            gettext_lazy("Open the times that wait"), lambda: f"{reverse('tyonohjaus_session:index')}?period=pending"
        ),
    ),
    CountedLine(
        "requests_of_former",
        _requests_of_former,
        ngettext_lazy(
            "%(count)s open request belongs to somebody who has left.",
            "%(count)s open requests belong to people who have left.",
            "number",
        ),
        gettext_lazy("The account of the assignee was deactivated or deleted."),
        _request_links,
    ),
    CountedLine(
        "sessions_of_former",
        _sessions_of_former,
        ngettext_lazy(
            "%(count)s upcoming session is with a supervisor who has left.",
            "%(count)s upcoming sessions are with supervisors who have left.",
            "number",
        ),
        gettext_lazy("The supervisor no longer works at the practice, but the session was not cancelled."),
        _session_links,
    ),
    CountedLine(
        "requests_held",
        _queue(queues.HELD),
        ngettext_lazy("%(count)s request is held for review.", "%(count)s requests are held for review.", "number"),
        gettext_lazy("What looks like spam is not passed on: nobody was notified."),
        link_to(gettext_lazy("Review the requests"), _queue_url(queues.HELD)),
    ),
]
