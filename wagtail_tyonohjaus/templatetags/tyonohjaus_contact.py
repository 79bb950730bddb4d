"""Template tags of the contact form and of the number to call."""

from typing import Any

from django import template

from ..contact.choices import Urgency
from ..contact.form.config import FormConfig
from ..contact.form.factory import contact_form
from ..contact.routing.phone_numbers import DisplayedNumber, number_for
from ..contact.summary import answer_text, with_colon
from ..once_per_request import once_per_request
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
    """The form, with what the page knows filled in; ``form_fields`` is the value of a ``ContactFormFieldsBlock``."""
    request, practice = context.get("request"), current_practice(context)
    config = FormConfig.from_stream(form_fields, form_id=_form_id(request))
    if crisis:
        config = config.including("urgency")
    initial = {"supervisor": supervisor, "service": service, "office": office}
    if crisis:
        initial["urgency"] = Urgency.CRISIS.value
    form = contact_form(request, config, initial, page=context.get("page"), practice=practice)
    return {"form": form, "request": request}


@register.simple_tag(takes_context=True)
def tyo_phone_number(context: dict[str, Any], **who: Any) -> DisplayedNumber | None:
    """The number to show, by the rules that route requests, with its hours; takes what ``number_for`` does."""
    practice, request = current_practice(context), context.get("request")
    if practice is None:
        return None
    # Header, page and foot of one page show the same.
    key = ("number", practice.pk, *sorted((name, getattr(value, "pk", value) or "") for name, value in who.items()))
    chosen = {name: value for name, value in who.items() if value}
    return once_per_request(request, key, lambda: number_for(practice, page_request=request, **chosen))


def _form_id(request: Any) -> str:
    """Several forms on a page have ids of their own."""
    count = getattr(request, "tyo_contact_forms", 0) + 1
    if request is not None:
        request.tyo_contact_forms = count
    return "contact" if count == 1 else f"contact-{count}"
