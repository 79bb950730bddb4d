"""Sessions in the Wagtail admin."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from ...late_imports import LateModule
from ..models import Session
from ..policy import session_policy

if TYPE_CHECKING:
    from . import deletion, departures, viewsets
else:
    deletion, departures, viewsets = (
        LateModule(f"{__package__}.{name}") for name in ("deletion", "departures", "viewsets")
    )

register_permission_policy(Session, session_policy)


@hooks.register("register_admin_viewset")
def register_sessions() -> Any:
    """The viewset with the list, the calendar and the pages of single sessions."""
    return viewsets.SessionViewSet()


@hooks.register("after_edit_snippet")
def warn_about_sessions_of_departed_supervisor(request: HttpRequest, instance: Any) -> None:
    """After a supervisor's record is saved."""
    departures.warn_about_upcoming_sessions(request, instance)


@hooks.register("before_delete_snippet")
def prevent_deletion_with_sessions(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Lists upcoming sessions before the database would refuse the deletion because of them."""
    return deletion.prevent_deletion(request, instances)
