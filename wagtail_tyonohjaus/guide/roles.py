"""Which roles a user has, as far as the user guide is concerned."""

from wagtail.permissions import policy_registry

from ..practice.access.managers import is_manager
from ..practice.access.policy import scope_of
from ..practice.page_model import page_model
from ..practice.users import AnyUser


def roles_of(user: AnyUser) -> frozenset[str]:
    """Keys of ``contents.ROLES``; none for users without a part in any practice."""
    scope = scope_of(user)
    may_edit = policy_registry.get_by_type(page_model()).user_has_any_permission(user, {"change"})
    roles = {
        "supervisor": scope.supervisor is not None,
        "coordinator": bool(scope.offices),
        "manager": is_manager(user),
        "editor": may_edit,
    }
    return frozenset(role for role, has in roles.items() if has)
