"""Conditions of rules and hours in their forms."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from ..fields import choice_list_field
from ..restrictions import RestrictedModel

FIELD = "restricted_fields"


class ExhaustedConditionsPanel(Panel):
    """A warning that the row matches nothing, because what it is limited to no longer exists."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_tyonohjaus/practice/admin/exhausted_conditions_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance and self.instance.pk and self.instance.exhausted_conditions())


def mark_conditions(form: forms.ModelForm) -> list[str]:
    """The names of the conditions that restrict, after a valid row's form: those marked or with something selected.

    A condition that the user has emptied but left marked is an error. One that was empty before is not: the record may
    have been deleted, and the user may have come for something else.
    """
    row: RestrictedModel = form.instance
    data = form.cleaned_data
    before = set(form.initial.get(FIELD) or ())
    marked = set(data[FIELD]) if FIELD in data else before
    for name in row.condition_names():
        if data.get(name):
            marked.add(name)
        elif name in marked and name in data and (name in form.changed_data or name not in before):
            form.add_error(name, _empty_condition_error(row, name))
    return [name for name in row.condition_names() if name in marked]


def _empty_condition_error(row: RestrictedModel, name: str) -> forms.ValidationError:
    [label] = choice_list_field(type(row), FIELD).labels([name])
    message = _("Nothing is selected. Select something, or unmark “%(condition)s” under “Only the selected”.")
    return forms.ValidationError(message, "empty_condition", {"condition": label})
