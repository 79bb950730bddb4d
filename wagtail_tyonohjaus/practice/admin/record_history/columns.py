"""The entries in the history of a record, with links to what was changed."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column

from ...history.changes import has_changes
from ...users import AnyUser
from .entries import CHANGES, may_change, record_url


class HistoryColumn(Column):
    """What was done, with a link to the changed values for those who may change the record."""

    cell_template_name = "wagtail_tyonohjaus/practice/admin/history_cell.html"

    def __init__(self, name: str, *, record: Model, user: AnyUser, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.record, self.user = record, user

    @cached_property
    def _is_linked(self) -> bool:
        return may_change(self.user, self.record)

    def get_cell_context_data(self, instance: Any, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        if has_changes(instance.data) and self._is_linked:
            context["changes_url"] = record_url(self.record, CHANGES, instance.pk)
        return context
