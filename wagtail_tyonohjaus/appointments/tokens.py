"""Links in mails that let a visitor see and change a session without an account.

A token is made from a random secret in the session's row and the site's ``SECRET_KEY``, 256 bits; the row holds the
secret and the token's SHA-256. So every mail can carry the same link, a copy of the database alone opens nothing, and
a link is revoked by a new secret. ``SECRET_KEY_FALLBACKS`` keeps links good after a change of key.
"""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings
from django.urls import reverse

from .models import Session

_SALT = b"wagtail_tyonohjaus.session:"


def issue(session: Session) -> str:
    """Give the session a new token, which ends the old one. Sets the fields; the caller saves."""
    session.token_secret = secrets.token_hex(32)
    token = _derive(settings.SECRET_KEY, session.token_secret)
    session.token_hash = digest(token)
    return token


def token_of(session: Session) -> str:
    """The session's token for a mail; empty when there is none (the person's data was erased)."""
    if not session.token_hash:
        return ""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _derive(key, session.token_secret)
        if hmac.compare_digest(digest(token), session.token_hash):
            return token
    token = issue(session)
    session.save(update_fields=["token_secret", "token_hash"])
    return token


def find(token: str) -> Session | None:
    """The session that a token opens, None for a wrong or ended one."""
    return Session.objects.with_records().filter(token_hash=digest(token)).first()


def link(session: Session) -> str:
    """The address of the visitor's page of a session; empty where there is no token."""
    token = token_of(session)
    path = reverse("wagtail_tyonohjaus:session", args=[token]) if token else ""
    return f"{session.supervisor.site.root_url}{path}" if path else ""


def digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _derive(key: str | bytes, secret: str) -> str:
    raw = key.encode() if isinstance(key, str) else key
    mac = hmac.new(raw, _SALT + secret.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
