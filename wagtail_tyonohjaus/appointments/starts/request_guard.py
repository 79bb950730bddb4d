"""Whether a session can be booked for a contact request, also if two people do it at once."""

from collections.abc import Collection
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..exceptions import RequestHasSessions, RequestNotBookable
from ..models import Session

REQUEST_MODEL: Any = Session._meta.get_field("request").related_model
HELD_FOR_REVIEW = _("This request is held for review. Release it before you book a session or propose times.")
SPAM = _("This request is marked as spam. Change its status before you book a session or propose times.")
DELETED = _("This request has been deleted. No session can be booked for it.")
ANONYMISED = _("The personal data of this request has been removed. No session can be booked for it.")


def booking_obstacle(request: Any) -> str | Promise:
    """Why no session can be booked for a contact request; blank if one can."""
    if request.anonymised_at:
        return ANONYMISED
    if request.status == "spam":
        return SPAM
    return HELD_FOR_REVIEW if request.held_for_review else ""


def live_sessions(request_id: int) -> list[Session]:
    """The held and confirmed sessions of a contact request that have not ended, in order."""
    return list(Session.objects.upcoming().with_related().filter(request=request_id).order_by("start", "pk"))


def check_request(request_id: int, known_sessions: Collection[int]) -> None:
    """Lock the contact request and check it again, in the transaction of the booking, after the supervisors' lock.

    ``known_sessions`` are primary keys of its sessions that the user knows of. Raises ``RequestNotBookable``, and
    ``RequestHasSessions`` if there are others.
    """
    request = REQUEST_MODEL._default_manager.select_for_update().order_by("pk").filter(pk=request_id).first()
    obstacle = booking_obstacle(request) if request is not None else DELETED
    if obstacle:
        raise RequestNotBookable(obstacle)
    # Locked, since on MariaDB this transaction would not see what another one has stored meanwhile.
    rows = Session.objects.select_for_update().upcoming().filter(request=request_id).exclude(pk__in=known_sessions)
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    if pks:
        raise RequestHasSessions(pks)
