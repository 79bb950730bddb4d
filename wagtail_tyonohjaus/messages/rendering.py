"""Renders a message in its recipient's language.

A site overrides ``wagtail_tyonohjaus/messages/<message type>/subject.txt``, ``body.txt``, ``body.html`` or
``sms.txt``.
"""

import logging
import re
from dataclasses import dataclass
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from ..practice.models import PracticeSettings
from .failures import log_failure
from .models import Channel, Delivery
from .recipients import site_language

logger = logging.getLogger(__name__)

FOLDER = "wagtail_tyonohjaus/messages"
SUBJECT_LENGTH = 150
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class RenderedMessage:
    """``subject`` and ``html`` are empty for a text message."""

    subject: str
    text: str
    html: str = ""


def render(delivery: Delivery, *, for_staff: bool = False) -> RenderedMessage:
    """The message as it is sent. If a template raises an error, the result is a minimal text without templates.

    With ``for_staff`` the recipient's personal links are left out, since a link lets anybody who has it act as the
    recipient.
    """
    practice = PracticeSettings.for_site(delivery.site) if delivery.site else PracticeSettings()
    with translation.override(delivery.language or site_language()), timezone.override(practice.zone):
        context = {**template_context(delivery, practice), "for_staff": for_staff}
        try:
            return _render_templates(delivery, context)
        except Exception as error:
            log_failure(logger, f"Rendering the templates of message {delivery} ({delivery.pk})", error)
            return _minimal_message(delivery, context)


def template_context(delivery: Delivery, practice: PracticeSettings) -> dict[str, Any]:
    """The templates' context: the stored one, with datetimes under keys that end in ``_at``, and the practice."""
    context = {
        key: (parse_datetime(value) or value) if key.endswith("_at") and isinstance(value, str) else value
        for key, value in delivery.context.items()
    }
    name = str(practice) if practice.site_id else ""
    return {"practice": practice, "practice_name": name, "recipient_name": delivery.recipient_name, **context}


def one_line(text: str) -> str:
    """Text for a header: without line breaks and control characters, at most ``SUBJECT_LENGTH`` characters."""
    return _join_lines(text)[:SUBJECT_LENGTH]


def _join_lines(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def clean_text(text: str) -> str:
    """Without control characters; with Unix line breaks, and one at the end."""
    return _CONTROL_BUT_LINES.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip() + "\n"


def _render_templates(delivery: Delivery, context: dict[str, Any]) -> RenderedMessage:
    folder = f"{FOLDER}/{delivery.message_type}"
    if delivery.channel == Channel.SMS:
        # Not shortened: a text message may have several parts, and a link is at its end.
        return RenderedMessage("", _join_lines(render_to_string(f"{folder}/sms.txt", context)))
    return RenderedMessage(
        one_line(render_to_string(f"{folder}/subject.txt", context)),
        clean_text(render_to_string(f"{folder}/body.txt", context)),
        _render_html(folder, context),
    )


def _render_html(folder: str, context: dict[str, Any]) -> str:
    try:
        return render_to_string(f"{folder}/body.html", context)
    except TemplateDoesNotExist:
        return ""


def _minimal_message(delivery: Delivery, context: dict[str, Any]) -> RenderedMessage:
    lines = [context.get("practice_name", ""), delivery.about, str(context.get("link", ""))]
    text = "\n".join(line for line in lines if line)
    return RenderedMessage(one_line(f"{context.get('practice_name', '')} {delivery.about}"), clean_text(text))
