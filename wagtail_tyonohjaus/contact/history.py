"""The history of a request."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from .models import ContactRequest, RequestEvent


def record(
    request: ContactRequest,
    kind: str,
    by: AbstractBaseUser | None = None,
    text: str = "",
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> RequestEvent:
    """Adds an event. ``by`` is the user who caused it, None for the system or the visitor."""
    return RequestEvent.objects.create(
        request=request,
        kind=kind,
        actor=by,
        actor_name=name_of(by)[:160] if by else "",
        text=text,
        data=data or {},
        at=at or timezone.now(),
    )


def name_of(user: AbstractBaseUser) -> str:
    """The user's full name, else the user name."""
    return user.get_full_name() or user.get_username()
