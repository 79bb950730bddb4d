"""Choosers of the records, limited to the practices with which the user works. They can also create records."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.models import Site
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
    SnippetCreateView,
)

from ..primary_keys import parse_pks
from ..site_access import choosable_sites
from .forms import OfficeCreationForm, ServiceCreationForm, SupervisorCreationForm


class ChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks: Iterable[Any]) -> QuerySet:
        return super().get_objects(parse_pks(pks))


class TermChooserViewSet(SnippetChooserViewSet):
    chosen_multiple_view_class = ChosenMultipleView


class RecordListMixin:
    """Lists the records that the user may choose, with a column for the practice if there are several sites."""

    @property
    def columns(self) -> list[Column]:
        site_column = [Column("site", label=capfirst(self.model._meta.get_field("site").verbose_name))]
        return super().columns + (site_column if Site.objects.count() > 1 else [])

    def get_object_list(self) -> QuerySet:
        records = super().get_object_list().select_related("site")
        return records.filter(site__in=choosable_sites(self.request.user, self.model))


class CreationFormMixin:
    """Passes the user to the creation form, which leaves out what the user may not change."""

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_creation_form_kwargs(), "for_user": self.request.user}


class RecordChooseView(RecordListMixin, CreationFormMixin, ChooseView):
    pass


class RecordChooseResultsView(RecordListMixin, CreationFormMixin, ChooseResultsView):
    pass


class RecordCreateView(CreationFormMixin, SnippetCreateView):
    pass


class RecordChosenView(SnippetChosenView):
    def get_object(self, pk: Any) -> Model:
        records = self.model_class.objects.filter(site__in=choosable_sites(self.request.user, self.model_class))
        return records.get(pk__in=parse_pks([pk]))


class RecordChosenMultipleView(ChosenMultipleView):
    def get_objects(self, pks: Iterable[Any]) -> QuerySet:
        return super().get_objects(pks).filter(site__in=choosable_sites(self.request.user, self.model_class))


class RecordChooserViewSet(TermChooserViewSet):
    choose_view_class = RecordChooseView
    choose_results_view_class = RecordChooseResultsView
    chosen_view_class = RecordChosenView
    chosen_multiple_view_class = RecordChosenMultipleView
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
