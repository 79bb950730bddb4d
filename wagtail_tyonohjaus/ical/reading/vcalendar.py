"""Recurrence rules of vCalendar 1.0, which old telephones and groupware still export."""

import re
from collections.abc import Iterator

from .errors import EventError

_RULE = re.compile(r"(D|W|MP|MD|YM|YD)(\d{1,3})((?:\s.*)?)", re.IGNORECASE | re.DOTALL)
_WEEKDAYS = frozenset({"MO", "TU", "WE", "TH", "FR", "SA", "SU"})
_POSITION = re.compile(r"([1-5])([+-])")
_MONTH_DAY = re.compile(r"(\d{1,2})([+-]?)")
_UNTIL = re.compile(r"\d{8}(T\d{6}Z?)?")
_FREQUENCIES = {"D": "DAILY", "W": "WEEKLY", "MP": "MONTHLY", "MD": "MONTHLY", "YM": "YEARLY", "YD": "YEARLY"}


def translate_rule(rule: str, original: str) -> str:
    """The rule, or its translation to RFC 5545 if it is one of vCalendar 1.0, such as ``W2 MO FR #10``.

    ``original`` is the rule with its blanks. Raises ``EventError`` for a vCalendar rule that has no translation.
    """
    match = _RULE.fullmatch(original.strip().upper())
    if match is None or "=" in rule:
        return rule
    kind, words = match[1], match[3].split()
    parts = [f"FREQ={_FREQUENCIES[kind]}", f"INTERVAL={int(match[2]) or 1}", _end(words)]
    selectors = [word for word in words if not _is_end(word)]
    if selectors:
        parts.append(_selection(kind, selectors))
    return ";".join(filter(None, parts))


def _is_end(word: str) -> bool:
    return word.startswith("#") or bool(_UNTIL.fullmatch(word))


def _end(words: list[str]) -> str:
    """The specification's default is two repeats, ``#0`` is endless."""
    last = next((word for word in reversed(words) if _is_end(word)), "#2")
    if not last.startswith("#"):
        return f"UNTIL={last}"
    return "" if last == "#0" else f"COUNT={last[1:]}"


def _selection(kind: str, words: list[str]) -> str:
    if kind == "W" and _WEEKDAYS.issuperset(words):
        return f"BYDAY={','.join(words)}"
    if kind == "MP":
        return f"BYDAY={','.join(_positions(words))}"
    if kind == "MD":
        return f"BYMONTHDAY={','.join(map(_month_day, words))}"
    if kind in ("YM", "YD") and all(word.isdecimal() for word in words):
        return f"{'BYMONTH' if kind == 'YM' else 'BYYEARDAY'}={','.join(words)}"
    raise EventError("bad_rule")


def _positions(words: list[str]) -> Iterator[str]:
    positions: list[str] = []
    after_weekday = True
    for word in words:
        match = _POSITION.fullmatch(word)
        if match:
            positions = [*([] if after_weekday else positions), f"{'-' if match[2] == '-' else ''}{match[1]}"]
            after_weekday = False
        elif word in _WEEKDAYS and positions:
            yield from (position + word for position in positions)
            after_weekday = True
        else:
            raise EventError("bad_rule")


def _month_day(word: str) -> str:
    match = _MONTH_DAY.fullmatch(word)
    if word == "LD":
        return "-1"
    if match is None:
        raise EventError("bad_rule")
    return f"{'-' if match[2] == '-' else ''}{match[1]}"
