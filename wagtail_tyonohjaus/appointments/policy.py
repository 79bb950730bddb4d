"""Access to sessions: supervisors have their own, coordinators those of their offices, managers all of their sites'."""

from typing import cast

from django.db.models import Q, QuerySet
from wagtail.permissions import policy_registry

from ..access_limits import is_limited, limited
from ..practice.access.policy import RecordAccessPolicy, scope_of
from ..practice.models import Office, Supervisor
from ..practice.users import AnyUser
from .models import Session, SessionEvent, SessionQuerySet

User = AnyUser


class SessionPolicy(RecordAccessPolicy):
    """Coordinators also have access to sessions outside any office (remote, at the client's) of their supervisors."""

    def owned_q(self, user: User) -> Q | None:
        owned, office_ids = super().owned_q(user), scope_of(user).offices
        if not office_ids:
            return owned
        outside_offices = Q(office=None, supervisor__in=_supervisor_ids(office_ids))
        return outside_offices if owned is None else owned | outside_offices


#: Registered in ``wagtail_hooks``. A site can register its own policy for ``Session`` instead.
session_policy = SessionPolicy("wagtail_tyonohjaus.Session", site="supervisor__site")


def policy() -> RecordAccessPolicy:
    """The registered policy for sessions."""
    return policy_registry.get_by_type(Session)


def sessions_for(user: User, action: str = "view") -> SessionQuerySet:
    """The sessions on which the user may perform ``action``: ``"view"`` or ``"change"``."""
    return cast(SessionQuerySet, policy().instances_user_has_any_permission_for(user, [action]))


def sessions_with_messages_for(user: User) -> SessionQuerySet:
    """The sessions about which the user may read messages: those that they see, and those in whose history they are.

    Who has booked or changed a session hears of what could not be sent, also at an office that is not theirs, as long
    as they work for its practice.
    """
    registered, seen = policy(), sessions_for(user)
    if not (user.is_authenticated and user.is_active) or registered.can_manage_all(user, ["view", "change"]):
        return seen
    events = SessionEvent.objects.filter(user=user.pk).order_by().values("session")
    rows = Session.objects.filter(pk__in=events, supervisor__site__in=registered.visible_sites(user))
    changed = limited(rows, user, ["view"])
    return Session.objects.filter(Q(pk__in=seen.order_by().values("pk")) | Q(pk__in=changed.order_by().values("pk")))


def supervisors_for(user: User) -> QuerySet[Supervisor]:
    """The supervisors whose sessions the user may book: the user's own record, those of their offices, or all.

    Supervisors that a limit of the project hides from the user are left out.
    """
    registered = policy()
    supervisors = limited(Supervisor.objects.select_related("site").order_by("name"), user, ["view"])
    if registered.can_manage_all(user):
        return supervisors
    offices = Office.objects.filter(Q(pk__in=scope_of(user).offices) | Q(site__in=registered.managed_sites(user)))
    in_offices = _supervisor_ids(offices)
    return supervisors.filter(Q(pk__in=in_offices) | Q(pk=scope_of(user).supervisor))


def _supervisor_ids(offices: frozenset[int] | QuerySet) -> QuerySet:
    return Supervisor.offices.through.objects.filter(office__in=offices).values("supervisor")


def can_view_all_sessions(user: User, supervisor: Supervisor) -> bool:
    """Whether the user may view every session of a supervisor: as the supervisor, or all sessions of the practice.

    Sessions that a limit of the project hides from supervisors themselves are left out of their feeds.
    A coordinator sees those of an office only, even if the supervisor works at no other one today.
    """
    if not (user.is_authenticated and user.is_active):
        return False
    if supervisor.user_id is not None and supervisor.user_id == user.pk:
        return True
    # A feed has all of a supervisor's sessions, so it is not for users from whom the project may hide some.
    return not is_limited(Session) and policy().manages_site(user, cast(int, supervisor.site_id), ["view"])
