"""Snippet views that check permission for the single record; Wagtail's own check only the model's."""

from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest
from wagtail.admin.views.generic.history import HistoryFilterSet
from wagtail.permissions import policy_registry
from wagtail.snippets.views import snippets

from ..form_fields.dates import DateRangeInput, SupportedDateRangeFilter
from ..spreadsheets import SafeExportMixin


class ObjectPermissionMixin:
    """Returns 404 for records to which the policy gives no access."""

    request: HttpRequest

    def get_object(self, *args: Any, **kwargs: Any) -> Model:
        record = super().get_object(*args, **kwargs)  # type: ignore[misc]
        policy = policy_registry.get_by_type(type(record))
        if not policy.user_has_any_permission_for_instance(self.request.user, ["view", "change"], record):
            raise Http404
        return record


class IndexView(SafeExportMixin, snippets.IndexView):
    pass


class EditView(ObjectPermissionMixin, snippets.EditView):
    pass


class DeleteView(ObjectPermissionMixin, snippets.DeleteView):
    pass


class BoundedDateHistoryFilterSet(HistoryFilterSet):
    timestamp = SupportedDateRangeFilter(label=HistoryFilterSet.base_filters["timestamp"].label, widget=DateRangeInput)


class TermHistoryView(snippets.HistoryView):
    filterset_class = BoundedDateHistoryFilterSet


class HistoryView(ObjectPermissionMixin, TermHistoryView):
    pass


class UsageView(ObjectPermissionMixin, snippets.UsageView):
    pass


class PreviewOnEditView(ObjectPermissionMixin, snippets.PreviewOnEditView):
    pass
