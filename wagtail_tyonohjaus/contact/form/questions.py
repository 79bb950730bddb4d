"""Questions that a project adds to all contact forms in code, beside the standard fields.

Answers are stored in ``ContactRequest.answers``. Editors make a question required, leave it out or change its label
like that of a standard field.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ...messages.failures import log_failure
from ...practice.form_fields.texts import LineField
from ...registry import Registry
from .standard_fields import OTHER_FIELDS, STANDARD_FIELDS, Requirement, StrOrPromise

logger = logging.getLogger(__name__)

# A question can be a routing condition: names of the package's own, and of what routing knows besides.
RESERVED = ("at", "kind", "weekday", "time", "others", "is_crisis")
#: What an answer is stored as.
Answer = str | int | float | bool


def answer_of(value: Any) -> Answer:
    """The cleaned value of a form field as an answer: several values as a list with commas, other objects as text."""
    if isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list | tuple | set):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def convert(to_answer: Callable[[Any], Answer], value: Any, name: str) -> Answer:
    """What the project's ``to_answer`` makes of a cleaned value. If it fails, the value as text: a request is not lost.

    ``name`` is that of the question or field type, for the log.
    """
    try:
        answer = to_answer(value)
        if not isinstance(answer, Answer):
            raise TypeError
    except Exception as error:
        log_failure(logger, f"The conversion of an answer to {name}", error)
        return answer_of(value)
    return answer


@dataclass(frozen=True)
class Question:
    """A question of the project.

    ``name`` is stored with each answer. With ``choices``, pairs of a code and a label, the visitor selects one, and the
    code is stored beside the label. Else ``build``, called with whether an answer is required, returns the form field,
    which has one input; by default it is a line of text. ``requirement`` is what a form has unless an editor changes
    it. With ``is_routing_condition``, routing rules can be limited to some of the choices.
    """

    name: str
    label: StrOrPromise
    choices: tuple[tuple[str, StrOrPromise], ...] = ()
    build: Callable[[bool], forms.Field] | None = None
    requirement: Requirement = Requirement.OFF
    help_text: StrOrPromise = ""
    to_answer: Callable[[Any], Answer] = answer_of
    is_routing_condition: bool = False

    def field(self, required: bool) -> forms.Field:
        """An empty form field, without the label."""
        field = self._field(required)
        field.help_text = str(self.help_text) or field.help_text
        return field

    def _field(self, required: bool) -> forms.Field:
        if self.choices:
            return forms.ChoiceField(required=required, choices=[("", _("Choose")), *self.choices])
        return self.build(required) if self.build else LineField(required=required, max_length=500)

    def stored_answer(self, value: Any, label: str) -> dict[str, Any]:
        """The answer as it is stored. ``label`` is the question as the visitor saw it."""
        if self.choices:
            return {"key": self.name, "label": label, "value": str(dict(self.choices)[value]), "code": value}
        return {"key": self.name, "label": label, "value": convert(self.to_answer, value, self.name)}


_registered: Registry[Question] = Registry("question", reserved=(*STANDARD_FIELDS, *OTHER_FIELDS, *RESERVED))


def register_question(question: Question) -> None:
    """Adds a question to the contact forms; one of the same name is replaced."""
    _registered.register(question.name, question)


def unregister_question(name: str) -> None:
    """Removes a question, if it is registered. Stored answers stay."""
    _registered.unregister(name)


def questions() -> list[Question]:
    """In the order in which forms have them."""
    return list(_registered)


def question_named(name: str) -> Question | None:
    """The registered question of this name."""
    return _registered.get(name)
