"""Factories of users, contact requests and related records."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group, Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupSitePermission, Site

from tests.factories import make_practice, make_supervisor
from wagtail_tyonohjaus.contact.history import record
from wagtail_tyonohjaus.contact.models import Callback, ContactRequest
from wagtail_tyonohjaus.messages.models import Delivery
from wagtail_tyonohjaus.practice.models import Office

sequence = count(1)


def get_permission(codename: str) -> Permission:
    # The app django.contrib.sessions has a model of the same name as ours.
    return Permission.objects.exclude(content_type__app_label="sessions").get(codename=codename)


def make_user(name: str = "", *permissions: str, **kwargs: Any) -> AbstractUser:
    """A user with access to the admin and the permissions with these codenames."""
    name = name or f"user{next(sequence)}"
    user = get_user_model().objects.create_user(name, f"{name}@staff.example", "secret", **kwargs)
    user.user_permissions.set([get_permission(codename) for codename in ("access_admin", *permissions)])
    return user


def make_coordinator(*offices: Office, **kwargs: Any) -> AbstractUser:
    user = make_user(**kwargs)
    for office in offices:
        office.coordinators.add(user)
        office.save()
    return user


def make_supervisor_user(offices: list[Office] = (), **kwargs: Any) -> AbstractUser:
    user = make_user()
    make_supervisor(offices=offices, user=user, name=f"Supervisor {user.pk}", **kwargs)
    return user


MANAGER_PERMISSIONS = ("change_contactrequest", "delete_contactrequest")


def make_manager(site: Site | None = None, permissions: Iterable[str] = MANAGER_PERMISSIONS) -> AbstractUser:
    """A manager of one site, or of all sites if none is given."""
    if site is None:
        return make_user("", *permissions)
    user, group = make_user(), Group.objects.create(name=f"Managers {next(sequence)}")
    user.groups.add(group)
    for codename in permissions:
        GroupSitePermission.objects.create(group=group, site=site, permission=get_permission(codename))
    return user


def make_request(office: Office | None = None, **kwargs: Any) -> ContactRequest:
    number = next(sequence)
    kwargs.setdefault("site", office.site if office else make_practice().site)
    kwargs.setdefault("name", f"Person {number}")
    kwargs.setdefault("email", f"person{number}@example.org")
    kwargs.setdefault("phone", f"+3584055{number:05d}")
    kwargs.setdefault("submission_key", f"key-{number}")
    kwargs.setdefault("due_at", timezone.now() + timedelta(days=1))
    recipients = kwargs.pop("recipients", [])
    request = ContactRequest(office=office, office_name=str(office or ""), **kwargs)
    request.save()
    request.recipients.set(recipients)
    record(request, "created", at=request.created_at)
    return request


def make_callback(request: ContactRequest, hours: int = 1, **kwargs: Any) -> Callback:
    now = timezone.now()
    number = request.callbacks.count() + 1
    kwargs = {"due_from": now, "due_until": now + timedelta(hours=hours), "number": number, **kwargs}
    return Callback.objects.create(request=request, **kwargs)


def make_delivery(request: ContactRequest, **kwargs: Any) -> Delivery:
    values = {
        "message_type": "staff_notice",
        "address": "staff@example.org",
        "message_id": "<1@example.org>",
        "state": "sent",
    }
    return Delivery.objects.create(site=request.site, about=request.reference, **{**values, **kwargs})


def client_for(user: AbstractUser) -> Client:
    client = Client()
    client.force_login(user)
    return client


def response_text(response: Any) -> str:
    """The whole content of a response, streaming or not."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")
