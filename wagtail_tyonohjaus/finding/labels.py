"""What facets and their values are called, in the active language."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ..practice.choices import DeliveryMode, Language
from ..practice.display.format_labels import format_choices
from ..practice.display.languages import FirstLanguageText
from .directory import Directory, Texts
from .selection import terms_of

FACET_LABELS: Mapping[str, str | Promise] = {
    "service": _("Service"),
    "format": _("Format"),
    "city": _("City"),
    "delivery_mode": _("Place"),
    "language": _("Language"),
    "approach": _("Approach"),
    "work_field": _("Field of work"),
    "accepts_new_clients": _("New clients"),
    "free": _("Free times"),
    "time": _("Time of day"),
}
SORT_LABELS: Mapping[str, str | Promise] = {
    "soonest": pgettext_lazy("order", "Soonest free time"),
    "name": pgettext_lazy("order", "Name"),
    "city": pgettext_lazy("order", "City"),
}
VIEW_LABELS: Mapping[str, str | Promise] = {
    "list": pgettext_lazy("view", "List"),
    "city": pgettext_lazy("view", "By city"),
}
_VALUE_LABELS: Mapping[str, Mapping[Any, str | Promise]] = {
    "delivery_mode": dict(DeliveryMode.choices),
    "language": dict(Language.choices),
    "accepts_new_clients": {"on": _("Accepts new clients")},
    "free": {"this-week": _("This week"), "next-week": _("Next week")},
    "time": {"morning": _("Morning"), "afternoon": _("Afternoon"), "evening": _("Evening")},
}


def active_text(texts: Texts) -> str:
    """The text in the active language, such as ``sv-fi``, else in the practice's first one (``FirstLanguageText``)."""
    language = (get_language() or "").lower()
    return texts.get(language) or texts.get(language.partition("-")[0]) or FirstLanguageText(texts[""])


def value_labels(directory: Directory, facet: str) -> dict[str, str]:
    """The labels of a facet's values. Those of records are in alphabetical order, others in their own."""
    terms = terms_of(directory, facet)
    if facet == "format":
        return dict(format_choices(kinds={facts.kind for facts in directory.service_facts.values()}))
    if not terms:
        return {str(value): str(label) for value, label in _VALUE_LABELS.get(facet, {}).items()}
    labels = {term.slug: active_text(term.texts) for term in terms}
    return dict(sorted(labels.items(), key=lambda item: item[1].casefold()))


def labels_of_keys(directory: Directory, facet: str, keys: frozenset[int]) -> list[str]:
    """The labels of records by their primary keys, in alphabetical order."""
    labels = {active_text(term.texts) for term in terms_of(directory, facet) if not term.keys.isdisjoint(keys)}
    return sorted(labels, key=str.casefold)


def facet_choices() -> list[tuple[str, str | Promise]]:
    """(facet, label) of all facets, for editors."""
    return list(FACET_LABELS.items())
