"""Tells who edits a supervisor that no longer works at the practice which open requests are left."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from ..contact.models import OPEN_STATUSES, ContactRequest
from ..contact.policy import requests_for
from ..practice.models import Supervisor
from ..practice.users import AnyUser
from .links import NAMESPACE
from .queues import ALL


def warn_about_open_requests(request: HttpRequest, record: object) -> None:
    """Adds a message with links to the requests that the user may see; the others are only counted."""
    if not isinstance(record, Supervisor) or record.active:
        return
    count = open_requests(record).count()
    if count:
        messages.warning(request, _message(record, count), buttons=_buttons(record, request.user))


def open_requests(supervisor: Supervisor) -> QuerySet[ContactRequest]:
    """The practice's open requests for the supervisor or assigned to the supervisor, also those held for review."""
    own = Q(supervisor=supervisor)
    if supervisor.user_id is not None:
        own |= Q(assignee=supervisor.user_id)
    return ContactRequest.objects.filter(own, site=supervisor.site_id, status__in=OPEN_STATUSES)


def _buttons(supervisor: Supervisor, user: AnyUser) -> list[tuple[str, str, bool]]:
    visible = requests_for(user).filter(pk__in=open_requests(supervisor).order_by().values("pk"))
    counts = visible.order_by().aggregate(
        supervisor=Count("pk", filter=Q(supervisor=supervisor)),
        assignee=Count("pk", filter=Q(assignee=supervisor.user_id)),
    )
    index = f"{reverse(f'{NAMESPACE}:index')}?queue={ALL}"
    statuses = "".join(f"&status={status}" for status in OPEN_STATUSES)
    links = [
        (counts["supervisor"], f"supervisor={supervisor.pk}", _("Open requests for the supervisor")),
        (counts["assignee"], f"assignee={supervisor.user_id}", _("Open requests assigned to the supervisor")),
    ]
    return [messages.button(f"{index}&{query}{statuses}", label) for number, query, label in links if number]


def _message(supervisor: Supervisor, count: int) -> str:
    text = ngettext(
        "%(name)s no longer works at the practice, but has %(count)d open contact request. Close it, or pass it on to "
        "somebody else.",
        "%(name)s no longer works at the practice, but has %(count)d open contact requests. Close them, or pass them "
        "on to somebody else.",
        count,
    )
    return text % {"name": supervisor.name, "count": count}
