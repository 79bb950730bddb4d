"""The small language of edited texts: names in braces, and parts in square brackets that may be left out.

It knows neither tags nor attributes: a name is replaced by the value that the code gives for it, and nothing in a value
is read again. ``[Office: {office}]`` is left out where a message has no office.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

_TOKEN = re.compile(r"\{ *([^{}\n]*?) *\}")
_OPTIONAL_PART = re.compile(r"\[([^\[\]]*)\]")
_LEFT_OUT = "\x00"
_EMPTY_LINE = re.compile(rf"(?m)^[ \t{_LEFT_OUT}]*{_LEFT_OUT}[ \t{_LEFT_OUT}]*(\n|\Z)")


@dataclass(frozen=True)
class Placeholder:
    """``template`` is code in Django's template language that renders the value as plain text.

    A ``required`` one must be in these parts (``"body"``, ``"sms"``): the recipient could not act without it. An
    ``optional`` one has no value in some messages; ``keys`` are those of the context that are blank then. A ``block``
    has several lines, and is for the text of the e-mail only. ``is_link`` makes the URLs in it links.
    """

    name: str
    label: str | Promise
    template: str
    required: tuple[str, ...] = ()
    optional: bool = False
    keys: tuple[str, ...] = ()
    block: bool = False
    is_link: bool = False


class NoValue(Exception):
    """A placeholder that is not optional has no value in this message, or its name is unknown."""


class Piece(NamedTuple):
    """A part of a text: what was typed, or the value of the placeholder ``name``."""

    text: str
    name: str = ""


def names_in(text: str) -> set[str]:
    """The names in braces."""
    return set(_TOKEN.findall(text))


def fill_in(text: str, values: Mapping[str, str]) -> list[Piece]:
    """The text in pieces, with the values. Raises ``NoValue``."""
    pieces, end = [], 0
    text = _without_empty_parts(text.replace(_LEFT_OUT, ""), values)
    if _has_open_brace(text):
        raise NoValue("{")
    for match in _TOKEN.finditer(text):
        name = match[1]
        if not values.get(name):
            raise NoValue(name)
        pieces += [Piece(text[end : match.start()]), Piece(values[name], name)]
        end = match.end()
    return [*pieces, Piece(text[end:])]


def _has_open_brace(text: str) -> bool:
    return bool(set("{}") & set(_TOKEN.sub("", text)))


def _without_empty_parts(text: str, values: Mapping[str, str]) -> str:
    def kept(match: re.Match[str]) -> str:
        names = _TOKEN.findall(match[1])
        if not names:
            return match[0]
        return match[1] if all(values.get(name) for name in names) else _LEFT_OUT

    filled = _EMPTY_LINE.sub("", _OPTIONAL_PART.sub(kept, text))
    if filled == text:
        return text
    lines = (re.sub(rf"[ \t]*{_LEFT_OUT}", "", line).rstrip() for line in filled.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def find_errors(text: str, placeholders: Iterable[Placeholder], part: str) -> list[str]:
    """What is wrong with the text of a part (``"subject"``, ``"body"``, ``"sms"``), in the active language."""
    known = {each.name: each for each in placeholders}
    errors = [*_brace_errors(text), *_unknown_errors(text, known)]
    used, outside = names_in(text) & known.keys(), names_in(_OPTIONAL_PART.sub("", text))
    for name in sorted(used):
        if known[name].block and part != "body":
            errors.append(_("{%(name)s} has several lines. Use it in the text of the e-mail only.") % {"name": name})
        if known[name].optional and name in outside:
            errors.append(
                _(
                    "Not every message has {%(name)s}. Put it in square brackets with the words around it, such as "
                    "[Words: {%(name)s}]. They are left out where there is nothing to fill in."
                )
                % {"name": name}
            )
        if part in known[name].required and not known[name].optional and name not in outside:
            errors.append(_("Take {%(name)s} out of the square brackets. It must never be left out.") % {"name": name})
    missing = (each for each in known.values() if part in each.required and each.name not in used)
    return [*errors, *_missing_errors(missing)]


def _missing_errors(missing: Iterable[Placeholder]) -> Iterator[str]:
    for each in missing:
        yield _("Add {%(name)s}. Without it, the recipient can’t act on the message.") % {"name": each.name}


def _unknown_errors(text: str, known: Mapping[str, Placeholder]) -> Iterator[str]:
    for name in sorted(names_in(text) - known.keys()):
        short = name[:40]
        yield _("This message has no placeholder {%(name)s}. Choose one from the list.") % {"name": short}


def _brace_errors(text: str) -> Iterator[str]:
    rest = _TOKEN.sub("", text)
    if "{" in rest:
        yield _("A brace is opened and not closed: {. Write placeholders as {name}.")
    if "}" in rest:
        yield _("A brace is closed and not opened: }. Write placeholders as {name}.")
