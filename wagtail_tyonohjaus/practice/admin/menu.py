"""The admin menu of contact requests, to which each part adds its own items."""

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from ..access.managers import is_manager
from ..access.policy import scope_of

#: The hook that returns an item of the menu of contact requests.
CONTACT_MENU_HOOK = "register_tyonohjaus_contact_menu_item"


class ManagersMenuItem(MenuItem):
    """Shown only to users who manage a practice."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_manager(request.user)


class OwnRecordMenuItem(MenuItem):
    """Shown only to users who are linked to a supervisor's record."""

    def is_shown(self, request: HttpRequest) -> bool:
        return scope_of(request.user).supervisor is not None
