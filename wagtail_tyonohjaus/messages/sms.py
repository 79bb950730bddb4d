"""Text messages, by a small protocol that a site fills in with its vendor's."""

import logging
from typing import Any, Protocol

import requests
from django.utils.module_loading import import_string

from ..conf import app_settings
from .errors import Postponed, Refused, Unreachable
from .models import Delivery
from .rendering import render

logger = logging.getLogger(__name__)


class SmsBackend(Protocol):
    """Write one when your vendor's interface is more than a JSON post; name it in ``SMS``."""

    def send(self, number: str, text: str, message_id: str) -> None:
        """Hands one text over for ``number`` (E.164).

        ``message_id`` stays the same when an attempt is repeated. Raise ``Refused`` where another attempt would have
        the same answer, ``Postponed`` where it may not, ``Unreachable`` where the service is away.
        """


class ConsoleBackend:
    """Prints what would be sent; for development."""

    def send(self, number: str, text: str, message_id: str) -> None:
        print(f"SMS to {number}: {text}")  # noqa: T201


class MemoryBackend:
    """Keeps what was sent in ``outbox``, as (number, text, message id); for tests."""

    outbox: list[tuple[str, str, str]] = []

    def send(self, number: str, text: str, message_id: str) -> None:
        self.outbox.append((number, text, message_id))


class HttpJsonBackend:
    """Posts a JSON object; the names of its fields are the vendor's.

    ``url`` must be the vendor's own address: redirects are not followed.
    """

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
            answer = requests.post(
                self.url,
                json=body,
                headers={"Idempotency-Key": message_id, **self.headers},
                timeout=app_settings.MAIL_TIMEOUT,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise Unreachable(type(error).__name__) from error
        self._judge(answer.status_code)

    def _judge(self, status: int) -> None:
        if 200 <= status < 300:
            return
        if status in (401, 403, 408, 429) or status >= 500:
            raise Unreachable(f"HTTP {status}")
        raise (Refused if 400 <= status < 500 else Postponed)(f"HTTP {status}")


def configured() -> bool:
    return bool(app_settings.SMS)


def backend() -> SmsBackend:
    """The site's backend, from ``WAGTAIL_TYONOHJAUS["SMS"] = {"BACKEND": dotted path, "OPTIONS": {...}}``."""
    if not configured():
        raise Refused("No text message service is set up.")
    return import_string(app_settings.SMS["BACKEND"])(**app_settings.SMS.get("OPTIONS", {}))


def send(delivery: Delivery) -> None:
    backend().send(delivery.address, render(delivery).text, delivery.message_id)
