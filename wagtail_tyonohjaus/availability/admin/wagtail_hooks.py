"""URLs and buttons of availability in the Wagtail admin."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Model
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from ...late_imports import LateModule
from ...practice.models import Supervisor
from ...practice.users import AnyUser

if TYPE_CHECKING:
    from . import connect, views
else:
    connect, views = LateModule(f"{__package__}.connect"), LateModule(f"{__package__}.views")


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """The pages of one supervisor's busy calendars."""
    base = "tyonohjaus/supervisors/<int:pk>/calendars/"
    return [
        path(base, views.CalendarsView.as_view(), name="tyonohjaus_busy_calendars"),
        path(f"{base}connect/", connect.ConnectView.as_view(), name="tyonohjaus_connect_calendar"),
        path(
            f"{base}<int:calendar_pk>/connected/",
            connect.ConnectedView.as_view(),
            name="tyonohjaus_calendar_connected",
        ),
        path(f"{base}<int:calendar_pk>/fetch/", views.fetch_now, name="tyonohjaus_fetch_calendar"),
    ]


@hooks.register("register_snippet_listing_buttons")
def add_calendars_button(snippet: Model, user: AnyUser, next_url: str | None = None) -> Iterator[Button]:
    """A link to the busy calendars in the list of supervisors."""
    if isinstance(snippet, Supervisor):
        url = reverse("tyonohjaus_busy_calendars", args=[snippet.pk])
        yield Button(_("Busy calendars"), url, icon_name="calendar-alt", priority=30)
