"""What differs between the mails of Django's versions: how backends are set, and how texts are encoded."""

from email.message import Message
from typing import Any

import django


def use_mailer(settings: Any, backend: str, **options: Any) -> None:
    """``use_mailer(settings, "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=2525)``."""
    if django.VERSION >= (6, 1):
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
        return
    settings.EMAIL_BACKEND = backend
    for name, value in options.items():
        setattr(settings, {"username": "EMAIL_HOST_USER"}.get(name, f"EMAIL_{name.upper()}"), value)


def decoded(message: Message) -> str:
    """The headers and the texts of all parts, without the transfer encoding, whose lines wrap within words."""
    parts = [part for part in message.walk() if not part.is_multipart()]
    headers = [f"{name}: {value}" for part in message.walk() for name, value in part.items()]
    texts = [part.get_payload(decode=True).decode(part.get_content_charset() or "utf-8") for part in parts]
    return "\n".join([*headers, *texts])
