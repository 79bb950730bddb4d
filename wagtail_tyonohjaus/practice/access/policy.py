"""Access to records that belong to an office, a supervisor or single users.

One policy decides for lists, single records, bulk actions, exports, reports and choosers. Register one instance per
model with ``wagtail.permissions.register_permission_policy``, and use ``visible_to`` for querysets.
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Self, TypeVar

from django.contrib.auth import get_user_model
from django.db.models import CharField, Model, Q, QuerySet, Value
from wagtail.models import GroupSitePermission, Site
from wagtail.permission_policies.base import BaseDjangoAuthPermissionPolicy
from wagtail.permission_policies.sites import SitePermissionPolicy

from ...access_limits import is_limited, limited
from ..models import Office, PracticeSettings, SiteRecord, Supervisor
from ..users import AnyUser

# What coordinators and supervisors may do with their own records, without a permission of a group.
OWN_ACTIONS = frozenset({"view", "change"})
# So many primary keys of records that a user has through a many-to-many field are passed as a list, more as a subquery.
MAX_LISTED_PKS = 2000


@dataclass(frozen=True)
class UserScope:
    """A user's own part of the practices: primary keys of the coordinated offices and of the user's supervisor."""

    offices: frozenset[int] = frozenset()
    supervisor: int | None = None

    def __bool__(self) -> bool:
        return bool(self.offices) or self.supervisor is not None


#: Content type of a model, codename of a permission, and the site for which a group has it.
SiteGrant = tuple[int, str, int]
Result = TypeVar("Result")


def scope_of(user: AnyUser) -> UserScope:
    """Empty for users without an active account; loaded once per request."""
    if not (user.is_authenticated and user.is_active):
        return UserScope()
    return once_per_user(user, "scope", lambda: _load_scope(user.pk))


def _load_scope(user_pk: int) -> UserScope:
    # One query, since every page of the admin needs it.
    offices = _keys_of("office", Office.objects.filter(coordinators=user_pk))
    supervisors = _keys_of("supervisor", Supervisor.objects.filter(user=user_pk))
    # Django 6.1 would sort by the model's default, which is not selected.
    rows = list(offices.union(supervisors, all=True).order_by())
    supervisor = next((pk for kind, pk in rows if kind == "supervisor"), None)
    return UserScope(frozenset(pk for kind, pk in rows if kind == "office"), supervisor)


def _keys_of(kind: str, rows: QuerySet) -> QuerySet:
    return rows.order_by().annotate(scope=Value(kind, CharField())).values_list("scope", "pk")


def once_per_user(user: AnyUser, name: str, load: Callable[[], Result]) -> Result:
    """What ``load`` returns, stored under ``name`` on the user object, which lives as long as the request."""
    attribute = f"_tyonohjaus_{name}"
    if not hasattr(user, attribute):
        setattr(user, attribute, load())
    return getattr(user, attribute)


def site_grants(user: AnyUser) -> frozenset[SiteGrant]:
    """What the user's groups may do on single sites; loaded once per request, together with Wagtail's own pages."""
    return once_per_user(user, "grants", lambda: _load_grants(user))


def _load_grants(user: AnyUser) -> frozenset[SiteGrant]:
    # Wagtail keeps these rows on the user. They are the same for each model that belongs to a site.
    grants = SitePermissionPolicy(PracticeSettings).get_cached_permissions_for_user(user)
    return frozenset((row.permission.content_type_id, row.permission.codename, row.site_id) for row in grants)


def sites_count(user: AnyUser) -> int:
    """How many sites there are; counted once per request."""
    return once_per_user(user, "sites_count", Site.objects.count)


class RecordAccessPolicy(BaseDjangoAuthPermissionPolicy):
    """Managers have access to all records of their sites, coordinators to those of their offices, supervisors to
    their own, as far as no limit of the project narrows it (``access_limits``).

    A manager is in a group with the model's ``change`` permission, for all sites or for single ones; only managers may
    delete. ``site``, ``office`` and ``supervisor`` are lookups from the model. ``users`` are the names of foreign keys
    and many-to-many fields to users who have access regardless of their office. Override ``owned_q`` to add other
    ways in which a record belongs to a user.
    """

    #: How many primary keys of records that a user has through a many-to-many field are listed in the query.
    max_listed_pks = MAX_LISTED_PKS

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

    def for_few_rows(self) -> Self:
        """The same policy for querysets whose other conditions match few rows, and which it narrows without a query."""
        policy = copy(self)
        policy.max_listed_pks = 0
        return policy

    def visible_to(self, user: AnyUser) -> QuerySet:
        """The records that the user may view or change. Views return 404 for all others."""
        return self.instances_user_has_any_permission_for(user, ["view", "change"])

    def can_manage(self, user: AnyUser, actions: Iterable[str] = ("change",)) -> bool:
        """Whether the user may perform any of the actions on all records of at least one site."""
        return self._manages_all(user, actions) or bool(self._managed_sites(user, actions))

    def can_manage_all(self, user: AnyUser, actions: Iterable[str] = ("change",)) -> bool:
        """Whether the user may perform any of the actions on all records of every site."""
        return user.is_authenticated and self._manages_all(user, actions)

    def managed_sites(self, user: AnyUser, actions: Iterable[str] = ("change",)) -> QuerySet[Site]:
        """The sites on all of whose records the user may perform any of the actions."""
        everywhere, sites = self.can_manage_all(user, actions), Site.objects.all()
        return sites if everywhere else sites.filter(pk__in=self._managed_sites(user, actions))

    def managed_site_keys(self, user: AnyUser, actions: Iterable[str] = ("change",)) -> frozenset[int]:
        """The primary keys of ``managed_sites`` for a user who does not manage all; no query after the first call."""
        return self._managed_sites(user, actions)

    def manages_site(self, user: AnyUser, site_id: int, actions: Iterable[str] = ("change",)) -> bool:
        """Whether the user may perform any of the actions on all records of a site; no query after the first call."""
        return self.can_manage_all(user, actions) or site_id in self._managed_sites(user, actions)

    def manages(self, user: AnyUser, record: SiteRecord) -> bool:
        """Whether the user may change all records of the record's site, or add some to any if it is a new one."""
        if record.pk is None:
            return self.can_manage(user, ["add"])
        return record.site_id is not None and self.manages_site(user, record.site_id)

    def visible_sites(self, user: AnyUser) -> QuerySet[Site]:
        """The sites of which the user may see at least some records."""
        if self._manages_all(user, ["view", "change"]):
            return Site.objects.all()
        scope = scope_of(user)
        own_sites = Q(pk__in=Office.objects.filter(pk__in=scope.offices).values("site"))
        if scope.supervisor is not None:
            own_sites |= Q(pk__in=Supervisor.objects.filter(pk=scope.supervisor).values("site"))
        return Site.objects.filter(own_sites | Q(pk__in=self._managed_sites(user, ["view", "change"])))

    def visible_offices(self, user: AnyUser) -> QuerySet[Office]:
        """The offices whose records the user may see as a coordinator or manager."""
        if self._manages_all(user, ["view", "change"]):
            return Office.objects.all()
        sites = self._managed_sites(user, ["view", "change"])
        return Office.objects.filter(Q(pk__in=scope_of(user).offices) | Q(site__in=sites))

    def assignable_users(self, site: Site) -> QuerySet:
        """The users to whom a record of the site can be assigned."""
        users = get_user_model()._default_manager.filter(is_active=True)
        return users.filter(
            Q(pk__in=self._managers({"change"}, site).values("pk"))
            | Q(pk__in=Office.coordinators.through.objects.filter(office__site=site).values("user"))
            | Q(pk__in=Supervisor.objects.filter(site=site, active=True, user__isnull=False).values("user"))
        )

    def managers(self, site: Site | None = None) -> QuerySet:
        """The active users who may change all records of the site, or of at least one without ``site``."""
        users = get_user_model()._default_manager.filter(is_active=True)
        return users.filter(pk__in=self._managers({"change"}, site).values("pk"))

    def owned_q(self, user: AnyUser) -> Q | None:
        """The condition for the user's own records; None if the user has none."""
        scope = scope_of(user)
        conditions = [self._assigned_to(name, user) for name in self.users]
        if scope.offices and self.office:
            conditions.append(Q(**{f"{self.office}__in": scope.offices}))
        if scope.supervisor and self.supervisor:
            conditions.append(Q(**{self.supervisor: scope.supervisor}))
        return reduce(or_, conditions) if conditions else None

    def user_has_permission(self, user: AnyUser, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: AnyUser, actions: Iterable[str]) -> bool:
        actions = list(actions)
        if not (user.is_authenticated and user.is_active):
            return False
        return self.can_manage(user, actions) or (bool(OWN_ACTIONS & set(actions)) and self._has_own_records(user))

    def user_has_permission_for_instance(self, user: AnyUser, action: str, instance: Model) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def has_access_to_all(self, user: AnyUser, actions: Iterable[str]) -> bool:
        """Whether the user may perform any of the actions on every record: no limit of the project applies."""
        return self.can_manage_all(user, actions) and not is_limited(self.model)

    def user_has_any_permission_for_instance(self, user: AnyUser, actions: Iterable[str], instance: Model) -> bool:
        actions = list(actions)
        if self.has_access_to_all(user, actions) or self._is_of_managed_site(user, actions, instance):
            return True
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def _is_of_managed_site(self, user: AnyUser, actions: Iterable[str], instance: Model) -> bool:
        """Whether the user manages the record's practice, if that is known without a query."""
        # As stored: a form may have moved the record in memory.
        site_id = getattr(instance, "stored_site_id", None) if self.site == "site" else None
        return site_id is not None and not is_limited(self.model) and site_id in self._managed_sites(user, actions)

    def instances_user_has_any_permission_for(self, user: AnyUser, actions: Iterable[str]) -> QuerySet:
        actions = list(actions)
        return limited(self._granted(user, actions), user, actions)

    def _granted(self, user: AnyUser, actions: list[str]) -> QuerySet:
        """The records to which the user has access unless the project limits it."""
        rows = self.model._default_manager.all()
        if not (user.is_authenticated and user.is_active):
            return rows.none()
        if self._manages_all(user, actions):
            return rows
        sites = self._managed_sites(user, actions)
        conditions = [Q(**{f"{self.site}__in": sites})] if sites else []
        if OWN_ACTIONS & set(actions):
            own = self.owned_q(user)
            conditions += [own] if own is not None else []
        return rows.filter(reduce(or_, conditions)) if conditions else rows.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        actions = set(actions)
        users = get_user_model()._default_manager.filter(is_active=True)
        permitted = Q(pk__in=self._managers(actions).values("pk"))
        if OWN_ACTIONS & actions:
            permitted |= Q(pk__in=Office.coordinators.through.objects.values("user"))
            permitted |= Q(pk__in=Supervisor.objects.filter(user__isnull=False).values("user"))
        return users.filter(permitted)

    def _assigned_to(self, name: str, user: AnyUser) -> Q:
        field = self.model._meta.get_field(name)
        if not field.many_to_many:
            return Q(**{name: user.pk})
        pks = self._assigned_keys(name, user)
        if not self.max_listed_pks:
            return Q(pk__in=pks)
        # Query planners assume that a subquery matches half of the table, and fall back to a full scan.
        listed = list(pks[: self.max_listed_pks + 1])
        return Q(pk__in=listed if len(listed) <= self.max_listed_pks else pks)

    def _assigned_keys(self, name: str, user: AnyUser) -> QuerySet:
        """The primary keys of the records that refer to the user by a field; a record may be there several times."""
        field = self.model._meta.get_field(name)
        if not field.many_to_many:
            return self.model._default_manager.filter(**{name: user.pk}).order_by().values_list("pk", flat=True)
        # Without a join, which would return a record once per recipient.
        links = field.remote_field.through._default_manager.filter(**{field.m2m_reverse_field_name(): user.pk})
        return links.order_by().values_list(f"{field.m2m_field_name()}_id", flat=True)

    def _has_own_records(self, user: AnyUser) -> bool:
        if scope_of(user):
            return True
        return once_per_user(user, f"assigned_{self.model_name}", lambda: self._is_assigned(user))

    def _is_assigned(self, user: AnyUser) -> bool:
        # One query of several indexes, since every page of the admin needs it.
        keys = [self._assigned_keys(name, user) for name in self.users]
        return bool(keys) and keys[0].union(*keys[1:], all=True).order_by().exists()

    def _manages_all(self, user: AnyUser, actions: Iterable[str]) -> bool:
        return any(user.has_perm(self._get_permission_name(action)) for action in _implied(actions))

    def _managed_sites(self, user: AnyUser, actions: Iterable[str]) -> frozenset[int]:
        if not (user.is_authenticated and user.is_active):
            return frozenset()
        codenames = self._get_permission_codenames(_implied(actions))
        return frozenset(
            site
            for content_type, codename, site in site_grants(user)
            if content_type == self._content_type.pk and codename in codenames
        )

    def _managers(self, actions: Iterable[str], site: Site | None = None) -> QuerySet:
        codenames = self._get_permission_codenames(_implied(actions))
        grants = GroupSitePermission.objects.filter(
            permission__content_type=self._content_type, permission__codename__in=codenames
        )
        grants = grants.filter(site=site) if site else grants
        users = get_user_model()._default_manager
        permitted = self._get_users_with_any_permission_codenames_filter(codenames)
        return users.filter(permitted | Q(groups__in=grants.values("group")))


def _implied(actions: Iterable[str]) -> set[str]:
    """The actions, with the permissions that imply them: who may change a record may also view it."""
    return {*actions, *(["change"] if "view" in actions else [])}
