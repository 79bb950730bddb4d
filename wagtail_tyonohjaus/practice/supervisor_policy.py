"""Who may change a supervisor's record: the supervisor, the coordinators of the offices, and managers."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q

from .models import Supervisor
from .policy import RecordAccessPolicy, scope_of


class SupervisorRecordPolicy(RecordAccessPolicy):
    """Supervisors keep their own record and hours, coordinators those of everybody in their offices."""

    def __init__(self) -> None:
        super().__init__(Supervisor, office="", supervisor="pk")

    def owned_q(self, user: Any) -> Q | None:
        mine, offices = super().owned_q(user), scope_of(user).offices
        if not offices:
            return mine
        # A subquery, for a join would give a supervisor as often as there are offices.
        there = Q(pk__in=Supervisor.offices.through.objects.filter(office__in=offices).values("supervisor"))
        return there if mine is None else mine | there

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Model) -> bool:
        """Asked for each row of a list, so answered from one query a request."""
        actions = frozenset(actions)
        if self.can_manage_all(user, actions):
            return True
        granted = user.__dict__.setdefault("_tyonohjaus_supervisors", {})
        if actions not in granted:
            rows = self.instances_user_has_any_permission_for(user, actions)
            granted[actions] = frozenset(rows.order_by().values_list("pk", flat=True))
        return instance.pk in granted[actions]
