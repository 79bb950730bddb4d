"""Who sees which sessions: supervisors their own, coordinators those of their offices, managers all of their sites'."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permissions import policy_registry

from ..practice.models import Supervisor
from ..practice.policy import PeoplePolicy, place_of
from .models import Session


class SessionPolicy(PeoplePolicy):
    """A coordinator also sees sessions at no office (remote, at the client's) of the office's supervisors."""

    def own(self, user: Any) -> Q | None:
        own, offices = super().own(user), place_of(user).offices
        if not offices:
            return own
        theirs = Supervisor.offices.through.objects.filter(office__in=offices).values("supervisor")
        elsewhere = Q(office=None, supervisor__in=theirs)
        return elsewhere if own is None else own | elsewhere


# What wagtail_hooks registers; a site that registers its own for Session is asked instead.
session_policy = SessionPolicy("wagtail_tyonohjaus.Session", site="supervisor__site")


def policy() -> PeoplePolicy:
    return policy_registry.get_by_type(Session)


def sessions_for(user: Any, action: str = "view") -> QuerySet[Session]:
    """The sessions for which the user may do ``action``: view or change."""
    return policy().instances_user_has_any_permission_for(user, [action])


def supervisors_for(user: Any) -> QuerySet[Supervisor]:
    """The supervisors for whom the user may make sessions: the own record, those of the user's offices, or all."""
    rules = policy()
    if rules.manages_all(user):
        found = Supervisor.objects.all()
    else:
        theirs = Supervisor.offices.through.objects.filter(office__in=rules.offices_of(user)).values("supervisor")
        found = Supervisor.objects.filter(Q(pk__in=theirs) | Q(pk=place_of(user).supervisor))
    return found.select_related("site").order_by("name")
