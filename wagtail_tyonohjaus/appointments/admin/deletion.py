"""Prevent the deletion of records with upcoming sessions, and list these sessions."""

from collections.abc import Iterable

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ...practice.models import Office, Service, Supervisor
from ..formatting import format_session_time
from ..models import Session
from ..policy import sessions_for

FIELDS: dict[type[Model], str] = {Supervisor: "supervisor", Service: "service", Office: "office"}


def prevent_deletion(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    """A page (409) with the upcoming sessions of the records; None if there are none."""
    instances = list(instances)
    sessions = [session for instance in instances for session in upcoming_sessions(instance)]
    if not sessions:
        return None
    visible = set(sessions_for(request.user).filter(pk__in=[session.pk for session in sessions]))
    context = {
        "names": [str(instance) for instance in instances],
        "sessions": [(session, format_session_time(session)) for session in sessions if session in visible],
        "hidden_count": sum(session not in visible for session in sessions),
        "title": _("There are upcoming sessions"),
    }
    return render(request, "wagtail_tyonohjaus/appointments/admin/deletion_prevented.html", context, status=409)


def upcoming_sessions(instance: Model) -> list[Session]:
    """The upcoming sessions of a supervisor, service or office, by start; none for other records."""
    field = FIELDS.get(type(instance))
    if field is None:
        return []
    return list(Session.objects.upcoming().with_related().filter(**{field: instance}).order_by("start"))
