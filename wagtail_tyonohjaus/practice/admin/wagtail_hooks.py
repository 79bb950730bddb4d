"""Refusals before records, pages and sites are deleted, the search of supervisors, and what fields need."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.models import AbstractPage

from ...late_imports import LateModule
from ..models import Supervisor
from . import comparisons  # noqa: F401
from .deletion import (
    ProtectedSiteViewSet,
    describe_deletion,
    pages_deleted_with,
    refuse_protected_records,
    refuse_site_root,
)

if TYPE_CHECKING:
    from . import search_areas
else:
    search_areas = LateModule(f"{__package__}.search_areas")


@hooks.register("before_delete_snippet", order=10)
def check_deletion_of_records(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    """Describes the effects on the page that confirms the deletion, and refuses it if the database would."""
    records = list(instances)
    describe_deletion(request, records)
    return refuse_protected_records(request, records)


@hooks.register("before_delete_page")
def check_deletion_of_page(request: HttpRequest, page: AbstractPage) -> HttpResponse | None:
    """Refuses to delete the front page of a practice with records, also as a translation of another page."""
    return refuse_site_root(request, pages_deleted_with(page))


@hooks.register("before_bulk_action")
def check_deletion_of_pages(
    request: HttpRequest, action_type: str, objects: Iterable[Model], action: Any
) -> HttpResponse | None:
    """The same for Wagtail's bulk action on pages."""
    return refuse_site_root(request, objects) if action_type == "delete" else None


@hooks.register("register_admin_search_area")
def register_search() -> "search_areas.ListSearchArea":
    """The search of the list of supervisors."""
    url = reverse_lazy("wagtailsnippets_wagtail_tyonohjaus_supervisor:list")
    return search_areas.ListSearchArea(Supervisor, _("Supervisors"), url, "user", 130)


@hooks.register("insert_global_admin_js")
def count_characters() -> str:
    """The counter of characters in our fields with a limit, also in blocks and rows that are added later."""
    return format_html('<script src="{}" defer></script>', static("wagtail_tyonohjaus/forms.js"))


# Before Wagtail's own URL of the same path.
@hooks.register("register_admin_urls", order=-10)
def register_site_deletion() -> list[URLPattern]:
    """Replaces the URL of Wagtail's view that deletes sites."""
    view = ProtectedSiteViewSet("wagtailsites", url_prefix="sites").delete_view
    return [path("sites/delete/<str:pk>/", view, name="tyonohjaus_delete_site")]
