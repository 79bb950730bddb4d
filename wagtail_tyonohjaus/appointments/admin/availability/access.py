"""Whose availability a user may change."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from ....practice.access.supervisor_policy import SupervisorRecordPolicy
from ....practice.models import Supervisor

policy = SupervisorRecordPolicy()


def changeable_supervisor(request: HttpRequest, pk: int) -> Supervisor:
    """Raises ``Http404`` if the supervisor does not exist or the user may not change it."""
    supervisors = policy.instances_user_has_any_permission_for(request.user, ["change"])
    return get_object_or_404(supervisors.select_related("site"), pk=pk)
