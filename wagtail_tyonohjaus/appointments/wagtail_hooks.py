"""Sessions in the Wagtail admin."""

from typing import Any

from wagtail import hooks

from .viewsets import SessionViewSet


@hooks.register("register_admin_viewset")
def register_sessions() -> Any:
    return SessionViewSet()
