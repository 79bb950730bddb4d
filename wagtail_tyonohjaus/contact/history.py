"""The history of a request."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from ..practice.users import Account, display_name
from .models import ContactRequest, RequestEvent


def record(
    request: ContactRequest,
    kind: str,
    by: Account | None = None,
    text: str = "",
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> RequestEvent:
    """Adds an event. ``by`` is the user who caused it, None for the system or the visitor."""
    return RequestEvent.objects.create(
        request=request,
        kind=kind,
        actor=by,
        actor_name=display_name(by)[:160],
        text=text,
        data=data or {},
        at=at or timezone.now(),
    )
