"""A user model, in an app of its own, since Wagtail's first migration depends on it."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models


class UserManager(BaseUserManager["User"]):
    """Creates the editor of the smoke test."""

    def create_superuser(self, email: str, password: str) -> "User":
        user = self.model(email=email, is_staff=True, is_superuser=True)
        user.set_password(password)
        user.save()
        return user


class User(PermissionsMixin, AbstractBaseUser):
    """Logs in with an e-mail address, has no user name and one name, and names the supervisor at work."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    supervisor = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="team")

    USERNAME_FIELD = "email"
    objects = UserManager()
