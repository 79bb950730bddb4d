"""Our lists among the searches of Wagtail's admin: in the sidebar's search field, and beside the search for pages."""

from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import Promise
from wagtail.admin.search import SearchArea
from wagtail.permissions import policy_registry

ACTIONS = {"view", "change"}


class ListSearchArea(SearchArea):
    """Leads to the list of a model, with the words as ``q``; shown to users who may see any of its rows."""

    def __init__(self, model: type[Model], label: Promise, url: str | Promise, icon: str, order: int) -> None:
        self.model = model
        super().__init__(label, url, name=f"tyonohjaus-{model._meta.model_name}", icon_name=icon, order=order)

    def is_shown(self, request: HttpRequest) -> bool:
        return policy_registry.get_by_type(self.model).user_has_any_permission(request.user, ACTIONS)

    def is_active(self, request: HttpRequest, current: str | None = None) -> bool:
        return self.name == current if current is not None else request.path.startswith(str(self.url))
