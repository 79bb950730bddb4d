"""Who may see and change the rules: whoever may change all requests of the practice."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.models import Site

from ...practice.policy import PeoplePolicy
from ..policy import policy as requests_policy


class ManagersPolicy(PeoplePolicy):
    """Grants everything about a model's records to the managers of their site's requests, and nobody else."""

    def __init__(self, model: type[Model] | str, site: str = "site") -> None:
        super().__init__(model, site=site, office="", supervisor="")

    def own(self, user: Any) -> None:
        return None

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return user.is_authenticated and user.is_active and requests_policy().manages(user)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        rows = self.model._default_manager.all()
        if not (user.is_authenticated and user.is_active):
            return rows.none()
        return rows if requests_policy().manages_all(user) else rows.filter(**{f"{self.site}__in": managed(user)})

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Model) -> bool:
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        return requests_policy().users_with_any_permission(["delete"])


def managed(user: Any) -> list[Site]:
    """The sites all of whose requests the user manages."""
    return list(requests_policy().managed(user))
