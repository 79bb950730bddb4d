"""Template tags for sessions: links in e-mails, times, and the slot picker."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ..appointments import formatting, tokens
from ..appointments.models import Session
from ..appointments.slots.picker_context import PickerOptions, slot_picker_context
from ..practice.models import Office, Service, Supervisor
from ..practice.page_links import shows_contact_form
from ..practice.site import current_practice

register = template.Library()


@register.simple_tag(takes_context=True)
def session_link(context: Mapping[str, Any], pk: int) -> str:
    """The visitor's URL of a session, generated when the e-mail is sent, so that no stored message contains it.

    Empty once the personal data is erased. In the delivery log, staff sees a placeholder, because the URL gives its
    holder the visitor's rights. A preview has a ``sample_link`` instead.
    """
    if "sample_link" in context:
        return str(context["sample_link"])
    session = Session.objects.select_related("supervisor__site").filter(pk=pk).first()
    if session is None or not session.token_hash:
        return ""
    return _("[a link for the visitor only]") if context.get("for_staff") else tokens.visitor_url(session)


@register.filter
def session_time(session: Session) -> str:
    """The session's time in its own zone; the filter ``date`` would use the active zone."""
    return formatting.format_session_time(session)


@register.simple_tag(takes_context=True)
def tyo_slot_picker(
    context: Mapping[str, Any],
    supervisor: Supervisor | None = None,
    service: Service | None = None,
    office: Office | None = None,
    max_times: int | None = None,
) -> SafeString | str:
    """The free times of a supervisor, service, office or the whole practice, from which the visitor requests one.

    ``max_times`` is the maximum number of times. The selected time is passed to the contact form on the same page if it
    has one, otherwise to the site's contact page.
    """
    request, practice, page = context.get("request"), current_practice(context), context.get("page")
    if request is None or practice is None or not practice.publish_free_times:
        return ""
    if any(record and record.site_id != practice.site_id for record in (supervisor, service, office)):
        return ""
    form_path = request.path if shows_contact_form(page) else ""
    options = PickerOptions(supervisor or None, service or None, office or None, form_path, max_times or None)
    picker = slot_picker_context(request, practice, options)
    if not picker:
        return ""
    return mark_safe(render_to_string("wagtail_tyonohjaus/appointments/slot_picker.html", picker, request))  # noqa: S308
