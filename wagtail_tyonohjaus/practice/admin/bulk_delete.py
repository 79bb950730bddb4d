"""Deletes several records at once."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.functional import classproperty
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.models import get_snippet_models

from ..models import SiteRecord


class RecordDeleteBulkAction(DeleteBulkAction):
    """Wagtail's own action lists the names of all records that the user may not delete."""

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
