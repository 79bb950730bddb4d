"""Sessions in templates: links in mails, free times to choose from."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ..appointments import formatting, tokens
from ..appointments.models import Session
from ..appointments.slots.picker_context import slot_picker_context
from ..practice.models import Office, Service, Supervisor
from ..practice.page_links import shows_contact_form
from ..practice.site import current_practice

register = template.Library()


@register.simple_tag(takes_context=True)
def session_link(context: Mapping[str, Any], pk: int) -> str:
    """The visitor's own link to a session, made when it is needed: no stored message holds one. Empty once erased.

    Whoever looks into the log of messages gets a note in its place, for the link lets its holder act as the visitor.
    """
    session = Session.objects.select_related("supervisor__site").filter(pk=pk).first()
    if session is None or not session.token_hash:
        return ""
    return _("[a link for the visitor only]") if context.get("for_staff") else tokens.visitor_url(session)


@register.filter
def when(session: Session) -> str:
    """A session's time by its own clock: the filter ``date`` would turn it to the project's or the user's."""
    return formatting.format_session_time(session)


@register.simple_tag(takes_context=True)
def tyo_slot_picker(
    context: Mapping[str, Any],
    supervisor: Supervisor | None = None,
    service: Service | None = None,
    office: Office | None = None,
    max_times: int | None = None,
) -> SafeString | str:
    """The free times of a supervisor, a service, an office or the practice, to choose one and ask for it.

    What the visitor chooses goes to the contact form of this page where it has one, else to the contact page's.
    """
    request, practice, page = context.get("request"), current_practice(context), context.get("page")
    if request is None or practice is None or not practice.publish_free_times:
        return ""
    if any(record and record.site_id != practice.site_id for record in (supervisor, service, office)):
        return ""
    to = request.path if shows_contact_form(page) else ""
    asked = {"supervisor": supervisor or None, "service": service or None, "office": office or None}
    shown = slot_picker_context(request, practice, **asked, to=to, most=max_times or None)
    if not shown:
        return ""
    return mark_safe(render_to_string("wagtail_tyonohjaus/appointments/times.html", shown, request))  # noqa: S308
