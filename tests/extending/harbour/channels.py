# harbour/channels.py
import requests
from django.conf import settings

from wagtail_tyonohjaus.messages.channels import DeliveryChannel, register_channel
from wagtail_tyonohjaus.messages.errors import DeliveryRejected, ServerUnreachable
from wagtail_tyonohjaus.messages.rendering import render


def send(delivery):
    data = {"pager": delivery.address, "text": render(delivery).text, "id": delivery.message_id}
    try:
        response = requests.post(settings.PAGER_URL, json=data, timeout=10)
    except requests.RequestException as error:
        raise ServerUnreachable(type(error).__name__) from error
    if response.status_code >= 400:
        raise DeliveryRejected(f"HTTP {response.status_code}")


register_channel(DeliveryChannel("pager", send))
