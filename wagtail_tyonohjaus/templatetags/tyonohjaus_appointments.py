"""Template tags for sessions: links in e-mails, times, and the slot picker."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ..appointments import formatting, tokens
from ..appointments.models import Session
from ..appointments.slots.crisis_context import crisis_times_context
from ..appointments.slots.picker_context import PickerOptions, slot_picker_context
from ..practice.choices import Kind
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
        return f"{context['sample_link']}session/"
    session = Session.objects.select_related("supervisor__site").filter(pk=pk).first()
    if session is None or not session.token_hash:
        return ""
    return _("[a link for the visitor only]") if context.get("for_staff") else tokens.visitor_url(session)


@register.filter
def session_time(session: Session) -> str:
    """The session's time in its own zone; the filter ``date`` would use the active zone."""
    return formatting.format_session_time(session)


@register.simple_tag(takes_context=True)
def tyo_crisis_times(context: Mapping[str, Any], service: Service | None = None) -> SafeString | str:
    """The next times of a crisis service, and a series; blank without any, for any other service, and if the practice
    does not publish free times.
    """
    request, practice, page = context.get("request"), current_practice(context), context.get("page")
    if request is None or practice is None or not service or not practice.publish_free_times:
        return ""
    if service.site_id != practice.site_id or service.kind != Kind.CRISIS:
        return ""
    times = crisis_times_context(request, practice, service, request.path if shows_contact_form(page) else "")
    return render_to_string("wagtail_tyonohjaus/appointments/crisis_times.html", times) if times["times"] else ""


@register.simple_tag(takes_context=True)
def tyo_slot_picker(
    context: Mapping[str, Any],
    supervisor: Supervisor | None = None,
    service: Service | None = None,
    office: Office | None = None,
    max_times: int | None = None,
    delivery_mode: str = "",
    anchor: str = "",
) -> SafeString | str:
    """The free times of a supervisor, service, office or the whole practice, from which the visitor requests one.

    Without a supervisor these are the soonest times of each. ``max_times`` is the number of times that are displayed at
    first, ``delivery_mode`` limits them, and ``anchor`` is the id of the element around them, if that has one. The
    selected time is passed to the contact form on the same page if it has one, otherwise to the site's contact page.
    """
    request, practice, page = context.get("request"), current_practice(context), context.get("page")
    if request is None or practice is None or not practice.publish_free_times:
        return ""
    if any(record and record.site_id != practice.site_id for record in (supervisor, service, office)):
        return ""
    form_path = request.path if shows_contact_form(page) else ""
    options = PickerOptions(
        supervisor or None,
        service or None,
        office or None,
        mode=delivery_mode or "",
        form_path=form_path,
        limit=max_times or None,
        anchor=anchor or _next_anchor(request),
    )
    picker = slot_picker_context(request, practice, options)
    if not picker:
        return ""
    picker["has_anchor"] = not anchor
    return mark_safe(render_to_string("wagtail_tyonohjaus/appointments/slot_picker.html", picker, request))  # noqa: S308


def _next_anchor(request: HttpRequest) -> str:
    """The id of a slot picker in a block, of which a page may have several."""
    number = vars(request)["_tyonohjaus_slot_pickers"] = vars(request).get("_tyonohjaus_slot_pickers", 0) + 1
    return "free-times" if number == 1 else f"free-times-{number}"
