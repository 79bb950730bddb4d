"""Tokens of the links in e-mails with which a visitor opens and changes a session without an account.

A token is derived from a secret in the session's row (``practice.secret_tokens``), so every e-mail can contain the same
link.
"""

import re
import secrets

from django.urls import reverse

from ..ical.text import fold
from ..practice.secret_tokens import derive_token, hash_token, stored_token
from .models import Session

_SALT = b"wagtail_tyonohjaus.session:"
_PLACEHOLDER = re.compile(r"session-link:(\d+)")
_BLANK_URL = "URL:"


def issue(session: Session) -> str:
    """Give the session a new token and revoke the old one. Sets the fields; the caller saves."""
    session.token_secret = secrets.token_hex(32)
    token = derive_token(session.token_secret, _SALT)
    session.token_hash = hash_token(token)
    return token


def get_token(session: Session) -> str:
    """The session's token; empty if there is none because the personal data was erased."""
    if not session.token_hash:
        return ""
    token = stored_token(session.token_secret, _SALT, session.token_hash)
    if token:
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
