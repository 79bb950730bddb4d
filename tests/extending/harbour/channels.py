# harbour/channels.py
import requests
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wagtail_tyonohjaus.messages.channels import DeliveryChannel, register_channel
from wagtail_tyonohjaus.messages.errors import DeliveryRejected, ServerUnreachable
from wagtail_tyonohjaus.messages.rendering import render

from .models import Pager


def send(delivery):
    data = {"pager": delivery.address, "text": render(delivery).text, "id": delivery.message_id}
    try:
        response = requests.post(settings.PAGER_URL, json=data, timeout=10)
    except requests.RequestException as error:
        raise ServerUnreachable(type(error).__name__) from error
    if response.status_code >= 400:
        raise DeliveryRejected(f"HTTP {response.status_code}")


def pager_numbers(recipients):
    users = [recipient.user for recipient in recipients if recipient.user]
    numbers = dict(Pager.objects.filter(user__in=users).values_list("user", "number"))
    return {recipient: numbers[recipient.user] for recipient in recipients if recipient.user in numbers}


register_channel(DeliveryChannel("pager", send, label=_("Pager"), addresses=pager_numbers))
