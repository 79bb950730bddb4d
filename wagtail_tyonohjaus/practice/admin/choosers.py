"""Choosers of the records, limited to the practices with which the user works. They can also create records."""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
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

from ..fields import model_field
from .chooser_search import DatabaseSearchForm
from .chooser_widget import RecordChooser
from .columns import PracticeColumn
from .forms import OfficeCreationForm, ServiceCreationForm, SupervisorCreationForm
from .primary_keys import parse_pks
from .site_access import choosable_records


class ChosenMultipleView(SnippetChosenMultipleView):
    """Ignores values that are not primary keys, which Wagtail would pass to the database."""

    def get_objects(self, pks: Iterable[Any]) -> QuerySet:
        return super().get_objects(parse_pks(pks))


class TermChooseView(ChooseView):
    """The chooser's dialogue, with a search in the database."""

    filter_form_class = DatabaseSearchForm


class TermChooseResultsView(ChooseResultsView):
    """The results of a search in the dialogue."""

    filter_form_class = DatabaseSearchForm


class NoCreateView(SnippetCreateView):
    """Returns 404, since Wagtail's view needs a form."""

    def get_creation_form(self) -> NoReturn:
        raise Http404


class TermChooserViewSet(SnippetChooserViewSet):
    """For the vocabulary that all practices share, which every admin user may see."""

    choose_view_class = TermChooseView
    choose_results_view_class = TermChooseResultsView
    chosen_multiple_view_class = ChosenMultipleView
    create_view_class = NoCreateView


class RecordListMixin:
    """Lists the records that the user may choose, with a column for the practice if there are several sites."""

    request: HttpRequest
    model: type[Model]

    @property
    def columns(self) -> list[Column]:
        site_column = [PracticeColumn("site", label=capfirst(model_field(self.model, "site").verbose_name))]
        return super().columns + (site_column if Site.objects.count() > 1 else [])

    def get_object_list(self) -> QuerySet:
        records = super().get_object_list().select_related("site__tyonohjaus_practice")
        return choosable_records(self.request.user, records)


class CreationFormMixin:
    """Passes the user to the creation form, which leaves out what the user may not change."""

    request: HttpRequest

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_creation_form_kwargs(), "for_user": self.request.user}


class RecordChooseView(RecordListMixin, CreationFormMixin, TermChooseView):
    """The chooser's dialogue."""


class RecordChooseResultsView(RecordListMixin, CreationFormMixin, TermChooseResultsView):
    """The results of a search in the dialogue."""


class RecordCreateView(CreationFormMixin, SnippetCreateView):
    """The dialogue's tab for a new record."""


class RecordChosenView(SnippetChosenView):
    """Returns the selected record, or 404 if the user may not choose it."""

    def get_object(self, pk: Any) -> Model:
        records = choosable_records(self.request.user, self.model_class.objects.all())
        return records.get(pk__in=parse_pks([pk]))


class RecordChosenMultipleView(ChosenMultipleView):
    """Returns those of the selected records that the user may choose."""

    def get_objects(self, pks: Iterable[Any]) -> QuerySet:
        return choosable_records(self.request.user, super().get_objects(pks))


class RecordChooserViewSet(TermChooserViewSet):
    """Base of the choosers of records of a practice; the user chooses among ``choosable_records``."""

    base_widget_class = RecordChooser
    choose_view_class = RecordChooseView
    choose_results_view_class = RecordChooseResultsView
    chosen_view_class = RecordChosenView
    chosen_multiple_view_class = RecordChosenMultipleView
    create_view_class = RecordCreateView


class ServiceChooserViewSet(RecordChooserViewSet):
    """Chooses a service, or creates one with the fields of ``ServiceCreationForm``."""

    creation_form_class = ServiceCreationForm
    creation_tab_label = _("New service")


class OfficeChooserViewSet(RecordChooserViewSet):
    """Chooses an office, or creates one with the fields of ``OfficeCreationForm``."""

    creation_form_class = OfficeCreationForm
    creation_tab_label = _("New office")


class SupervisorChooserViewSet(RecordChooserViewSet):
    """Chooses a supervisor, or creates one with the fields of ``SupervisorCreationForm``."""

    creation_form_class = SupervisorCreationForm
    creation_tab_label = _("New supervisor")
