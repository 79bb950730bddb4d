"""Access to supervisors' records: for the supervisor, the coordinators of the offices, and managers."""

from collections.abc import Iterable

from django.db.models import Model, Q

from ...access_limits import is_limited
from ..models import Supervisor
from ..users import AnyUser
from .policy import OWN_ACTIONS, RecordAccessPolicy, once_per_user, scope_of


class SupervisorRecordPolicy(RecordAccessPolicy):
    """Supervisors may change their own record and hours, coordinators those of all supervisors in their offices."""

    def __init__(self) -> None:
        super().__init__(Supervisor, office="", supervisor="pk")

    def owned_q(self, user: AnyUser) -> Q | None:
        own, offices = super().owned_q(user), scope_of(user).offices
        if not offices:
            return own
        # A subquery, because a join would return a supervisor once per office.
        of_offices = Q(pk__in=Supervisor.offices.through.objects.filter(office__in=offices).values("supervisor"))
        return of_offices if own is None else own | of_offices

    def user_has_any_permission_for_instance(self, user: AnyUser, actions: Iterable[str], instance: Model) -> bool:
        """Called for each row of a list, so the permitted records are loaded once per request."""
        actions = frozenset(actions)
        if self.has_access_to_all(user, actions) or self._is_of_managed_site(user, actions, instance):
            return True
        if actions & OWN_ACTIONS and instance.pk == scope_of(user).supervisor and not is_limited(self.model):
            return True
        permitted: dict[frozenset[str], frozenset[int]] = once_per_user(user, "supervisors", dict)
        if actions not in permitted:
            rows = self.instances_user_has_any_permission_for(user, actions)
            permitted[actions] = frozenset(rows.order_by().values_list("pk", flat=True))
        return instance.pk in permitted[actions]
