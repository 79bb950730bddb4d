"""Tell the editor of a supervisor who no longer works at the practice which sessions are still ahead."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from ...practice.models import Supervisor
from ..formatting import format_session_time
from ..policy import sessions_for
from .deletion import upcoming_sessions
from .list import NAMESPACE, UPCOMING, detail_url

#: The message has links to so many sessions; a link to the list follows.
MAX_LINKS = 5


def warn_about_upcoming_sessions(request: HttpRequest, record: object) -> None:
    """Add a message with links to the sessions that the user may see; the others are only counted."""
    if not isinstance(record, Supervisor) or record.active:
        return
    sessions = upcoming_sessions(record)
    if not sessions:
        return
    visible = set(sessions_for(request.user).filter(pk__in=[session.pk for session in sessions]))
    listed = [session for session in sessions if session in visible]
    buttons = [messages.button(detail_url(session), format_session_time(session)) for session in listed[:MAX_LINKS]]
    if len(listed) > MAX_LINKS:
        url = f"{reverse(f'{NAMESPACE}:index')}?period={UPCOMING}&supervisor={record.pk}"
        buttons.append(messages.button(url, _("All upcoming sessions")))
    messages.warning(request, _message(record, len(sessions)), buttons=buttons)


def _message(supervisor: Supervisor, count: int) -> str:
    text = ngettext(
        "%(name)s no longer works at the practice, but has %(count)d upcoming session. Move or cancel it, "
        "or book it with another supervisor.",
        "%(name)s no longer works at the practice, but has %(count)d upcoming sessions. Move or cancel them, "
        "or book them with another supervisor.",
        count,
    )
    return text % {"name": supervisor.name, "count": count}
