"""Types of users, for annotations, and how a user is named."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from wagtail.admin.utils import get_user_display_name

if TYPE_CHECKING:
    # Foreign keys to AUTH_USER_MODEL accept the user model of the tests' settings, not its base class.
    from django.contrib.auth.models import User as Account
else:
    Account = AbstractBaseUser

#: The user of a request.
AnyUser = Account | AnonymousUser


def display_name(user: AnyUser | None) -> str:
    """The user's full name, else the login, as in Wagtail's own histories; empty for nobody.

    The only way to name a user: forms, histories, exports and messages agree. No query.
    """
    return get_user_display_name(user) if user is not None else ""


def full_name(user: Account | None) -> str:
    """The user's name for visitors, who must not read a login; empty without one and for nobody."""
    return user.get_full_name().strip() if user is not None and hasattr(user, "get_full_name") else ""
