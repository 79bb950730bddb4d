"""Which fields a contact form has: plain data from a page or block, which the form carries in its signed token.

A submission is validated against the fields that its form was rendered with, even if the page has changed since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from .questions import question_named, questions
from .standard_fields import FIELD_LABELS, STANDARD_FIELDS, URGENT_FIELDS, Requirement, StrOrPromise


class CustomFieldType(models.TextChoices):
    """The kinds of questions that an editor can add to a form."""

    TEXT = "text", _("Text, one line")
    TEXTAREA = "textarea", _("Text, several lines")
    CHOICE = "choice", _("Single choice")
    CHECKBOX = "checkbox", _("Checkbox")
    NUMBER = "number", _("Number")


@dataclass(frozen=True)
class CustomField:
    """A question of the page's own. ``kind`` is the name of a ``field_types.FieldType``.

    ``key`` stays the same in every language and if the label is edited.
    """

    key: str
    kind: str
    label: str
    help_text: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the form field."""
        return f"custom_{self.key}"

    @property
    def field_options(self) -> dict[str, Any]:
        """Arguments of the form field: its label, help text and whether an answer is required."""
        return {"label": self.label, "help_text": self.help_text, "required": self.required}


@dataclass(frozen=True)
class FormConfig:
    """``requirements`` holds what differs from ``STANDARD_FIELDS``: name -> ``optional``, ``required`` or ``no``.

    ``custom_fields`` follow the standard ones. ``services``, ``supervisors`` and ``offices`` are primary keys that
    narrow the choices; empty means all of the practice's. ``urgent`` is the form for crises, which has no other fields
    than ``URGENT_FIELDS`` and ``custom_fields``; see ``urgent_form``.
    """

    requirements: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    help_texts: Mapping[str, str] = field(default_factory=dict)
    custom_fields: tuple[CustomField, ...] = ()
    services: tuple[int, ...] = ()
    supervisors: tuple[int, ...] = ()
    offices: tuple[int, ...] = ()
    form_id: str = "contact"
    urgent: bool = False

    def requirement(self, name: str) -> str:
        """A value of ``Requirement``. Raises ``KeyError`` for a name that is not one of ``configurable_fields``."""
        default = default_requirement(name)
        if self.urgent:
            default = URGENT_FIELDS.get(name, Requirement.OFF)
        return str(self.requirements.get(name, default.value))

    def includes(self, name: str) -> bool:
        return self.requirement(name) != Requirement.OFF

    def requires(self, name: str) -> bool:
        return self.requirement(name) == Requirement.REQUIRED

    def including(self, name: str) -> Self:
        """A copy that has this field, as an optional one unless it is required already."""
        if self.includes(name):
            return self
        return replace(self, requirements={**self.requirements, name: Requirement.OPTIONAL.value})

    def label(self, name: str) -> str:
        """In the active language."""
        question = question_named(name)
        return self.labels.get(name) or str(question.label if question else FIELD_LABELS[name])

    def to_data(self) -> dict[str, Any]:
        """JSON, without default values."""
        data = asdict(self)
        return {key: value for key, value in data.items() if value}

    @classmethod
    def from_stream(cls, stream: Iterable[Any] | None, **kwargs: Any) -> Self:
        """From the value of a ``blocks.ContactFormFieldsBlock``; ``kwargs`` are further fields of the config."""
        fields = configurable_fields()
        standard = [block.value for block in stream or () if block.block_type == "standard"]
        standard = [value for value in standard if value["field"] in fields]
        custom = [custom_field(block.id, block.value) for block in stream or () if block.block_type == "custom"]
        return cls(
            requirements={value["field"]: value["requirement"] for value in standard},
            labels={value["field"]: value["label"] for value in standard if value.get("label")},
            help_texts={value["field"]: value["help_text"] for value in standard if value.get("help_text")},
            custom_fields=tuple(each for each in custom if each.label),
            **kwargs,
        )

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """The reverse of ``to_data``."""
        return cls(
            requirements=data.get("requirements", {}),
            labels=data.get("labels", {}),
            help_texts=data.get("help_texts", {}),
            custom_fields=tuple(
                CustomField(**{**each, "choices": tuple(each.get("choices", ()))})
                for each in data.get("custom_fields", ())
            ),
            services=tuple(data.get("services", ())),
            supervisors=tuple(data.get("supervisors", ())),
            offices=tuple(data.get("offices", ())),
            form_id=data.get("form_id", "contact"),
            urgent=data.get("urgent", False),
        )


def configurable_fields() -> dict[str, StrOrPromise]:
    """The labels of the standard fields and of the project's questions, by name."""
    return {**FIELD_LABELS, **{question.name: question.label for question in questions()}}


def default_requirement(name: str) -> Requirement:
    """Of a standard field or a question of the project. Raises ``KeyError`` for another name."""
    question = question_named(name)
    return question.requirement if question else STANDARD_FIELDS[name]


def custom_field(key: str | None, value: Mapping[str, Any]) -> CustomField:
    """From the value of a custom block. ``key`` is the block's id, which it has only once it is saved."""
    choices = tuple(line.strip() for line in (value.get("choices") or "").splitlines() if line.strip())
    return CustomField(
        key=key or slugify(value.get("label") or "") or "field",
        kind=value.get("field_type") or CustomFieldType.TEXT.value,
        label=value.get("label") or "",
        help_text=value.get("help_text") or "",
        required=bool(value.get("required")),
        choices=choices,
    )
