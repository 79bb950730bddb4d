"""The user of a request in the admin."""

from typing import cast

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest


def staff_user(request: HttpRequest) -> AbstractBaseUser:
    """The user who is logged in. Only for views and menus of the admin, which Wagtail opens to nobody else."""
    return cast(AbstractBaseUser, request.user)
