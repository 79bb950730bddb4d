# harbour/sms.py
import requests

from wagtail_tyonohjaus.messages.errors import DeliveryRejected, ServerUnreachable


class CarrierBackend:
    def __init__(self, url):
        self.url = url

    def send(self, number, text, message_id):
        try:
            response = requests.post(self.url, data={"msisdn": number, "body": text, "ref": message_id}, timeout=10)
        except requests.RequestException as error:
            raise ServerUnreachable(type(error).__name__) from error
        if response.status_code >= 400:
            raise DeliveryRejected(f"HTTP {response.status_code}")
