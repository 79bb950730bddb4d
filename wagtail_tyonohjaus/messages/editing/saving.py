"""Storing edited texts, returning to the default, and taking the last change back."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from ...practice.users import Account
from ..models import MessageText

EDITED, RESET, UNDONE = "edited", "reset", "undone"
LOG_ACTION = "wagtail.edit"


class TextKey(NamedTuple):
    """Which text: of a practice's site, for a message type, a language, and a sample of the type."""

    site_id: int
    message_type: str
    language: str
    variant: str


class ChangedMeanwhileError(Exception):
    """Somebody else has changed the text since the user opened it."""


def find_text(key: TextKey) -> MessageText | None:
    """The stored text, edited or emptied again."""
    return MessageText.objects.filter(**key._asdict()).select_related("changed_by").first()


def save_parts(key: TextKey, parts: Mapping[str, str], version: int, user: Account) -> MessageText:
    """Stores the parts by name; blank ones are those of the templates.

    ``version`` is the one that the user saw, 0 for none. Storing the same again changes nothing. Raises
    ``ChangedMeanwhileError``.
    """
    return _change(key, parts, version, user, EDITED)


def reset(key: TextKey, version: int, user: Account) -> MessageText:
    """Returns to the templates; ``undo`` brings the text back. Raises ``ChangedMeanwhileError``."""
    return _change(key, {}, version, user, RESET)


def undo(key: TextKey, version: int, user: Account) -> MessageText:
    """Takes the last change back; a second time, it is made again. Raises ``ChangedMeanwhileError``."""
    return _change(key, None, version, user, UNDONE)


def can_undo(text: MessageText | None) -> bool:
    """Whether there is a last change to take back."""
    return text is not None and _complete(text.previous) != text.parts


def _complete(parts: Mapping[str, str]) -> dict[str, str]:
    return {part: parts.get(part, "") for part in MessageText.PARTS}


def _change(key: TextKey, parts: Mapping[str, str] | None, version: int, user: Account, kind: str) -> MessageText:
    try:
        with transaction.atomic():
            text = MessageText.objects.select_for_update().filter(**key._asdict()).first()
            stored = text or MessageText(**key._asdict(), version=0)
            new = _complete(stored.previous if parts is None else parts)
            if stored.version != version:
                if new == stored.parts and parts is not None:
                    return stored  # sent twice
                raise ChangedMeanwhileError
            if new != stored.parts:
                _store(stored, new, user, kind)
            return stored
    except IntegrityError as error:  # two people stored the first text at once
        raise ChangedMeanwhileError from error


def _store(text: MessageText, parts: Mapping[str, str], user: Account, kind: str) -> None:
    text.previous = text.parts
    for part, value in parts.items():
        setattr(text, part, value)
    text.version += 1
    text.changed_by, text.changed_at = user, timezone.now()
    text.save()
    log(text, LOG_ACTION, user=user, data={"change": kind, "parts": dict(parts)})
