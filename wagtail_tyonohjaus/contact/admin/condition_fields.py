"""The conditions of the project in the form of a routing rule, and in the routing preview."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..conditions import RoutingCondition, routing_conditions, stored_codes
from ..form.standard_fields import StrOrPromise

# What a condition accepts that was stored without any code: it matches nothing until it is unmarked.
NOTHING = "-"

Choices = list[tuple[str, StrOrPromise]]


class ConditionGroupsWidget(forms.MultiWidget):
    """Check boxes for each condition, under its label."""

    template_name = "wagtail_tyonohjaus/contact/admin/condition_groups.html"
    use_fieldset = True

    def __init__(self, names: Iterable[str], labels: Iterable[str], choices: Iterable[Choices]) -> None:
        self.names, self.labels = list(names), list(labels)
        super().__init__([forms.CheckboxSelectMultiple(choices=each) for each in choices])

    def decompress(self, value: Any) -> list[list[str]]:
        stored = stored_codes(value)
        return [stored[name] or [NOTHING] if name in stored else [] for name in self.names]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["groups"] = list(zip(self.labels, context["widget"]["subwidgets"], strict=True))
        return context


class OtherConditionsField(forms.MultiValueField):
    """What a rule's conditions of the project accept; None without any.

    A stored condition or code that is not registered any more is offered too, so that a rule which matches nothing
    because of it goes on doing so until an editor unmarks it.
    """

    def __init__(self, stored: Mapping[str, list[str]], **kwargs: Any) -> None:
        conditions = routing_conditions()
        names = [*conditions, *(name for name in stored if name not in conditions)]
        labels = [str(conditions[name].label) if name in conditions else _missing(name) for name in names]
        choices = [_choices(_choices_of(conditions.get(name)), stored.get(name)) for name in names]
        super().__init__(
            fields=[forms.MultipleChoiceField(choices=each, required=False) for each in choices],
            widget=ConditionGroupsWidget(names, labels, choices),
            required=False,
            require_all_fields=False,
            **kwargs,
        )
        self.names = names

    def compress(self, data_list: list[list[str]]) -> dict[str, list[str]] | None:
        selected = zip(self.names, data_list, strict=True) if data_list else ()
        return {name: [code for code in codes if code != NOTHING] for name, codes in selected if codes} or None


def condition_preview_fields() -> dict[str, forms.Field]:
    """A choice of the code of each condition, by the condition's name."""
    blank = ("", _("Any"))
    return {
        name: forms.ChoiceField(label=str(condition.label), choices=[blank, *condition.choices], required=False)
        for name, condition in routing_conditions().items()
    }


def with_stored(choices: Choices, stored: Iterable[str]) -> Choices:
    """The choices, and after them the stored codes that are not registered any more."""
    codes = {code for code, _label in choices}
    return [*choices, *((code, _missing(code)) for code in stored if code not in codes)]


def _choices_of(condition: RoutingCondition | None) -> Choices:
    return list(condition.choices) if condition else []


def _choices(choices: Choices, stored: list[str] | None) -> Choices:
    if stored is None:
        return choices
    return with_stored(choices, stored) if stored else [*choices, (NOTHING, _("Nothing"))]


def _missing(name: str) -> str:
    return _("%(name)s (no longer available)") % {"name": name}
