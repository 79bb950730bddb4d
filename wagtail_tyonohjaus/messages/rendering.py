"""A message's words, in its receiver's language.

A site overrides ``wagtail_tyonohjaus/messages/<kind>/subject.txt``, ``body.txt``, ``body.html`` or ``sms.txt``.
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
from .models import Channel, Delivery
from .recipients import site_language

logger = logging.getLogger(__name__)

FOLDER = "wagtail_tyonohjaus/messages"
SUBJECT_LENGTH = 150
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]+")


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str = ""


def render(delivery: Delivery, *, for_staff: bool = False) -> Rendered:
    """The message as it is to leave. A site's template that fails is passed over for the plainest words there are.

    ``for_staff`` keeps the receiver's own links, which are keys, out of what others read.
    """
    practice = PracticeSettings.for_site(delivery.site) if delivery.site else PracticeSettings()
    with translation.override(delivery.language or site_language()), timezone.override(practice.zone):
        context = {**template_context(delivery, practice), "for_staff": for_staff}
        try:
            return _rendered(delivery, context)
        except Exception:
            logger.exception("The templates of message %s (%s) fail; it leaves in plain words.", delivery, delivery.pk)
            return _plainest(delivery, context)


def template_context(delivery: Delivery, practice: PracticeSettings) -> dict[str, Any]:
    """What templates know: the stored context, the practice, and times: a key that ends in ``_at`` is a datetime."""
    context = {
        key: (parse_datetime(value) or value) if key.endswith("_at") and isinstance(value, str) else value
        for key, value in delivery.context.items()
    }
    name = str(practice) if practice.site_id else ""
    return {"practice": practice, "practice_name": name, "receiver_name": delivery.receiver_name, **context}


def one_line(text: str) -> str:
    """A header's text: no line breaks or control characters, no longer than mail servers take."""
    return " ".join(_CONTROL.sub(" ", text).split())[:SUBJECT_LENGTH]


def clean_text(text: str) -> str:
    return _CONTROL_BUT_LINES.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip() + "\n"


def _rendered(delivery: Delivery, context: dict[str, Any]) -> Rendered:
    folder = f"{FOLDER}/{delivery.kind}"
    if delivery.channel == Channel.SMS:
        return Rendered("", one_line(render_to_string(f"{folder}/sms.txt", context)))
    return Rendered(
        one_line(render_to_string(f"{folder}/subject.txt", context)),
        clean_text(render_to_string(f"{folder}/body.txt", context)),
        _html(folder, context),
    )


def _html(folder: str, context: dict[str, Any]) -> str:
    try:
        return render_to_string(f"{folder}/body.html", context)
    except TemplateDoesNotExist:
        return ""


def _plainest(delivery: Delivery, context: dict[str, Any]) -> Rendered:
    lines = [context.get("practice_name", ""), delivery.about, str(context.get("link", ""))]
    text = "\n".join(line for line in lines if line)
    return Rendered(one_line(f"{context.get('practice_name', '')} {delivery.about}"), clean_text(text))
