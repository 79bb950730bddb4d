"""The page that compares the values before and after one change of a record."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from ...formatting import format_moment
from ...history.changes import RecordChanges, RowChange, row_model
from ..lists import MEDIA
from ..users import staff_user
from ..zones import zone_of
from .entries import RESTORE, find_entry, may_change, record_url
from .values import Shown, ValueContext, field_label, in_model_order, show, show_row


@dataclass(frozen=True)
class ComparedRow:
    """A row of a relation. ``before`` is None for one that was added, ``after`` for one that was removed."""

    before: list[tuple[str, Shown]] | None
    after: list[tuple[str, Shown]] | None


class ChangesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What was changed, with the former values, for those who may change the record."""

    # Set by the viewset, which only knows what the class has.
    model: type[Model] = None  # type: ignore[assignment]
    permission_required = "change"
    page_title = gettext_lazy("What changed")
    header_icon = "history"
    template_name = "wagtail_tyonohjaus/practice/admin/record_changes.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object: Any = get_object_or_404(self.model, pk=unquote(str(kwargs["pk"])))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_change(staff_user(request), self.object):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def entry(self) -> Any:
        """The entry in the history."""
        return find_entry(self.object, self.kwargs["entry"])

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        viewset = self.model.snippet_viewset  # type: ignore[attr-defined]
        return [
            *self.breadcrumbs_items,
            {"url": reverse(viewset.get_url_name("list")), "label": capfirst(self._plural)},
            {"url": record_url(self.object, "edit"), "label": str(self.object)},
            {"url": record_url(self.object, "history"), "label": _("History")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    @property
    def _plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = RecordChanges.of_data(self.entry.data)
        known = changes or RecordChanges()
        context = ValueContext(self.model, known, staff_user(self.request), zone_of(self.object))
        return {
            **super().get_context_data(**kwargs),
            "person": self.entry.user_display_name,
            "moment": format_moment(self.entry.timestamp, zone_of(self.object)),
            "is_readable": changes is not None,
            "fields": list(self._fields(known, context)),
            "relations": list(self._relations(known, context)),
            "hidden": [field_label(self.model, name) for name in known.hidden],
            "restore_url": f"{record_url(self.object, 'edit')}?{RESTORE}={self.entry.pk}" if known.has_values else "",
            "history_url": record_url(self.object, "history"),
            "media": MEDIA,
        }

    def _fields(self, changes: RecordChanges, context: ValueContext) -> Iterator[tuple[str, Shown, Shown]]:
        for name in in_model_order(self.model, changes.fields):
            before, after = (show(self.model, name, value, context) for value in changes.fields[name])
            yield field_label(self.model, name), before, after

    def _relations(self, changes: RecordChanges, context: ValueContext) -> Iterator[tuple[str, list[ComparedRow]]]:
        for relation in sorted(changes.rows):
            compared = [self._row(relation, row, context) for row in changes.rows[relation]]
            yield field_label(self.model, relation), compared

    def _row(self, relation: str, change: RowChange, context: ValueContext) -> ComparedRow:
        model = row_model(self.model, relation)
        before, after = (
            show_row(model, values, context) if values is not None else None for values in (change.old, change.new)
        )
        return ComparedRow(before, after)
