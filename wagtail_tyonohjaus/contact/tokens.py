"""The signed part of a form: what was asked, where and when, and a key that tells a repeated post from a new one.

It names no visitor, so a page that holds it may be cached and shared.
"""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.conf import settings
from django.core import signing

from ..conf import app_settings
from .form_config import FormConfig

SALT = "wagtail_tyonohjaus.contact.form"


@dataclass(frozen=True)
class FormToken:
    """``printed`` is Unix time; ``page`` the page's primary key; ``phone`` what to call when nothing can be stored."""

    config: FormConfig = field(default_factory=FormConfig)
    page: int | None = None
    language: str = ""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    printed: float = field(default_factory=time.time)
    phone: str = ""

    def signed(self) -> str:
        data = {
            "c": self.config.to_data(),
            "p": self.page,
            "l": self.language,
            "k": self.key,
            "t": round(self.printed),
            "n": self.phone,
        }
        return signing.dumps(data, salt=SALT, compress=True)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The token of a form, None where it is not ours, was changed, or is older than a form may get."""
        try:
            data = signing.loads(text, salt=SALT, max_age=app_settings.FORM_MAX_AGE_DAYS * 86400)
            config = FormConfig.from_data(data["c"])
            return cls(config, data["p"], data["l"], data["k"], float(data["t"]), str(data.get("n", "")))
        except (signing.BadSignature, ValueError, KeyError, TypeError):
            return None

    @property
    def age(self) -> float:
        return time.time() - self.printed


def submission_key(token: FormToken, content: Mapping[str, Any], turn: int = 0) -> str:
    """The same for the same form with the same content: two people on one cached page are two, a double click one.

    ``turn`` tells apart those who ask the same again much later.
    """
    text = json.dumps([token.key, content, *([turn] if turn else [])], sort_keys=True, default=str)
    return hmac.new(settings.SECRET_KEY.encode(), f"{SALT}\n{text}".encode(), hashlib.sha256).hexdigest()
