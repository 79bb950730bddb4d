"""Snippet views that check permission for the single record; Wagtail's own check only the model's."""

from collections.abc import Iterator
from functools import partial
from typing import Any, cast

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.history import HistoryFilterSet
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.permissions import policy_registry
from wagtail.snippets.views import snippets

from ..form_fields.dates import DateRangeInput, SupportedDateRangeFilter
from ..models import SiteRecord
from ..record_columns import COLUMNS, export_values, heading
from .columns import MomentColumn, PracticeColumn
from .edit_conflicts import LOCKED, TOKEN
from .exports import Row, SafeExportMixin, chunks_of
from .lists import MEDIA, CountingPaginator
from .record_forms.small_pages import SmallPageMixin
from .record_history.columns import HistoryColumn
from .record_history.restoring import RestoringMixin
from .site_access import offer_practices, visible_sites
from .spreadsheets import Cells
from .zones import zone_of

#: Wagtail hook: functions of the request and the model that return a button of the list, or None.
LIST_BUTTON_HOOK = "tyonohjaus_record_list_button"


class ObjectPermissionMixin:
    """Returns 404 for records to which the policy gives no access."""

    request: HttpRequest
    object_actions: tuple[str, ...] = ("change",)

    def get_object(self, *args: Any, **kwargs: Any) -> Model:
        # Wagtail asks twice; only a submitted form needs the record as it is by then.
        loaded = getattr(self, "object", None)
        if self.request.method == "GET" and loaded is not None:
            return loaded
        record = super().get_object(*args, **kwargs)
        policy = policy_registry.get_by_type(type(record))
        if not policy.user_has_any_permission_for_instance(self.request.user, self.object_actions, record):
            raise Http404
        return record


class VisibleSitesFilterMixin:
    """The filter by practice offers those whose records the user may see."""

    request: HttpRequest
    model: type[Model]

    @cached_property
    def filters(self) -> Any:
        filters = super().filters
        if filters is not None and "site" in filters.form.fields:
            offer_practices(filters.form, "site", visible_sites(self.request.user, self.model))
        return filters


class TermIndexView(snippets.IndexView):
    """The list of a vocabulary. Only those who may delete rows can select several."""

    paginator_class = CountingPaginator

    @cached_property
    def columns(self) -> list[Column]:
        may_delete = self.permission_policy.user_has_any_permission(self.request.user, ["delete"])
        return [column for column in super().columns if may_delete or column.name != "bulk_actions"]


class IndexView(VisibleSitesFilterMixin, SafeExportMixin, TermIndexView):
    """The list of a record's model, with safe exports. On a narrow screen the table scrolls, and names stay whole."""

    @cached_property
    def columns(self) -> list[Column]:
        site = PracticeColumn("site", label=self._get_custom_column("site").label, sort_key="site")
        return [site if column.name == "site" else column for column in super().columns]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return {**context, "media": context["media"] + MEDIA}


class RecordIndexView(IndexView):
    """A list whose export an import reads, with the buttons that higher parts contribute."""

    def get_export_headings(self, queryset: Any) -> list[str]:
        return [heading(self.model, name) for name in COLUMNS[self.model]]

    def get_export_chunks(self, queryset: Any, cells: Cells) -> Iterator[list[Row]]:
        return ([cells.row(row) for row in export_values(records)] for records in chunks_of(queryset))

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        made = (make(self.request, self.model) for make in hooks.get_hooks(LIST_BUTTON_HOOK))
        return [*super().header_more_buttons, *(button for button in made if button is not None)]


class PracticeTimeMixin:
    """Wagtail's own texts on the page, such as when the record was last changed, are in the practice's time zone."""

    object: Model

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with timezone.override(zone_of(self.object)):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if isinstance(response, TemplateResponse) else response


class LockingEditView(RestoringMixin, PracticeTimeMixin, snippets.EditView):
    """Saves one at a time, so that the second of two simultaneous submissions sees the changes of the first.

    The entry in the record's history says what was changed.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            record = self.object
            vars(record)[LOCKED] = type(record)._default_manager.select_for_update().filter(pk=record.pk).first()
            return super().post(request, *args, **kwargs)

    @cached_property
    def action_class(self) -> Any:
        return partial(super().action_class, log_action=False)

    def save_instance(self) -> Model:
        record = super().save_instance()
        log(
            instance=record,
            action="wagtail.edit",
            user=self.request.user,
            revision=self.new_revision,
            content_changed=self.form.has_changed(),
            data=self.form.changes.as_data(),
        )
        return record


class EditView(SmallPageMixin, ObjectPermissionMixin, LockingEditView):
    """Requires the right to change this record."""

    def get_queryset(self) -> QuerySet:
        images = [field.name for field in self.model._meta.concrete_fields if field.related_model is get_image_model()]
        return super().get_queryset().select_related("site__tyonohjaus_practice", *images)

    def get_object(self, *args: Any, **kwargs: Any) -> Model:
        record = cast(SiteRecord, super().get_object(*args, **kwargs))
        record.keep_practice()
        return record


class CreateView(SmallPageMixin, snippets.CreateView):
    """The form of a new record."""


class DeleteView(ObjectPermissionMixin, snippets.DeleteView):
    """Requires the right to delete this record, which managers have."""

    object_actions = ("delete",)


class BoundedDateHistoryFilterSet(HistoryFilterSet):
    """Wagtail's filters of a history, with a date range that rejects years outside the supported ones."""

    timestamp = SupportedDateRangeFilter(label=HistoryFilterSet.base_filters["timestamp"].label, widget=DateRangeInput)


class TermHistoryView(PracticeTimeMixin, snippets.HistoryView):
    """The history of a term, which every admin user with a right to the model may see."""

    filterset_class = BoundedDateHistoryFilterSet

    @cached_property
    def columns(self) -> list[Column]:
        action, *others, moment = super().columns
        return [
            HistoryColumn(action.name, label=action.label, record=self.object, user=self.request.user),
            *others,
            MomentColumn(moment.name, owner=self.object, label=moment.label, width=moment.width),
        ]


class HistoryView(ObjectPermissionMixin, TermHistoryView):
    """Requires the right to view or change this record."""

    object_actions = ("view", "change")


class UsageView(ObjectPermissionMixin, snippets.UsageView):
    """Where this record is used. Requires the right to view or change it."""

    object_actions = ("view", "change")


class PreviewOnEditView(ObjectPermissionMixin, snippets.PreviewOnEditView):
    """Requires the right to change this record, since the preview loads it."""

    def get_form(self, query_dict: Any) -> Any:
        form = super().get_form(query_dict)
        # Nothing is saved, so what others have changed meanwhile is not undone.
        form.fields.pop(TOKEN, None)
        return form
