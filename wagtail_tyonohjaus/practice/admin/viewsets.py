"""The records in the Wagtail admin."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, Panel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import SnippetViewSet

from ...record_tabs import record_tabs
from ..models import Approach, Office, Service, Supervisor, WorkField
from ..record_columns import COLUMNS
from . import panels, record_views
from .choosers import OfficeChooserViewSet, ServiceChooserViewSet, SupervisorChooserViewSet, TermChooserViewSet
from .columns import MomentColumn
from .filters import ServiceFilterSet, SupervisorFilterSet
from .forms import RecordForm, TermForm
from .record_forms.short_panels import RecordTabs
from .record_history.entries import CHANGES
from .record_history.views import ChangesView


class HistoryViewSet(SnippetViewSet):
    """Adds to each history the pages that compare the values before and after a change."""

    changes_view_class = ChangesView

    @property
    def changes_view(self) -> Any:
        """The comparison of one entry."""
        return self.construct_view(self.changes_view_class, permission_policy=self.permission_policy)

    def get_urlpatterns(self) -> list[Any]:
        pattern = f"history/<{self.pk_path_converter}:pk>/<int:entry>/"
        return [*super().get_urlpatterns(), path(pattern, self.changes_view, name=CHANGES)]


class RecordViewSet(HistoryViewSet):
    """Base of the records' viewsets, with tabs. Search uses the database regardless of the search backend."""

    tabs: list[Panel] = []
    form_class: type[RecordForm] = RecordForm
    search_backend_name = None
    copy_view_enabled = False

    index_view_class = record_views.IndexView
    add_view_class = record_views.CreateView
    edit_view_class = record_views.EditView
    delete_view_class = record_views.DeleteView
    history_view_class = record_views.HistoryView
    usage_view_class = record_views.UsageView
    preview_on_edit_view_class = record_views.PreviewOnEditView

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        policy = policy_registry.get_by_type(self.model)
        permitted = policy.instances_user_has_any_permission_for(request.user, ["view", "change", "add", "delete"])
        return permitted.select_related("site__tyonohjaus_practice")

    def get_edit_handler(self) -> Panel:
        own = [ObjectList(list(tab.panels), heading=tab.heading) for tab in record_tabs(self.model)]
        return RecordTabs([*self.tabs, *own], base_form_class=self.form_class).bind_to_model(self.model)


class NoChooserViewSet(RecordViewSet):
    """For records that pages don't refer to: a chooser would show them to every admin user."""

    def register_chooser_viewset(self) -> None:
        pass


class ServiceViewSet(RecordViewSet):
    """Services. ``wagtail_tyonohjaus.wagtail_hooks`` replaces the form by that of availability."""

    model = Service
    icon = "clipboard-list"
    tabs = panels.SERVICE_TABS
    list_display = ["name", "kind", "lengths", "price", "site"]
    filterset_class = ServiceFilterSet
    search_fields = ["name", "summary"]
    chooser_viewset_class = ServiceChooserViewSet
    list_export = list(COLUMNS[Service])
    index_view_class = record_views.RecordIndexView


class OfficeViewSet(RecordViewSet):
    """Offices with their coordinators and opening hours."""

    model = Office
    icon = "site"
    tabs = panels.OFFICE_TABS
    list_display = ["city", "name", "phone", "email", "site"]
    list_filter = ["site"]
    search_fields = ["city", "name", "address"]
    list_export = list(COLUMNS[Office])
    index_view_class = record_views.RecordIndexView
    chooser_viewset_class = OfficeChooserViewSet


class SupervisorViewSet(RecordViewSet):
    """Supervisors. Higher parts extend ``tabs``, see ``wagtail_tyonohjaus.wagtail_hooks``."""

    model = Supervisor
    icon = "user"
    tabs = panels.SUPERVISOR_TABS + panels.SUPERVISOR_LAST_TABS
    list_display = [
        "name",
        "role",
        "site",
        BooleanColumn("accepts_new_clients", label=_("Accepts new clients"), sort_key="accepts_new_clients"),
        BooleanColumn("active", label=_("Works at the practice"), sort_key="active"),
    ]
    filterset_class = SupervisorFilterSet
    search_fields = ["name", "role", "email"]
    chooser_viewset_class = SupervisorChooserViewSet
    list_export = list(COLUMNS[Supervisor])
    index_view_class = record_views.RecordIndexView


class TermViewSet(HistoryViewSet):
    """Base of the viewsets of the vocabulary that practices share."""

    icon = "tag"
    search_backend_name = None
    search_fields = ["name"]
    panels = panels.TERM_PANELS
    list_display = ["__str__", MomentColumn("_updated_at", label=_("Updated"), sort_key="_updated_at")]
    chooser_viewset_class = TermChooserViewSet
    index_view_class = record_views.TermIndexView
    edit_view_class = record_views.LockingEditView
    history_view_class = record_views.TermHistoryView

    def get_edit_handler(self) -> Panel:
        return ObjectList(self.panels, base_form_class=TermForm).bind_to_model(self.model)


class ApproachViewSet(TermViewSet):
    """Approaches, which all practices share."""

    model = Approach


class WorkFieldViewSet(TermViewSet):
    """Work fields, which all practices share."""

    model = WorkField
