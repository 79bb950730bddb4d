"""The user of a request in the admin."""

from typing import cast

from django.http import HttpRequest

from ..users import Account


def staff_user(request: HttpRequest) -> Account:
    """The user who is logged in. Only for views and menus of the admin, which Wagtail opens to nobody else."""
    return cast(Account, request.user)
