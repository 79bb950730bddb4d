"""Renders a message in its recipient's language.

A site overrides ``wagtail_tyonohjaus/messages/<message type>/subject.txt``, ``body.txt``, ``body.html`` or
``sms.txt``. A text that the practice's managers have edited replaces the template; the HTML is made from the same text.
If it can't be filled in, the whole message is sent as the templates say.
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
from .message_types import Sample, registered_type
from .models import Channel, Delivery
from .recipients import site_language
from .texts.placeholders import NoValue
from .texts.stored import Parts, as_html, as_text, filled, given_parts, texts_of

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
    language = delivery.language or site_language()
    with translation.override(language), timezone.override(practice.zone):
        context = {**template_context(delivery, practice), "for_staff": for_staff}
        try:
            return _render_edited(delivery, language, context) or render_templates(delivery, context)
        except Exception as error:
            log_failure(logger, f"Rendering the templates of message {delivery} ({delivery.pk})", error)
            return _minimal_message(delivery, context)


def template_context(delivery: Delivery, practice: PracticeSettings) -> dict[str, Any]:
    """The templates' context: the stored one, with datetimes under keys that end in ``_at``, the delivery and more."""
    context = {
        key: (parse_datetime(value) or value) if key.endswith("_at") and isinstance(value, str) else value
        for key, value in delivery.context.items()
    }
    name = str(practice) if practice.site_id else ""
    own = {"practice": practice, "practice_name": name, "recipient_name": delivery.recipient_name}
    return {**own, "delivery": delivery, **context}


def one_line(text: str) -> str:
    """Text for a header: without line breaks and control characters, at most ``SUBJECT_LENGTH`` characters."""
    return _join_lines(text)[:SUBJECT_LENGTH]


def _join_lines(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def clean_text(text: str) -> str:
    """Without control characters; with Unix line breaks, and one at the end."""
    return _CONTROL_BUT_LINES.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip() + "\n"


def _render_edited(delivery: Delivery, language: str, context: dict[str, Any]) -> RenderedMessage | None:
    """The message with the edited parts; None if there are none, or if one of them can't be filled in."""
    try:
        parts, sample = _edited_parts(delivery, language, context)
        if sample is None or not parts:
            return None
        pieces = {name: filled(text, sample.placeholders, context) for name, text in parts.items() if text}
        if delivery.channel == Channel.SMS:
            return RenderedMessage("", _join_lines(as_text(pieces["sms"]))) if "sms" in pieces else None
        subject, body = pieces.get("subject"), pieces.get("body")
        folder = f"{FOLDER}/{delivery.message_type}"
        text = clean_text(_render_layout("txt", context, as_text(body))) if body else ""
        html = _render_layout("html", context, as_html(body, sample.placeholders)) if body else ""
        return RenderedMessage(
            one_line(as_text(subject) if subject else render_to_string(f"{folder}/subject.txt", context)),
            text or clean_text(render_to_string(f"{folder}/body.txt", context)),
            html or _render_html(folder, context),
        )
    except NoValue:
        # For example a link that only the first recipient has. The templates know what to say instead.
        return None
    except Exception as error:
        log_failure(logger, f"Filling in the edited text of message {delivery} ({delivery.pk})", error)
        return None


def _edited_parts(delivery: Delivery, language: str, context: dict[str, Any]) -> tuple[Parts, Sample | None]:
    """The edited parts by name, and the sample with their placeholders; empty if the templates are used."""
    message_type = registered_type(delivery.message_type)
    if message_type is None or message_type.not_editable:
        return {}, None
    given = given_parts(delivery)
    texts = texts_of(delivery, language) if given is None else {}
    if given is None and not texts:
        return {}, None
    sample = message_type.previews.get(message_type.variant(context))
    if sample is None:
        return {}, None
    return texts.get(sample.name, {}) if given is None else given, sample


def _render_layout(extension: str, context: dict[str, Any], text: str) -> str:
    return render_to_string(f"{FOLDER}/edited.{extension}", {**context, "edited_text": text})


def render_templates(delivery: Delivery, context: dict[str, Any]) -> RenderedMessage:
    """The message as the templates say, in the active language. Raises their errors."""
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
