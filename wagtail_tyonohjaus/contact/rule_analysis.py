"""What is odd about a practice's rules: those that can never act, and requests that none of them catches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils.formats import time_format
from django.utils.translation import gettext as _

from ..practice.choices import DeliveryMode, Format, Language, Weekday
from ..practice.models import Office, PracticeSettings, Service
from .choices import Payer, Urgency
from .form_config import QUESTION_LABELS
from .routing import rules_without_recipients
from .rule_coverage import FACTS, Box, TooTangledError, World, left_over, never_matching
from .ruleset import RuleSet, load_rules
from .summary import with_colon

MOST = 60
VOCABULARIES = {
    "urgency": Urgency,
    "format": Format,
    "delivery_mode": DeliveryMode,
    "language": Language,
    "payer": Payer,
    "weekday": Weekday,
}


@dataclass(frozen=True)
class Oddity:
    """``rule`` is the name of the rule it is about, ``why`` a sentence."""

    rule: str
    why: str


def odd_rules(book: RuleSet, world: World) -> list[Oddity]:
    """Rules that can never act, and rules whose people are all gone."""
    names = {rule.pk: rule.name for rule in book.rules}
    never = never_matching(book.rules, book.directory, world)
    hidden = [Oddity(names[pk], _why_never([names[by] for by in takers])) for pk, takers in never.items()]
    empty = [
        Oddity(names[pk], _("Nobody it names can be reached any more."))
        for pk in rules_without_recipients(book.rules, book.directory)
    ]
    return hidden + empty


def only_fallback(practice: PracticeSettings, book: RuleSet, world: World) -> list[str] | None:
    """What requests for no certain supervisor are like that only the fallback catches; None where nobody could read it.

    Each is told by what sets it apart, such as "Office: none; Weekday: Saturday, Sunday"; a line of their own says how
    many are left out.
    """
    try:
        boxes = left_over(book.rules, book.directory, world)
    except TooTangledError:
        return None
    names = {
        "office": {row.pk: str(row) for row in Office.objects.filter(site_id=practice.site_id)},
        "service": {row.pk: str(row) for row in Service.objects.filter(site_id=practice.site_id)},
        **{fact: dict(vocabulary.choices) for fact, vocabulary in VOCABULARIES.items()},
    }
    more = [_("%(count)d further combinations") % {"count": len(boxes) - MOST}] if len(boxes) > MOST else []
    return [_box_text(box, world, names) for box in boxes[:MOST]] + more


def load_all_rules(practice: PracticeSettings, at: datetime) -> RuleSet:
    return load_rules(practice, everybody=True, at=at)


def world_of(practice: PracticeSettings, book: RuleSet) -> World:
    kinds: dict[int | None, str] = dict(Service.objects.filter(site_id=practice.site_id).values_list("pk", "kind"))
    offices = Office.objects.filter(site_id=practice.site_id).values_list("pk", flat=True)
    return World.of(book.rules, kinds, offices, Urgency.values)


def _why_never(takers: list[str]) -> str:
    if not takers:
        return _("No request can meet all of its conditions.")
    if len(takers) == 1:
        return _("“%(rule)s” comes first, asks no more and stops.") % {"rule": takers[0]}
    return _("These come first, take all of its requests and stop: %(rules)s.") % {"rules": ", ".join(takers)}


def _box_text(box: Box, world: World, names: Mapping[str, Mapping[Any, Any]]) -> str:
    labels = {**QUESTION_LABELS, "weekday": _("Weekday"), "time": _("Time")}
    told = [name for name in FACTS if name != "supervisor" and box[name] != world.values[name]]
    parts = [f"{with_colon(labels[name])} {_values_text(name, box[name], world, names)}" for name in told]
    return "; ".join(parts) or _("Every request")


def _values_text(name: str, chosen: frozenset, world: World, names: Mapping[str, Mapping[Any, Any]]) -> str:
    if name == "time":
        return ", ".join(_hours(chosen, world.starts))
    others = world.values[name] - chosen
    if len(others) < len(chosen) and not any(value in others for value in (None, "")):
        return _("any but %(values)s") % {"values": ", ".join(_sorted(others, names[name]))}
    return ", ".join(_sorted(chosen, names[name]))


def _sorted(values: Iterable[Any], names: Mapping[Any, Any]) -> list[str]:
    given = [str(label) for value, label in names.items() if value in values]
    return [*([_("not chosen")] if {None, ""} & set(values) else []), *given]


def _hours(chosen: frozenset, starts: tuple[time, ...]) -> Iterable[str]:
    """The stretches of the day that begin at ``chosen``, those that touch joined."""
    begun = None
    for position, start in enumerate(starts):
        begun = begun or (start if start in chosen else None)
        after = starts[position + 1] if position + 1 < len(starts) else None
        if begun is not None and (after is None or after not in chosen) and start in chosen:
            yield f"{time_format(begun)}–{time_format(after or time(0))}"
            begun = None
