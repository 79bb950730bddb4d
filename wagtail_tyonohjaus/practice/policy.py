"""Who may see and do what with records that belong to an office, a supervisor or single users.

One class decides for lists, single records, bulk actions, exports, reports and choosers alike. Register an instance a
model with ``wagtail.permissions.register_permission_policy`` and ask ``visible_to`` for querysets.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet
from wagtail.models import GroupSitePermission, Site
from wagtail.permission_policies.base import BaseDjangoAuthPermissionPolicy

from .models import Office, Supervisor

# What people may do with the records that are theirs, without any permission of a group.
OWN_ACTIONS = frozenset({"view", "change"})
# Records given to a user by a many-to-many field are named one by one up to so many.
MOST_NAMED = 2000


@dataclass(frozen=True)
class UserScope:
    """What a user is in the practices: the offices coordinated and the supervisor that the user is, primary keys."""

    offices: frozenset[int] = frozenset()
    supervisor: int | None = None

    def __bool__(self) -> bool:
        return bool(self.offices) or self.supervisor is not None


def scope_of(user: Any) -> UserScope:
    """Read once for a user object, which is to say once a request."""
    if not (user.is_authenticated and user.is_active):
        return UserScope()
    if not hasattr(user, "_tyonohjaus_place"):
        offices = frozenset(Office.objects.filter(coordinators=user).values_list("pk", flat=True))
        supervisor = Supervisor.objects.filter(user=user).values_list("pk", flat=True).first()
        user._tyonohjaus_place = UserScope(offices, supervisor)
    return user._tyonohjaus_place


class RecordAccessPolicy(BaseDjangoAuthPermissionPolicy):
    """Managers see all of their sites', coordinators their offices', supervisors what is meant for them.

    A manager has a group with the model's ``change`` permission, for all sites or for single ones; ``delete`` is a
    manager's alone. ``site``, ``office`` and ``supervisor`` are lookups from the model, ``users`` names foreign keys
    and many-to-many fields to users who may see a record whatever their office. Subclass and extend ``owned_q`` where
    something else makes a record somebody's.
    """

    def __init__(
        self,
        model: type[Model] | str,
        site: str = "site",
        office: str = "office",
        supervisor: str = "supervisor",
        users: Iterable[str] = (),
    ) -> None:
        super().__init__(model)
        self.site, self.office, self.supervisor, self.users = site, office, supervisor, tuple(users)

    def visible_to(self, user: Any) -> QuerySet:
        """The records that the user may open; everybody else's are as if they did not exist."""
        return self.instances_user_has_any_permission_for(user, ["view", "change"])

    def can_manage(self, user: Any, actions: Iterable[str] = ("change",)) -> bool:
        """Whether the user may do any of these for all records of one site at least."""
        return self._manages_all(user, actions) or bool(self._managed_sites(user, actions))

    def can_manage_all(self, user: Any, actions: Iterable[str] = ("change",)) -> bool:
        """Whether the user may do any of these for all records of every site."""
        return user.is_authenticated and self._manages_all(user, actions)

    def managed_sites(self, user: Any, actions: Iterable[str] = ("change",)) -> QuerySet[Site]:
        """The sites for all records of which the user may do any of these."""
        everywhere, sites = self.can_manage_all(user, actions), Site.objects.all()
        return sites if everywhere else sites.filter(pk__in=self._managed_sites(user, actions))

    def visible_sites(self, user: Any) -> QuerySet[Site]:
        """The sites of which the user may see records."""
        if self._manages_all(user, ["view", "change"]):
            return Site.objects.all()
        place = scope_of(user)
        owned_q = Q(pk__in=Office.objects.filter(pk__in=place.offices).values("site"))
        owned_q |= Q(pk__in=Supervisor.objects.filter(pk=place.supervisor).values("site"))
        return Site.objects.filter(owned_q | Q(pk__in=self._managed_sites(user, ["view", "change"])))

    def visible_offices(self, user: Any) -> QuerySet[Office]:
        """The offices whose records the user may see as their coordinator or manager."""
        if self._manages_all(user, ["view", "change"]):
            return Office.objects.all()
        sites = self._managed_sites(user, ["view", "change"])
        return Office.objects.filter(Q(pk__in=scope_of(user).offices) | Q(site__in=sites))

    def assignable_users(self, site: Site) -> QuerySet:
        """Everybody to whom a record of the site can be given."""
        users = get_user_model()._default_manager.filter(is_active=True)
        return users.filter(
            Q(pk__in=self._managers({"change"}, site).values("pk"))
            | Q(pk__in=Office.coordinators.through.objects.filter(office__site=site).values("user"))
            | Q(pk__in=Supervisor.objects.filter(site=site, user__isnull=False).values("user"))
        )

    def owned_q(self, user: Any) -> Q | None:
        """What makes a record the user's own; None where nothing does."""
        place = scope_of(user)
        parts = [self._given_to(name, user) for name in self.users]
        if place.offices and self.office:
            parts.append(Q(**{f"{self.office}__in": place.offices}))
        if place.supervisor and self.supervisor:
            parts.append(Q(**{self.supervisor: place.supervisor}))
        return reduce(or_, parts) if parts else None

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        actions = list(actions)
        if not (user.is_authenticated and user.is_active):
            return False
        return self.can_manage(user, actions) or (bool(OWN_ACTIONS & set(actions)) and self._works_here(user))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Model) -> bool:
        if self.can_manage_all(user, actions):
            return True
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> QuerySet:
        actions, rows = list(actions), self.model._default_manager.all()
        if not (user.is_authenticated and user.is_active):
            return rows.none()
        if self._manages_all(user, actions):
            return rows
        sites = self._managed_sites(user, actions)
        parts = [Q(**{f"{self.site}__in": sites})] if sites else []
        if OWN_ACTIONS & set(actions):
            owned_q = self.owned_q(user)
            parts += [owned_q] if owned_q is not None else []
        return rows.filter(reduce(or_, parts)) if parts else rows.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        actions = set(actions)
        users = get_user_model()._default_manager.filter(is_active=True)
        found = Q(pk__in=self._managers(actions).values("pk"))
        if OWN_ACTIONS & actions:
            found |= Q(pk__in=Office.coordinators.through.objects.values("user"))
            found |= Q(pk__in=Supervisor.objects.filter(user__isnull=False).values("user"))
        return users.filter(found)

    def _given_to(self, name: str, user: Any) -> Q:
        field = self.model._meta.get_field(name)
        if not field.many_to_many:
            return Q(**{name: user.pk})
        # No join, which would give a record as often as it has receivers.
        given = field.remote_field.through._default_manager.filter(**{field.m2m_reverse_field_name(): user.pk})
        keys = given.values_list(f"{field.m2m_field_name()}_id", flat=True)
        # Of a subquery databases guess that half of all records are in it, and then walk through all of them.
        few = list(keys[: MOST_NAMED + 1])
        return Q(pk__in=few if len(few) <= MOST_NAMED else keys)

    def _works_here(self, user: Any) -> bool:
        if scope_of(user):
            return True
        name = f"_tyonohjaus_given_{self.model_name}"
        if not hasattr(user, name):
            given = [self._given_to(field, user) for field in self.users]
            found = bool(given) and self.model._default_manager.filter(reduce(or_, given)).exists()
            setattr(user, name, found)
        return getattr(user, name)

    def _manages_all(self, user: Any, actions: Iterable[str]) -> bool:
        return any(user.has_perm(self._get_permission_name(action)) for action in _implied(actions))

    def _managed_sites(self, user: Any, actions: Iterable[str]) -> frozenset[int]:
        if not (user.is_authenticated and user.is_active):
            return frozenset()
        if not hasattr(user, "_tyonohjaus_grants"):
            grants = GroupSitePermission.objects.filter(group__user=user).values_list(
                "permission__content_type_id", "permission__codename", "site_id"
            )
            user._tyonohjaus_grants = frozenset(grants)
        wanted = self._get_permission_codenames(_implied(actions))
        return frozenset(
            site
            for content_type, codename, site in user._tyonohjaus_grants
            if content_type == self._content_type.pk and codename in wanted
        )

    def _managers(self, actions: Iterable[str], site: Site | None = None) -> QuerySet:
        codenames = self._get_permission_codenames(_implied(actions))
        grants = GroupSitePermission.objects.filter(
            permission__content_type=self._content_type, permission__codename__in=codenames
        )
        grants = grants.filter(site=site) if site else grants
        users = get_user_model()._default_manager
        given = self._get_users_with_any_permission_codenames_filter(codenames)
        return users.filter(given | Q(groups__in=grants.values("group")))


def _implied(actions: Iterable[str]) -> set[str]:
    """Whoever may change a record may look at it."""
    return {*actions, *(["change"] if "view" in actions else [])}
