"""The admin menu of contact requests and its items."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem, SubmenuMenuItem
from wagtail.admin.ui.sidebar import SubMenuItem as SubMenuItemComponent

from ..contact.choices import Status
from ..contact.policy import few_requests_for, policy
from ..practice.admin.users import staff_user
from .queues import UNASSIGNED, queue_filter


def can_see_inbox(request: HttpRequest) -> bool:
    """Whether the user may see any requests."""
    return policy().user_has_any_permission(request.user, ["view", "change"])


class InboxMenuItem(MenuItem):
    """A menu item for users who can see contact requests."""

    def is_shown(self, request: HttpRequest) -> bool:
        return can_see_inbox(request)


class PersonalDataMenuItem(MenuItem):
    """For users who may delete requests, and so erase personal data."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policy().can_manage(request.user, ["delete"])


class ContactMenuItem(SubmenuMenuItem):
    """The menu of contact requests, with the number of new ones without an assignee."""

    def render_component(self, request: HttpRequest) -> SubMenuItemComponent:
        component = super().render_component(request)
        count = count_new_unassigned(request) if can_see_inbox(request) else 0
        if count:
            component.label = _("Contact requests (%(count)s)") % {"count": "99+" if count > 99 else count}
        return component


def count_new_unassigned(request: HttpRequest) -> int:
    """At most 100, since this runs on every page of the admin."""
    user = staff_user(request)
    requests = few_requests_for(user).filter(queue_filter(UNASSIGNED, user), status=Status.NEW)
    return requests.order_by()[:100].count()
