"""Template tags of messages to the person on duty."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import template
from django.utils.translation import gettext as _

from ..conf import app_settings
from ..duty.alert_models import Alert
from ..duty.alerts import alert_url

register = template.Library()


class AlertAccess(NamedTuple):
    """How the recipient acknowledges an alert: the URL of its page, and the code of a reply; blank where impossible."""

    url: str = ""
    code: str = ""


@register.simple_tag(takes_context=True)
def alert_access(context: Mapping[str, Any]) -> AlertAccess:
    """Generated when the message is sent, so that no stored message contains it.

    Only the alert's own delivery has it: a copy for somebody else would let them act as the recipient. In the delivery
    log, staff sees a placeholder. A preview has a ``sample_link`` instead.
    """
    has_code = bool(app_settings.SMS_REPLY_SECRET)
    if "sample_link" in context:
        return AlertAccess(f"{context['sample_link']}alert/", context.get("sample_code", "") if has_code else "")
    delivery = context["delivery"]
    alert = Alert.objects.select_related("request__site").filter(key=delivery.key).first() if delivery.key else None
    if alert is None:
        return AlertAccess()
    if context.get("for_staff"):
        return AlertAccess(_("[a link for the recipient only]"))
    return AlertAccess(alert_url(alert), alert.code if has_code else "")
