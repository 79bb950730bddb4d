"""Stored texts that can't be sent, for example because a placeholder no longer exists. The default is sent instead."""

from django.db.models import Q

from ..message_types import message_type_label, registered_type
from ..models import MessageText
from ..texts.placeholders import find_errors


def broken_texts(of_sites: Q) -> list[MessageText]:
    """The edited texts of the sites that are not sent; one query."""
    rows = MessageText.objects.filter(of_sites).exclude(subject="", body="", sms="")
    return [row for row in rows.order_by("site", "message_type", "language", "variant") if errors_of(row)]


def errors_of(text: MessageText) -> dict[str, list[str]]:
    """What is wrong, by the name of the part, in the active language; under "" if it concerns the whole text."""
    message_type = registered_type(text.message_type)
    sample = message_type.previews.get(text.variant) if message_type and not message_type.not_editable else None
    if sample is None:
        return {"": [str(text)]} if text.is_edited else {}
    found = {part: find_errors(value, sample.placeholders, part) for part, value in text.parts.items() if value}
    return {part: errors for part, errors in found.items() if errors}


def text_label(text: MessageText) -> str:
    """The message, its reader or case, and the language, in the active language."""
    message_type = registered_type(text.message_type)
    sample = message_type.previews.get(text.variant) if message_type else None
    case = str(sample.label) if sample and text.variant else text.variant
    names = [message_type_label(text.message_type), case, text.language]
    return ", ".join(name for name in names if name)
