"""The records in the Wagtail admin, with choosers that can also create records."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel, TabbedInterface
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.models import Site
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetCreateView,
)
from wagtail.snippets.views.snippets import SnippetViewSet

from ..models import Approach, Office, Service, Supervisor, WorkField
from ..primary_keys import parse_pks
from . import panels, record_views
from .filters import ServiceFilterSet, SupervisorFilterSet
from .forms import OfficeCreationForm, RecordForm, ServiceCreationForm, SupervisorCreationForm


class ChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks: Iterable[Any]) -> QuerySet:
        return super().get_objects(parse_pks(pks))


class TermChooserViewSet(SnippetChooserViewSet):
    chosen_multiple_view_class = ChosenMultipleView


class SiteColumnMixin:
    """Adds a column with the practice if there are several sites."""

    @property
    def columns(self) -> list[Column]:
        site_column = [Column("site", label=capfirst(self.model._meta.get_field("site").verbose_name))]
        return super().columns + (site_column if Site.objects.count() > 1 else [])

    def get_object_list(self) -> QuerySet:
        return super().get_object_list().select_related("site")


class CreationFormMixin:
    """Passes the user to the creation form, which leaves out what the user may not change."""

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_creation_form_kwargs(), "for_user": self.request.user}


class RecordChooseView(SiteColumnMixin, CreationFormMixin, ChooseView):
    pass


class RecordChooseResultsView(SiteColumnMixin, CreationFormMixin, ChooseResultsView):
    pass


class RecordCreateView(CreationFormMixin, SnippetCreateView):
    pass


class RecordChooserViewSet(TermChooserViewSet):
    choose_view_class = RecordChooseView
    choose_results_view_class = RecordChooseResultsView
    create_view_class = RecordCreateView


class ServiceChooserViewSet(RecordChooserViewSet):
    creation_form_class = ServiceCreationForm
    creation_tab_label = _("New service")


class OfficeChooserViewSet(RecordChooserViewSet):
    creation_form_class = OfficeCreationForm
    creation_tab_label = _("New office")


class SupervisorChooserViewSet(RecordChooserViewSet):
    creation_form_class = SupervisorCreationForm
    creation_tab_label = _("New supervisor")


class RecordViewSet(SnippetViewSet):
    """Base of the records' viewsets, with tabs. Search uses the database regardless of the search backend."""

    tabs: list[Panel] = []
    form_class: type[RecordForm] = RecordForm
    search_backend_name = None
    copy_view_enabled = False

    index_view_class = record_views.IndexView
    edit_view_class = record_views.EditView
    delete_view_class = record_views.DeleteView
    history_view_class = record_views.HistoryView
    usage_view_class = record_views.UsageView
    preview_on_edit_view_class = record_views.PreviewOnEditView

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        policy = policy_registry.get_by_type(self.model)
        permitted = policy.instances_user_has_any_permission_for(request.user, ["view", "change", "add", "delete"])
        return permitted.select_related("site")

    def get_edit_handler(self) -> Panel:
        return TabbedInterface(self.tabs, base_form_class=self.form_class).bind_to_model(self.model)


class NoChooserViewSet(RecordViewSet):
    """For records that pages don't refer to: a chooser would show them to every admin user."""

    def register_chooser_viewset(self) -> None:
        pass


class ServiceViewSet(RecordViewSet):
    model = Service
    icon = "clipboard-list"
    tabs = panels.SERVICE_TABS
    list_display = ["name", "kind", "lengths", "price", "site"]
    filterset_class = ServiceFilterSet
    search_fields = ["name", "summary"]
    chooser_viewset_class = ServiceChooserViewSet
    list_export = ["name", "kind", "formats", "lengths", "price"]


class OfficeViewSet(RecordViewSet):
    model = Office
    icon = "site"
    tabs = panels.OFFICE_TABS
    list_display = ["city", "name", "phone", "email", "site"]
    list_filter = ["site"]
    search_fields = ["city", "name", "address"]
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
    list_export = ["name", "role", "email", "phone", "accepts_new_clients", "active"]


class TermViewSet(SnippetViewSet):
    """Base of the viewsets of the vocabulary that practices share."""

    icon = "tag"
    search_backend_name = None
    search_fields = ["name"]
    panels = panels.TERM_PANELS
    chooser_viewset_class = TermChooserViewSet
    history_view_class = record_views.TermHistoryView


class ApproachViewSet(TermViewSet):
    model = Approach


class WorkFieldViewSet(TermViewSet):
    model = WorkField
