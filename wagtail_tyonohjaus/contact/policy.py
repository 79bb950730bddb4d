"""Who may see and change which contact requests, callbacks and messages."""

from django.db.models import QuerySet
from wagtail.permissions import policy_registry

from ..practice.access.managers import register_manager_policy
from ..practice.access.policy import RecordAccessPolicy
from ..practice.users import AnyUser
from .models import Callback, CallbackQuerySet, ContactRequest

# Registered in wagtail_hooks. A site may register its own policy for ContactRequest, which takes precedence.
request_policy = RecordAccessPolicy("wagtail_tyonohjaus.ContactRequest", users=("assignee", "recipients"))


def policy() -> RecordAccessPolicy:
    """The registered policy for requests: ``request_policy``, or the project's own."""
    return policy_registry.get_by_type(ContactRequest)


register_manager_policy(policy)


def requests_for(user: AnyUser, action: str = "view") -> QuerySet[ContactRequest]:
    """The requests for which the user has the permission ``action``: view, change or delete."""
    return policy().instances_user_has_any_permission_for(user, [action])


def few_requests_for(user: AnyUser) -> QuerySet[ContactRequest]:
    """The same as ``requests_for``, for a query with other conditions that few requests meet, such as being new."""
    policy_of_requests = policy()
    if isinstance(policy_of_requests, RecordAccessPolicy):
        policy_of_requests = policy_of_requests.for_few_rows()
    return policy_of_requests.instances_user_has_any_permission_for(user, ["view"])


def callbacks_for(user: AnyUser, action: str = "view") -> CallbackQuerySet:
    """The callbacks of the requests for which the user has the permission ``action``."""
    return Callback.objects.filter(request__in=requests_for(user, action).values("pk"))
