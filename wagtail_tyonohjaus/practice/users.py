"""Types of users, for annotations."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

if TYPE_CHECKING:
    # Foreign keys to AUTH_USER_MODEL accept the user model of the tests' settings, not its base class.
    from django.contrib.auth.models import User as Account
else:
    Account = AbstractBaseUser

#: The user of a request.
AnyUser = Account | AnonymousUser
