"""The signed token of a form: its configuration, page and language, and a key that identifies repeated submissions.

It contains no data of the visitor, so a page with it may be cached and shared. In a shared page, a script appends a
``visit`` to it, so that two visitors are two even if they enter the same; it is neither signed nor stored.
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

from ...conf import app_settings
from .config import FormConfig

SALT = "wagtail_tyonohjaus.contact.form.contact_form"
DAY_SECONDS = 86400
# Precedes the visit; it occurs in no signature.
VISIT_SEPARATOR = "~"
MAX_VISIT_LENGTH = 64


@dataclass(frozen=True)
class FormToken:
    """``issued_at`` is Unix time, ``page`` a primary key, ``phone`` the number to call if nothing can be stored.

    ``consent`` is the version of the consent text that the form displays; blank if unknown. A form that is rendered
    again because its token has expired keeps ``issued_at``: its visitor has had time enough. ``visit`` is blank without
    JavaScript.
    """

    config: FormConfig = field(default_factory=FormConfig)
    page: int | None = None
    language: str = ""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    issued_at: float = field(default_factory=time.time)
    phone: str = ""
    consent: str = ""
    visit: str = ""

    def signed(self) -> str:
        """The token as the form submits it: signed, not encrypted; followed by the visit if there is one."""
        data = {
            "c": self.config.to_data(),
            "p": self.page,
            "l": self.language,
            "k": self.key,
            "t": round(self.issued_at),
            "n": self.phone,
            "v": self.consent,
        }
        visit = f"{VISIT_SEPARATOR}{self.visit}" if self.visit else ""
        return f"{signing.dumps(data, salt=SALT, compress=True)}{visit}"

    @classmethod
    def load(cls, text: str) -> Self | None:
        """The reverse of ``signed``; None if the text is no token of ours or has expired."""
        return cls._load(text, app_settings.FORM_MAX_AGE_DAYS * DAY_SECONDS)

    @classmethod
    def load_expired(cls, text: str) -> Self | None:
        """A token of ours of any age, for a form that is rendered again with a new token."""
        return cls._load(text, None)

    @classmethod
    def _load(cls, text: str, max_age: int | None) -> Self | None:
        signed, _, visit = text.partition(VISIT_SEPARATOR)
        try:
            data = signing.loads(signed, salt=SALT, max_age=max_age)
            config = FormConfig.from_data(data["c"])
            phone, consent = str(data.get("n", "")), str(data.get("v", ""))
            issued_at = float(data["t"])
            return cls(config, data["p"], data["l"], data["k"], issued_at, phone, consent, visit[:MAX_VISIT_LENGTH])
        except (signing.BadSignature, ValueError, KeyError, TypeError):
            return None

    @property
    def age(self) -> float:
        """In seconds; negative if the clock has been set back."""
        return time.time() - self.issued_at


def submission_key(
    token: FormToken, content: Mapping[str, Any], repetition: int = 0, *, network: str | None = None
) -> str:
    """Equal for the same form with the same content: a double click, but not two visitors with one cached page.

    The visit distinguishes visitors who enter the same in a form that a cache gave to both; without JavaScript, their
    ``network`` does. ``repetition`` distinguishes later requests with the same content.
    """
    visitor = token.visit or network
    return _hmac([token.key, visitor, content, *([repetition] if repetition else [])])


def idempotent_submission_key(idempotency_key: str, content: Mapping[str, Any]) -> str:
    """The key of a submission that its client names. It begins with ``idempotency_prefix`` for any content."""
    prefix = idempotency_prefix(idempotency_key)
    return prefix + _hmac([prefix, content])[: len(prefix)]


def idempotency_prefix(idempotency_key: str) -> str:
    """What the keys of all submissions of this name begin with."""
    return _hmac([idempotency_key])[:32]


def _hmac(parts: list[Any]) -> str:
    text = json.dumps(parts, sort_keys=True, default=str)
    return hmac.new(settings.SECRET_KEY.encode(), f"{SALT}\n{text}".encode(), hashlib.sha256).hexdigest()
