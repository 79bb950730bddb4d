"""The way from a contact request to a session, for those who may book one."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from ..appointments.admin.list import NAMESPACE
from ..appointments.models import Status
from ..appointments.policy import sessions_for, supervisors_for
from ..appointments.starts.request_guard import booking_obstacle
from ..contact.models import ContactRequest
from ..practice.users import AnyUser


@dataclass(frozen=True)
class NextSession:
    """The pages that book and propose, or the ``obstacle`` to both."""

    obstacle: str | Promise
    book_url: str
    propose_url: str


def next_session(request: ContactRequest, user: AnyUser) -> NextSession | None:
    """None if the user may book for none of the supervisors of the request's practice.

    If the visitor has requested a time that is still held, other times are proposed instead of that one.
    """
    if not supervisors_for(user).filter(site=request.site_id).exists():
        return None
    query, now = f"?request={request.pk}", timezone.now()
    held = sessions_for(user, "change").filter(request=request, status=Status.HELD, proposal=None)
    pks = list(held.filter(hold_until__gt=now, start__gt=now).order_by("start", "pk").values_list("pk", flat=True)[:2])
    instead = reverse(f"{NAMESPACE}:propose", args=pks) if len(pks) == 1 else ""
    return NextSession(
        obstacle=booking_obstacle(request),
        book_url=reverse(f"{NAMESPACE}:create") + query,
        propose_url=instead or reverse(f"{NAMESPACE}:propose_times") + query,
    )
