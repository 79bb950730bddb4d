"""Template tags of the contact form and of the number to call."""

from dataclasses import replace
from typing import Any, cast

from django import template
from django.utils.translation import gettext as _

from ..appointments.formatting import format_minutes
from ..contact.choices import Urgency
from ..contact.form.chosen import Chosen
from ..contact.form.config import FormConfig
from ..contact.form.factory import contact_form
from ..contact.form.times_link import times_url
from ..contact.form.urgent_form import is_urgent, service_of, urgent_config
from ..contact.models import ContactRequest
from ..contact.notices import notice_of, office_of, valid_notice
from ..contact.routing.phone_numbers import DisplayedNumber, number_for
from ..contact.summary import answer_text, with_colon
from ..contact.visitor.promises import promised_minutes
from ..practice.choices import Kind
from ..practice.models import Office
from ..practice.site import current_practice

register = template.Library()
register.filter("with_colon", with_colon)
register.filter("answer_text", answer_text)


@register.inclusion_tag("wagtail_tyonohjaus/contact/_form.html", takes_context=True)
def tyo_contact_form(
    context: dict[str, Any],
    supervisor: Any = None,
    service: Any = None,
    office: Any = None,
    form_fields: Any = None,
    crisis: bool = False,
) -> dict[str, Any]:
    """The form, with what the page knows filled in; ``form_fields`` is the value of a ``ContactFormFieldsBlock``.

    In a crisis, or for a crisis service, it is the short one of ``urgent_form``.
    """
    request, practice = context.get("request"), current_practice(context)
    initial = {"supervisor": supervisor, "service": service, "office": office}
    form_id, page = _form_id(request), context.get("page")
    if crisis or (practice and is_urgent(practice, request, service)):
        form = contact_form(request, urgent_config(form_id), initial, page=page, practice=practice)
        office = office_of(form, valid_notice(page))
        number = _crisis_number(context, page, service, office)
        if number:  # also if nothing can be stored
            form.token = replace(form.token, phone=number.number.as_e164)
        return {"form": form, "request": request, "number": number, "office": office}
    config = FormConfig.from_stream(form_fields, form_id=form_id)
    form = contact_form(request, config, initial, page=page, practice=practice)
    return {"form": form, "request": request}


@register.simple_tag(takes_context=True)
def tyo_phone_number(context: dict[str, Any], **who: Any) -> DisplayedNumber | None:
    """The number to show, by the rules that route requests, with its hours; takes what ``number_for`` does."""
    practice = current_practice(context)
    if practice is None:
        return None
    return number_for(
        practice, page_request=context.get("request"), **{name: value for name, value in who.items() if value}
    )


@register.simple_tag(takes_context=True)
def tyo_notice_phone_number(context: dict[str, Any], notice: Any) -> DisplayedNumber | None:
    """The number of a crisis notice: its own, else the one to call in a crisis."""
    return tyo_phone_number(context, notice=notice)


@register.simple_tag(takes_context=True)
def tyo_urgent_number(context: dict[str, Any]) -> DisplayedNumber | None:
    """The number above the form for crises: that of the page that shows it, else the one to call in a crisis."""
    if "number" in context:
        return cast("DisplayedNumber | None", context["number"])
    form, request = context["form"], context.get("request")
    notice = notice_of(form.token.page)
    who = {"notice": notice} if notice else _in_crisis(service_of(form), office_of(form, None))
    return number_for(form.practice, page_request=request, **who)


@register.simple_tag(takes_context=True)
def tyo_promised_minutes(context: dict[str, Any]) -> str:
    """Within how long the form for crises promises a call, as text; empty if nothing may be promised."""
    form = context["form"]
    office = _office_of(context)
    who = {"service": service_of(form), "office": office.pk if office else None}
    minutes = promised_minutes(form.practice, context.get("request"), **who)
    return format_minutes(minutes) if minutes else ""


@register.simple_tag(takes_context=True)
def tyo_times_url(context: dict[str, Any], chosen: Chosen) -> str:
    """The free times where the visitor chooses another one; blank if no page has them."""
    practice = context["form"].practice
    return times_url(chosen, practice, context.get("request")) if practice.publish_free_times else ""


@register.simple_tag(takes_context=True)
def receipt_link(context: dict[str, Any]) -> str:
    """The URL of the receipt of the request in an e-mail, made when it is sent, so that no stored message contains it.

    Empty once the personal data is removed. In the delivery log, staff sees a placeholder, because the URL is the
    visitor's. A preview has a ``sample_link`` instead.
    """
    if "sample_link" in context:
        return f"{context['sample_link']}receipt/"
    stored = ContactRequest.objects.select_related("site").filter(reference=context.get("reference", "")).first()
    if stored is None or stored.anonymised_at or not stored.receipt_url:
        return ""
    if context.get("for_staff"):
        return _("[a link for the visitor only]")
    return f"{stored.site.root_url}{stored.receipt_url}"


def _office_of(context: dict[str, Any]) -> Office | None:
    """That of the form for crises, which a page loads once."""
    if "office" in context:
        return cast("Office | None", context["office"])
    form = context["form"]
    return office_of(form, notice_of(form.token.page))


def _crisis_number(context: dict[str, Any], page: Any, service: Any, office: Office | None) -> DisplayedNumber | None:
    """A notice's own number, else the one to call in a crisis."""
    if hasattr(page, "phone_opens"):
        return tyo_notice_phone_number(context, page)
    return tyo_phone_number(context, **_in_crisis(service.pk if service else None, office))


def _in_crisis(service: int | None, office: Office | None) -> dict[str, Any]:
    return {"urgency": Urgency.CRISIS.value, "kind": Kind.CRISIS.value, "service": service, "office": office}


def _form_id(request: Any) -> str:
    """Several forms on a page have ids of their own."""
    count = getattr(request, "tyo_contact_forms", 0) + 1
    if request is not None:
        request.tyo_contact_forms = count
    return "contact" if count == 1 else f"contact-{count}"
