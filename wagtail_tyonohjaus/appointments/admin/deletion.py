"""Refuses to delete a record with sessions ahead, and shows which they are."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ...practice.models import Office, Service, Supervisor
from ..models import Session
from ..policy import sessions_for
from .list import time_of

FIELDS = {Supervisor: "supervisor", Service: "service", Office: "office"}


def refuse_deletion(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """The page that says why not, None where nothing stands in the way."""
    found = list(instances)
    ahead = [session for instance in found for session in sessions_ahead(instance)]
    if not ahead:
        return None
    visible = set(sessions_for(request.user).filter(pk__in=[each.pk for each in ahead]).values_list("pk", flat=True))
    context = {
        "names": [str(instance) for instance in found],
        "sessions": [(each, time_of(each)) for each in ahead if each.pk in visible],
        "hidden": sum(each.pk not in visible for each in ahead),
        "title": _("There are sessions ahead"),
    }
    return render(request, "wagtail_tyonohjaus/appointments/admin/refused.html", context, status=409)


def sessions_ahead(instance: Any) -> list[Session]:
    field = FIELDS.get(type(instance))
    if field is None:
        return []
    return list(Session.objects.upcoming().with_related().filter(**{field: instance}).order_by("start"))
