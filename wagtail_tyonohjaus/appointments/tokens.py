"""Tokens of the links in e-mails with which a visitor opens and changes a session without an account.

A token is an HMAC (256 bits) of a random secret in the session's row, with the site's ``SECRET_KEY``. The row contains
the secret and the SHA-256 hash of the token. Every e-mail can therefore contain the same link, a copy of the database
alone gives no access, and a new secret revokes the link. With ``SECRET_KEY_FALLBACKS``, links remain valid after the
key is rotated.
"""

import base64
import hashlib
import hmac
import re
import secrets

from django.conf import settings
from django.urls import reverse

from ..ical.text import fold
from ..practice.secret_tokens import hash_token
from .models import Session

_SALT = b"wagtail_tyonohjaus.session:"
_PLACEHOLDER = re.compile(r"session-link:(\d+)")
_BLANK_URL = "URL:"


def issue(session: Session) -> str:
    """Give the session a new token and revoke the old one. Sets the fields; the caller saves."""
    session.token_secret = secrets.token_hex(32)
    token = _derive(settings.SECRET_KEY, session.token_secret)
    session.token_hash = hash_token(token)
    return token


def get_token(session: Session) -> str:
    """The session's token; empty if there is none because the personal data was erased."""
    if not session.token_hash:
        return ""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _derive(key, session.token_secret)
        if hmac.compare_digest(hash_token(token), session.token_hash):
            return token
    token = issue(session)
    session.save(update_fields=["token_secret", "token_hash"])
    return token


def find_session(token: str) -> Session | None:
    """The session with this token; None if the token is not valid."""
    return Session.objects.with_related().filter(token_hash=hash_token(token)).first()


def visitor_url(session: Session) -> str:
    """The URL of the visitor's page of the session; empty if there is no token."""
    token = get_token(session)
    path = reverse("wagtail_tyonohjaus:session", args=[token]) if token else ""
    return f"{session.supervisor.site.root_url}{path}" if path else ""


def link_placeholder(session: Session) -> str:
    """A URI that stands for the visitor's URL of the session in a stored calendar part, so that it is never stored."""
    return f"session-link:{session.pk}"


def fill_in_links(calendar: str) -> str:
    """The calendar part with URLs in place of placeholders; without them where the personal data was erased."""
    unfolded = calendar.replace("\r\n ", "")
    ids = {int(pk) for pk in _PLACEHOLDER.findall(unfolded)}
    if not ids:
        return calendar
    sessions = Session.objects.select_related("supervisor__site").filter(pk__in=ids)
    links = {session.pk: visitor_url(session) for session in sessions}
    text = _PLACEHOLDER.sub(lambda match: links.get(int(match[1]), ""), unfolded)
    return "".join(fold(line) for line in text.removesuffix("\r\n").split("\r\n") if line != _BLANK_URL)


def _derive(key: str | bytes, secret: str) -> str:
    raw = key.encode() if isinstance(key, str) else key
    mac = hmac.new(raw, _SALT + secret.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
