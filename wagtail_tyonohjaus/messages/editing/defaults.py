"""The texts that managers start from: what the templates say about a sample, with placeholders instead of its data.

Templates contain conditions, so each sample has a text of its own. What a template says only with an optional value is
learned by rendering it without that value.
"""

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone, translation

from ...practice.models import PracticeSettings
from ..message_types import MessageType, Sample
from ..models import Channel, Delivery
from ..rendering import FOLDER, render_templates, template_context
from ..texts.placeholders import Placeholder
from ..texts.stored import value_of

_PLAIN = re.compile(r"\{\{ (\w+) \}\}")
_FOOTER = "\n--\n"
#: In private use, so that no template contains them.
_START, _END = "\ue000", "\ue001"
SAMPLE_NAME = "Aino Laine"


def sample_delivery(
    message_type: MessageType, sample: Sample, language: str, practice: PracticeSettings, channel: str = Channel.MAIL
) -> Delivery:
    """An unsaved delivery with the sample's data."""
    with translation.override(language):
        context = sample.context(practice)
    return Delivery(
        message_type=message_type.name,
        site=practice.site,
        language=language,
        context=context,
        about=context.get("reference", ""),
        channel=channel,
    )


def part_names(message_type: MessageType, sample: Sample) -> tuple[str, ...]:
    """The parts that such messages have."""
    return ("subject", "body", "sms") if sample.has_sms and _has_sms_template(message_type) else ("subject", "body")


def default_parts(
    message_type: MessageType, sample: Sample, language: str, practice: PracticeSettings
) -> dict[str, str]:
    """The text of each part by name, with placeholders. Raises the errors of the templates."""
    parts = part_names(message_type, sample)
    delivery = sample_delivery(message_type, sample, language, practice)
    delivery.recipient_name = SAMPLE_NAME
    with translation.override(language), timezone.override(practice.zone):
        context = _with_tokens({**template_context(delivery, practice), "for_staff": False}, sample.placeholders)
        whole = _rendered(delivery, parts, context, sample.placeholders)
        spans: dict[str, list[tuple[int, int]]] = {part: [] for part in parts}
        for each in sample.placeholders:
            if each.optional:
                less = {**context, **dict.fromkeys(each.keys, "")}
                without = _rendered(delivery, parts, less, sample.placeholders)
                for part in parts:
                    spans[part] += _optional_span(whole[part], without[part], f"{{{each.name}}}")
    return {part: _bracketed(whole[part], spans[part]) for part in parts}


def sample_values(
    message_type: MessageType, sample: Sample, language: str, practice: PracticeSettings
) -> dict[str, str]:
    """The value of each placeholder in the sample, by name; blank where the sample has none."""
    delivery = sample_delivery(message_type, sample, language, practice)
    delivery.recipient_name = SAMPLE_NAME
    with translation.override(language), timezone.override(practice.zone):
        context = {**template_context(delivery, practice), "for_staff": False}
        return {each.name: value_of(each, context) for each in sample.placeholders}


def _has_sms_template(message_type: MessageType) -> bool:
    try:
        get_template(f"{FOLDER}/{message_type.name}/sms.txt")
    except TemplateDoesNotExist:
        return False
    return True


def _with_tokens(context: dict[str, Any], placeholders: Iterable[Placeholder]) -> dict[str, Any]:
    """The context in which a text that a template shows as it is says which placeholder it is."""
    for each in placeholders:
        plain = _PLAIN.fullmatch(each.template)
        if plain and isinstance(context.get(plain[1]), str) and context[plain[1]]:
            context[plain[1]] = f"{_START}{each.name}{_END}"
    return context


def _rendered(
    delivery: Delivery, parts: Iterable[str], context: Mapping[str, Any], placeholders: Iterable[Placeholder]
) -> dict[str, str]:
    delivery.channel = Channel.MAIL
    mail = render_templates(delivery, dict(context))
    body = mail.text.rpartition(_FOOTER)[0] or mail.text
    texts = {"subject": mail.subject, "body": body}
    if "sms" in parts:
        delivery.channel = Channel.SMS
        texts["sms"] = render_templates(delivery, dict(context)).text
    values = {each.name: value_of(each, context) for each in placeholders if not _PLAIN.fullmatch(each.template)}
    values |= {each.name: str(context.get(_key(each), "")) for each in placeholders if _is_number(each, context)}
    return {part: _with_names(text, values).strip() for part, text in texts.items()}


def _key(placeholder: Placeholder) -> str:
    plain = _PLAIN.fullmatch(placeholder.template)
    return plain[1] if plain else ""


def _is_number(placeholder: Placeholder, context: Mapping[str, Any]) -> bool:
    return isinstance(context.get(_key(placeholder)), int)


def _with_names(text: str, values: Mapping[str, str]) -> str:
    """The text with names in braces instead of the values, the longest first: one may contain another."""
    for name, value in sorted(values.items(), key=lambda item: -len(item[1])):
        if value:
            text = f"{{{name}}}".join(re.split(rf"(?<!\w){re.escape(value)}(?!\w)", text))
    return text.replace(_START, "{").replace(_END, "}")


def _optional_span(text: str, without: str, token: str) -> list[tuple[int, int]]:
    """Where the text says what it does not say without the optional value; empty if it never shows the value."""
    if token not in text:
        return []
    start = len(os.path.commonprefix([text, without]))
    end = start + len(text) - len(without)
    alone = (text.index(token), text.index(token) + len(token))
    if text[:start] + text[end:] != without or end <= start:
        return [alone]
    # The same words may be cut out a little earlier: "A. [B. ]C" is "A.[ B.] C".
    choices = [(start, end)]
    while choices[-1][0] > 0 and text[choices[-1][0] - 1] == text[choices[-1][1] - 1]:
        choices.append((choices[-1][0] - 1, choices[-1][1] - 1))
    choices = [_trimmed(text, *choice) for choice in choices]
    choices = [choice for choice in choices if token in text[choice[0] : choice[1]]]
    return [max(choices, key=lambda choice: _score(text, *choice))] if choices else [alone]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    chunk = text[start:end]
    return start + len(chunk) - len(chunk.lstrip()), end - len(chunk) + len(chunk.rstrip())


def _score(text: str, start: int, end: int) -> tuple[bool, bool, bool]:
    before, after = text[start - 1 : start], text[end : end + 1]
    whole_lines = before in ("", "\n") and after in ("", "\n")
    return whole_lines, not before or before.isspace(), not after or not after.isalnum()


def _bracketed(text: str, spans: Iterable[tuple[int, int]]) -> str:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: span[0] - span[1]):
        if all(end <= other_start or start >= other_end for other_start, other_end in kept):
            kept.append((start, end))
    for start, end in sorted(kept, reverse=True):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text
