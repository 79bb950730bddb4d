"""Deletes several records at once."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.functional import classproperty
from django.utils.translation import ngettext
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.models import get_snippet_models

from ..models import SiteRecord


class RecordDeleteBulkAction(DeleteBulkAction):
    """Wagtail's own action lists the names of all records that the user may not delete.

    Its sentences have the model's plural after a number, which is wrong in Finnish.
    """

    template_name = "wagtail_tyonohjaus/practice/admin/confirm_bulk_delete.html"

    @classproperty
    def models(cls) -> list[type[Model]]:
        return [model for model in get_snippet_models() if issubclass(model, SiteRecord)]

    def get_all_objects_in_listing_query(self, parent_id: Any) -> Iterable[int]:
        policy = self.permission_policy
        records = policy.instances_user_has_any_permission_for(self.request.user, ["delete"])
        return records.values_list("pk", flat=True)

    def get_actionable_objects(self) -> tuple[list[Model], dict[str, Any]]:
        objects, context = super().get_actionable_objects()
        policy, user = self.permission_policy, self.request.user
        visible = [
            record
            for record in context["items_with_no_access"]
            if policy.user_has_any_permission_for_instance(user, ["view", "change"], record)
        ]
        return objects, {**context, "items_with_no_access": visible}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        if num_parent_objects == 1:
            return super().get_success_message(num_parent_objects, num_child_objects)
        text = ngettext("%(count)d record deleted.", "%(count)d records deleted.", num_parent_objects)
        return text % {"count": num_parent_objects}
