"""Sets the mail backend of a test in the settings of each Django version."""

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
