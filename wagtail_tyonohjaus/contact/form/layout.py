"""Which fields of a contact form every visitor is asked for, and which are folded away as details."""

from collections.abc import Sequence
from typing import Protocol

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..choices import Urgency
from .config import FormConfig

#: A heading and the fields below it.
FieldGroup = tuple[str, list[forms.BoundField]]


class ConfiguredForm(Protocol):
    """A contact form, whose module imports this one."""

    fields: dict[str, forms.Field]

    @property
    def config(self) -> FormConfig: ...

    def __getitem__(self, name: str) -> forms.BoundField: ...


MAIN = ("name", "email", "phone", "preferred_start", "message")
CALL_TIMES = ("call_parts", "call_windows", "call_from", "call_until")
DETAILS = [
    (gettext_lazy("Who you are"), ("organisation",)),
    (gettext_lazy("How to reach you"), ("preferred_contact", *CALL_TIMES)),
    (
        gettext_lazy("What it is about"),
        ("urgency", "service", "format", "office", "delivery_mode", "supervisor", "language", "participants", "payer"),
    ),
]


def is_detail(form: ConfiguredForm, name: str) -> bool:
    """Whether a field is optional and no visitor needs it to send the request."""
    if form.config.urgent or name in MAIN or form.fields[name].required:
        return False
    if name in CALL_TIMES:
        return not form.fields["call_windows"].required
    # Who has come for a crisis sees that the request is one.
    return not (name == "urgency" and form["urgency"].value() == Urgency.CRISIS)


def main_order(form: ConfiguredForm, names: Sequence[str]) -> list[str]:
    """The names in the form's order; in the form for crises, the number comes first and what is optional last."""
    if not form.config.urgent:
        return list(names)
    return sorted(names, key=lambda name: (name != "phone", not form.fields[name].required))


def detail_groups(form: ConfiguredForm, names: Sequence[str]) -> list[FieldGroup]:
    """The named fields in groups, without empty ones. Fields of projects and editors come last."""
    groups = [(str(heading), [form[name] for name in group if name in names]) for heading, group in DETAILS]
    known = [name for _heading, group in DETAILS for name in group]
    groups.append((_("Further questions"), [form[name] for name in names if name not in known]))
    return [(heading, fields) for heading, fields in groups if fields]
