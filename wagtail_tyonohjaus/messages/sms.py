"""Text messages, through a backend that the project selects or writes for its vendor."""

import logging
from typing import Any, Protocol

import requests
from django.utils.module_loading import import_string

from ..conf import app_settings
from .errors import DeliveryPostponed, DeliveryRejected, ServerUnreachable
from .models import Delivery
from .rendering import render

logger = logging.getLogger(__name__)


class SmsBackend(Protocol):
    """The interface of backends. Write one if your vendor's API is more than a JSON POST, and set ``SMS`` to it."""

    def send(self, number: str, text: str, message_id: str) -> None:
        """Sends one text message to ``number`` (E.164).

        ``message_id`` is the same for every attempt. Raise ``DeliveryRejected`` for a permanent failure,
        ``DeliveryPostponed`` for a temporary one, and ``ServerUnreachable`` if the service is unavailable.
        """


class ConsoleBackend:
    """Prints messages instead of sending them; for development."""

    def send(self, number: str, text: str, message_id: str) -> None:
        print(f"SMS to {number}: {text}")  # noqa: T201


class MemoryBackend:
    """Stores messages in ``outbox`` as (number, text, message id); for tests."""

    outbox: list[tuple[str, str, str]] = []

    def send(self, number: str, text: str, message_id: str) -> None:
        self.outbox.append((number, text, message_id))


class HttpJsonBackend:
    """Posts a JSON object with the vendor's field names. Redirects are not followed."""

    def __init__(
        self,
        url: str,
        headers: dict[str, str] | None = None,
        number_field: str = "to",
        text_field: str = "text",
        id_field: str = "id",
        extra: dict[str, Any] | None = None,
    ) -> None:
        self.url, self.headers, self.extra = url, headers or {}, extra or {}
        self.number_field, self.text_field, self.id_field = number_field, text_field, id_field

    def send(self, number: str, text: str, message_id: str) -> None:
        body = {**self.extra, self.number_field: number, self.text_field: text, self.id_field: message_id}
        try:
            # The status is enough: a body that comes slowly would keep all other messages waiting.
            with requests.post(
                self.url,
                json=body,
                headers={"Idempotency-Key": message_id, **self.headers},
                timeout=app_settings.MAIL_TIMEOUT,
                allow_redirects=False,
                stream=True,
            ) as response:
                status = response.status_code
        except requests.RequestException as error:
            raise ServerUnreachable(type(error).__name__) from error
        _raise_for_status(status)


def _raise_for_status(status: int) -> None:
    if 200 <= status < 300:
        return
    if status in (401, 403, 408, 429) or status >= 500:
        raise ServerUnreachable(f"HTTP {status}")
    raise (DeliveryRejected if 400 <= status < 500 else DeliveryPostponed)(f"HTTP {status}")


def is_configured() -> bool:
    """Whether the project has set a backend."""
    return bool(app_settings.SMS)


def get_backend() -> SmsBackend:
    """The project's backend, from ``WAGTAIL_TYONOHJAUS["SMS"] = {"BACKEND": dotted path, "OPTIONS": {...}}``."""
    if not is_configured():
        raise DeliveryRejected("No text message service is configured.")
    return import_string(app_settings.SMS["BACKEND"])(**app_settings.SMS.get("OPTIONS", {}))


def send(delivery: Delivery) -> None:
    """Sends a delivery's text. Raises a ``DeliveryError`` if the service did not accept it."""
    get_backend().send(delivery.address, render(delivery).text, delivery.message_id)
