"""What a format is called: individual supervision, individual coaching, or just individual where both are meant."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..choices import Format, Kind
from ..fields import Vocabulary

NEUTRAL_LABELS: dict[str, Promise] = {
    Format.INDIVIDUAL: pgettext_lazy("format", "Individual"),
    Format.PAIR: pgettext_lazy("format", "Pair"),
    Format.GROUP: pgettext_lazy("format", "Group"),
    Format.WORK_COMMUNITY: pgettext_lazy("format", "Work community"),
}
LABELS: dict[str, dict[str, Promise]] = {
    Kind.SUPERVISION: {each.value: each.label for each in Format},
    Kind.COACHING: {
        Format.INDIVIDUAL: _("Individual coaching"),
        Format.PAIR: _("Pair coaching"),
        Format.GROUP: _("Group coaching"),
        Format.WORK_COMMUNITY: _("Work community coaching"),
    },
    Kind.CRISIS: {
        Format.INDIVIDUAL: _("Individual crisis supervision"),
        Format.PAIR: _("Pair crisis supervision"),
        Format.GROUP: _("Group crisis supervision"),
        Format.WORK_COMMUNITY: _("Work community crisis supervision"),
    },
}


class FormatVocabulary(Vocabulary):
    """The formats where they are not those of one service, such as in the forms of records and rules."""

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return [(code, NEUTRAL_LABELS[code]) for code in Format.values]


FORMATS = FormatVocabulary()
# A title says what a label says if it begins so: “yksilötyönohjaus” and “yksilö”.
STEM_LENGTH = 8
# The same from the end: “supervision” and “handledning”.
ENDING_LENGTH = 11


def format_label(code: str, kinds: str | Iterable[str] = ()) -> str:
    """The label of a format in services of these kinds, in the active language; an unknown code stands for itself.

    Crisis supervision is supervision: beside it, the formats are those of supervision. For several other kinds, and
    for none, the label does not name the kind.
    """
    named = {kinds} if isinstance(kinds, str) else set(kinds)
    named = named - {Kind.CRISIS.value} or named
    labels = LABELS.get(next(iter(named)), NEUTRAL_LABELS) if len(named) == 1 else NEUTRAL_LABELS
    return str(labels.get(code, code))


def format_choices(codes: Iterable[str] | None = None, kinds: str | Iterable[str] = ()) -> list[tuple[str, str]]:
    """(code, label) of the codes in the order of the vocabulary; of all formats by default."""
    kinds = kinds if isinstance(kinds, str) else set(kinds)
    offered = Format.values if codes is None else set(codes)
    return [(code, format_label(code, kinds)) for code in Format.values if code in offered]


def kinds_of(record: Any) -> set[str]:
    """The kind of a service, or the kinds of a supervisor's services."""
    if hasattr(record, "kind"):
        return {record.kind}
    return {service.kind for service in record.services.all()} if record.pk else set()


def format_labels(record: Any) -> list[str]:
    """The labels of the formats of a service or supervisor, codes outside the vocabulary last."""
    kinds = kinds_of(record) if record.formats else set()
    known = [label for _code, label in format_choices(record.formats, kinds)]
    return known + [str(code) for code in record.formats if code not in Format.values]


def card_format_labels(service: Any, title: str) -> list[str]:
    """What a service's card adds to its title: the only format, if the title does not name it; several in short."""
    if len(service.formats) > 1:
        return [format_label(code) for code in service.formats]
    return [
        format_label(code, service.kind)
        for code in service.formats
        if format_label(code).casefold()[:STEM_LENGTH] not in title.casefold()
    ]


def card_kind_label(service: Any, title: str) -> str:
    """The kind of a service for its card; blank if the title names it."""
    label = str(service.get_kind_display())
    # Not “work community supervision” under “work supervision”.
    name = label[-ENDING_LENGTH:] if service.kind == Kind.SUPERVISION else label
    return "" if name.casefold() in title.casefold() else label
