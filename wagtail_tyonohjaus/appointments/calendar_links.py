"""The visitor's link in calendar events of e-mails, filled in when the e-mail is sent, so that it is never stored."""

import re

from ..ical.text import fold
from .models import Session
from .tokens import visitor_url

_PLACEHOLDER = re.compile(r"session-link:(\d+)")
_BLANK_URL = "URL:"


def placeholder(session: Session) -> str:
    """A URI that stands for the visitor's link of the session in a stored calendar part."""
    return f"session-link:{session.pk}"


def fill_in(calendar: str) -> str:
    """The calendar part with links in place of placeholders; without them where the personal data was erased."""
    unfolded = calendar.replace("\r\n ", "")
    ids = {int(pk) for pk in _PLACEHOLDER.findall(unfolded)}
    if not ids:
        return calendar
    sessions = Session.objects.select_related("supervisor__site").filter(pk__in=ids)
    links = {session.pk: visitor_url(session) for session in sessions}
    text = _PLACEHOLDER.sub(lambda match: links.get(int(match[1]), ""), unfolded)
    return "".join(fold(line) for line in text.removesuffix("\r\n").split("\r\n") if line != _BLANK_URL)
