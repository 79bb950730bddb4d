"""The admin menu of contact requests and its items."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem, SubmenuMenuItem

from ..contact.policy import policy, requests_for
from . import queues


def may_see_inbox(request: HttpRequest) -> bool:
    return policy().user_has_any_permission(request.user, ["view", "change"])


class InboxMenuItem(MenuItem):
    """An item of the inbox's menu, for those who have requests to see."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_inbox(request)


class PersonMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy().manages(request.user, ["delete"])


class ContactMenuItem(SubmenuMenuItem):
    """The menu of contact requests, with the number of new ones that nobody has."""

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        waiting = untaken(request) if may_see_inbox(request) else 0
        if waiting:
            component.label = _("Requests (%(count)s)") % {"count": "99+" if waiting > 99 else waiting}
        return component


def untaken(request: HttpRequest) -> int:
    """New requests without an assignee, counted to a hundred, for it is asked on every page of the admin."""
    rows = requests_for(request.user).filter(queues.condition(queues.UNASSIGNED, request.user), status="new")
    return rows.order_by()[:100].count()
