"""Who manages a practice, and the policy of the records that only its managers work with.

A user who may change all contact requests of a practice manages it. The part that stores contact requests
registers its policy here, so that parts below it can ask.
"""

from collections.abc import Callable, Iterable

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from wagtail.models import Site

from ..users import AnyUser
from .policy import RecordAccessPolicy

_registered: list[Callable[[], RecordAccessPolicy]] = []


def register_manager_policy(get_policy: Callable[[], RecordAccessPolicy]) -> None:
    """Registers the function that returns the policy by which a practice's managers are known."""
    _registered[:] = [get_policy]


def manager_policy() -> RecordAccessPolicy:
    """The registered policy; raises ``ImproperlyConfigured`` if the contact part has not registered any."""
    if not _registered:
        raise ImproperlyConfigured("No policy is registered that decides who manages a practice.")
    return _registered[0]()


def is_manager(user: AnyUser) -> bool:
    """Whether the user manages at least one practice."""
    return manager_policy().can_manage(user)


def managed_sites(user: AnyUser) -> list[Site]:
    """The sites of the practices that the user manages."""
    return list(manager_policy().managed_sites(user))


class ManagersPolicy(RecordAccessPolicy):
    """Grants everything to the managers of a record's practice, and nothing to anybody else.

    ``site`` is the lookup from the model to the practice's Wagtail site.
    """

    def __init__(self, model: type[Model] | str, site: str = "site") -> None:
        super().__init__(model, site=site, office="", supervisor="")

    def owned_q(self, user: AnyUser) -> None:
        return None

    def _manages_all(self, user: AnyUser, actions: Iterable[str]) -> bool:
        return manager_policy()._manages_all(user, ["change"])

    def _managed_sites(self, user: AnyUser, actions: Iterable[str]) -> frozenset[int]:
        return manager_policy()._managed_sites(user, ["change"])

    def visible_sites(self, user: AnyUser) -> QuerySet[Site]:
        return manager_policy().managed_sites(user)

    def user_has_any_permission(self, user: AnyUser, actions: Iterable[str]) -> bool:
        return user.is_authenticated and user.is_active and is_manager(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        return manager_policy().users_with_any_permission(["delete"])
