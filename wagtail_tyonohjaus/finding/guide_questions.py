"""The questions that are asked unless an editor has written others: who comes, what for, and where."""

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..practice.choices import DeliveryMode, Format, Kind
from .directory import Directory
from .guide import Answer, Question, slugs_of_kind
from .labels import value_labels
from .matching import masks_of

ANY = "any"
_WHO: Mapping[str, tuple[Promise, Promise | str]] = {
    Format.INDIVIDUAL: (gettext_lazy("Just me"), ""),
    Format.PAIR: (gettext_lazy("Me and a colleague"), ""),
    Format.GROUP: (gettext_lazy("A group"), gettext_lazy("People from one workplace or from several")),
    Format.WORK_COMMUNITY: (gettext_lazy("Our whole team"), gettext_lazy("A work community, often with its manager")),
}
_WHAT: Mapping[str, Promise] = {
    Kind.SUPERVISION: gettext_lazy("Our everyday work, and coping with it"),
    Kind.COACHING: gettext_lazy("A goal or a change"),
    Kind.CRISIS: gettext_lazy("Something shocking that has happened at work"),
}
_WHERE: Mapping[str, Promise] = {
    DeliveryMode.REMOTE: gettext_lazy("Remotely"),
    DeliveryMode.YOURS: gettext_lazy("At our workplace"),
}


def standard_questions(directory: Directory) -> list[Question]:
    """Those with several answers that somebody matches. In a practice of one kind, the second is about the field."""
    what = _question(_("What is it about?"), _what(directory), _("Something else, or I don’t know yet"))
    questions = [
        _question(_("Who is coming?"), _who(directory), _("I don’t know yet")),
        what
        or _question(_("What is your field of work?"), _fields(directory), _("Another one, or it does not matter")),
        _question(_("Where would you like to meet?"), places(directory), _("It does not matter")),
    ]
    return [question for question in questions if question]


def places(directory: Directory) -> Iterator[Answer]:
    """The cities, remote supervision and the client's premises as answers."""
    for city, label in value_labels(directory, "city").items():
        if masks_of(directory)["city"].get(city):
            yield Answer(city, label, {"city": (city,)}, only_if_matched=True)
    for mode, text in _WHERE.items():
        if masks_of(directory)["delivery_mode"].get(mode):
            yield Answer(mode, str(text), {"delivery_mode": (str(mode),)}, only_if_matched=True)


def _question(text: str, answers: Iterator[Answer], other: str) -> Question | None:
    """None with fewer than two answers. ``other`` is the last one, which means nothing."""
    offered = tuple(answers)
    return Question(text, (*offered, Answer(ANY, other))) if len(offered) > 1 else None


def _who(directory: Directory) -> Iterator[Answer]:
    for code, (text, description) in _WHO.items():
        if masks_of(directory)["format"].get(code):
            yield Answer(code, str(text), {"format": (str(code),)}, description=str(description), only_if_matched=True)


def _what(directory: Directory) -> Iterator[Answer]:
    for kind, text in _WHAT.items():
        if slugs := slugs_of_kind(directory, kind):
            yield Answer(kind, str(text), {"service": slugs}, only_if_matched=True)


def _fields(directory: Directory) -> Iterator[Answer]:
    for field, label in value_labels(directory, "work_field").items():
        if masks_of(directory)["work_field"].get(field):
            yield Answer(field, label, {"work_field": (field,)}, only_if_matched=True)
