"""What a contact form asks: plain data that a page or block gives and that travels, signed, with the form.

A form that comes back is checked against the questions it was printed with, whatever became of its page since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _


class Ask(models.TextChoices):
    OPTIONAL = "optional", _("Optional")
    REQUIRED = "required", _("Required")
    OFF = "no", _("Not asked")


class OwnKind(models.TextChoices):
    TEXT = "text", _("One line")
    TEXTAREA = "textarea", _("Several lines")
    CHOICE = "choice", _("One of several")
    CHECKBOX = "checkbox", _("Yes or no")
    NUMBER = "number", _("Number")


# Every question a form can ask, in the form's order, and whether it does so unless told otherwise.
QUESTIONS: dict[str, Ask] = {
    "name": Ask.REQUIRED,
    "organisation": Ask.OPTIONAL,
    "email": Ask.OPTIONAL,
    "phone": Ask.OPTIONAL,
    "preferred_contact": Ask.OPTIONAL,
    "call_windows": Ask.OPTIONAL,
    "urgency": Ask.OFF,
    "service": Ask.OPTIONAL,
    "format": Ask.OPTIONAL,
    "office": Ask.OPTIONAL,
    "delivery_mode": Ask.OPTIONAL,
    "supervisor": Ask.OPTIONAL,
    "language": Ask.OFF,
    "participants": Ask.OFF,
    "payer": Ask.OFF,
    "preferred_start": Ask.OPTIONAL,
    "message": Ask.OPTIONAL,
}

QUESTION_LABELS = {
    "name": _("Name"),
    "organisation": _("Organisation"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "preferred_contact": _("How may we contact you?"),
    "call_windows": _("When may we call?"),
    "urgency": _("How urgent is it?"),
    "service": _("Service"),
    "format": _("Format"),
    "office": _("Office"),
    "delivery_mode": _("Where to meet"),
    "supervisor": _("Supervisor"),
    "language": _("Language of supervision"),
    "participants": _("Number of participants"),
    "payer": _("Who pays?"),
    "preferred_start": _("Wished time"),
    "message": _("Message"),
}


@dataclass(frozen=True)
class OwnField:
    """A question of the page's own. ``key`` stays the same in every language and through edits of the label."""

    key: str
    kind: str
    label: str
    help_text: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormConfig:
    """``asks`` holds what differs from ``QUESTIONS``: question -> ``optional``, ``required`` or ``no``.

    ``own_fields`` follow the known ones. ``services``, ``supervisors`` and ``offices`` narrow the choices to these
    primary keys; empty means all of the practice's.
    """

    asks: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    help_texts: Mapping[str, str] = field(default_factory=dict)
    own_fields: tuple[OwnField, ...] = ()
    services: tuple[int, ...] = ()
    supervisors: tuple[int, ...] = ()
    offices: tuple[int, ...] = ()
    form_id: str = "contact"

    def ask(self, question: str) -> str:
        return str(self.asks.get(question, QUESTIONS[question].value))

    def asked(self, question: str) -> bool:
        return self.ask(question) != Ask.OFF

    def required(self, question: str) -> bool:
        return self.ask(question) == Ask.REQUIRED

    def asking(self, question: str) -> Self:
        """The same, asking this at least where it may be left out."""
        return self if self.asked(question) else replace(self, asks={**self.asks, question: Ask.OPTIONAL.value})

    def to_data(self) -> dict[str, Any]:
        """JSON, without what is as by default."""
        data = asdict(self)
        return {key: value for key, value in data.items() if value}

    @classmethod
    def from_stream(cls, stream: Iterable[Any] | None, **kwargs: Any) -> Self:
        """From the value of a ``blocks.ContactFormFieldsBlock``; ``kwargs`` are further fields of the config."""
        asked = [block.value for block in stream or () if block.block_type == "standard"]
        own = [own_field(block.id, block.value) for block in stream or () if block.block_type == "custom"]
        return cls(
            asks={value["field"]: value["requirement"] for value in asked if value["field"] in QUESTIONS},
            labels={value["field"]: value["label"] for value in asked if value.get("label")},
            help_texts={value["field"]: value["help_text"] for value in asked if value.get("help_text")},
            own_fields=tuple(one for one in own if one.label),
            **kwargs,
        )

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            asks=data.get("asks", {}),
            labels=data.get("labels", {}),
            help_texts=data.get("help_texts", {}),
            own_fields=tuple(
                OwnField(**{**own, "choices": tuple(own.get("choices", ()))}) for own in data.get("own_fields", ())
            ),
            services=tuple(data.get("services", ())),
            supervisors=tuple(data.get("supervisors", ())),
            offices=tuple(data.get("offices", ())),
            form_id=data.get("form_id", "contact"),
        )


def own_field(key: str | None, value: Mapping[str, Any]) -> OwnField:
    """An editor's question; ``key`` is the block's id, which a preview doesn't have yet."""
    choices = tuple(line.strip() for line in (value.get("choices") or "").splitlines() if line.strip())
    return OwnField(
        key=key or slugify(value.get("label") or "") or "own",
        kind=value.get("field_type") or OwnKind.TEXT.value,
        label=value.get("label") or "",
        help_text=value.get("help_text") or "",
        required=bool(value.get("required")),
        choices=choices,
    )
