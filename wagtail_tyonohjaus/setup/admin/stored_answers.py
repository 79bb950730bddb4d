"""The answers of the steps so far, in the user's session until the last step."""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, QueryDict
from wagtail.models import Site

from ..answers import OFFICES
from ..forms import FORMS, OfficeForm, StartForm

SESSION_KEY = "tyonohjaus_start"
#: In this order.
STEPS = ("practice", "services", OFFICES, "supervisor", "look")
BLANK_ROWS = 3


def stored_answers(request: HttpRequest, site: Site) -> dict[str, Any]:
    """What was entered for a site, by the name of the answer."""
    return dict(request.session.get(SESSION_KEY, {}).get(str(site.pk), {}))


def store_answers(request: HttpRequest, site: Site, answers: Mapping[str, Any]) -> None:
    """Adds answers to those of the steps before."""
    everything = dict(request.session.get(SESSION_KEY, {}))
    everything[str(site.pk)] = {**stored_answers(request, site), **answers}
    request.session[SESSION_KEY] = everything


def clear_answers(request: HttpRequest, site: Site) -> None:
    """Forgets what was entered for a site."""
    everything = dict(request.session.get(SESSION_KEY, {}))
    everything.pop(str(site.pk), None)
    request.session[SESSION_KEY] = everything


def step_form(step: str, site: Site, answers: Mapping[str, Any], data: QueryDict | None = None) -> StartForm:
    """The form of a step, with the answers so far or what was posted."""
    form_class = FORMS[step]
    initial = {name: answers[name] for name in form_class.base_fields if name in answers}
    return form_class(data, site=site, initial=initial)


def posted_answers(form: StartForm) -> dict[str, Any]:
    """What was posted, as it was typed."""
    return {
        name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


def office_forms(site: Site, rows: list[dict[str, Any]], data: QueryDict | None = None) -> BaseFormSet:
    """A form for each office and some blank ones, which may stay blank."""
    formset = formset_factory(OfficeForm, extra=BLANK_ROWS, max_num=100, absolute_max=100)
    if data is not None:
        data = data.copy()
        # So that a row which was filled before may be emptied, too.
        data[f"{OFFICES}-INITIAL_FORMS"] = "0"
        return formset(data, prefix=OFFICES, form_kwargs={"site": site})
    return formset(initial=rows, prefix=OFFICES, form_kwargs={"site": site})


def posted_offices(formset: BaseFormSet) -> list[dict[str, Any]]:
    """The offices that were posted, as they were typed, without blank rows."""
    rows = [posted_answers(form) for form in formset.forms]
    return [row for row in rows if any(str(value or "").strip() for value in row.values())]
