"""Reads answers, from the admin's steps, the command or a file, into a plan."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Site

from .forms import FORMS, OfficeForm, StartForm, check_offices
from .plan import FrontPage, HoursPlan, OfficePlan, Plan, PracticeType, SupervisorPlan

OFFICES = "offices"


def bound_forms(answers: Mapping[str, Any], site: Site) -> dict[str, StartForm]:
    """The forms of all steps with the answers; what is missing has its initial value."""
    return {name: form(_with_initial(form(site=site), answers), site=site) for name, form in FORMS.items()}


def known_answers() -> list[str]:
    """The names of all answers."""
    return [*(name for form in FORMS.values() for name in form.base_fields), OFFICES]


def read_plan(answers: Mapping[str, Any], site: Site) -> Plan:
    """The plan. Raises ``ValidationError`` with the errors by answer, such as ``name`` or ``offices.2.city``."""
    errors: dict[str, list[Any]] = {name: [_("There is no such answer.")] for name in _unknown(answers)}
    errors.update({name: [_("Enter a text or a list of texts.")] for name in _nested(answers)})
    cleaned: dict[str, Any] = {}
    for form in bound_forms(answers, site).values():
        if not form.is_valid():
            errors.update({name: list(messages) for name, messages in form.errors.items()})
        cleaned.update(form.cleaned_data)
    offices = _read_offices(answers.get(OFFICES) or [], site, errors)
    try:
        check_offices(cleaned.get("practice_type", ""), [office.city for office in offices])
    except ValidationError as error:
        errors.setdefault(OFFICES, error.messages)
    if errors:
        raise ValidationError(errors)
    return _plan(cleaned, offices)


def _unknown(answers: Mapping[str, Any]) -> list[str]:
    return sorted(set(answers) - set(known_answers()))


def _nested(answers: Mapping[str, Any]) -> list[str]:
    """The answers in a file that are neither texts nor lists of texts."""
    plain = {name: value if isinstance(value, list) else [value] for name, value in answers.items() if name != OFFICES}
    return [name for name, values in plain.items() if any(isinstance(value, dict | list) for value in values)]


def _with_initial(form: StartForm, answers: Mapping[str, Any]) -> dict[str, Any]:
    initial = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: answers[name] if answers.get(name) is not None else initial[name] for name in initial}


def _read_offices(rows: Any, site: Site, errors: dict[str, list[Any]]) -> list[OfficePlan]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        errors[OFFICES] = [_("Enter a list of offices, each with a city.")]
        return []
    offices = []
    for number, row in enumerate(rows, start=1):
        unknown: dict[str, list[Any]] = {
            name: [_("There is no such answer.")] for name in set(row) - set(OfficeForm.base_fields)
        }
        form = OfficeForm(_office_data(row), site=site)
        form.is_valid()
        found = {**unknown, **{name: list(messages) for name, messages in form.errors.items()}}
        errors.update({f"{OFFICES}.{number}.{name}": messages for name, messages in found.items()})
        if not found:
            offices.append(office_plan(form.cleaned_data))
    return offices


def _office_data(row: Mapping[str, Any]) -> dict[str, Any]:
    coordinators = row.get("coordinators", "")
    return {**row, "coordinators": ",".join(coordinators) if isinstance(coordinators, list) else coordinators}


def office_plan(cleaned: Mapping[str, Any]) -> OfficePlan:
    """The plan of an office from the cleaned data of its form."""
    phone = str(cleaned["phone"]) if cleaned["phone"] else ""
    return OfficePlan(cleaned["city"], cleaned["address"], phone, cleaned["email"], cleaned["coordinators"])


def _plan(cleaned: Mapping[str, Any], offices: list[OfficePlan]) -> Plan:
    supervisor_phone = str(cleaned["supervisor_phone"]) if cleaned["supervisor_phone"] else ""
    hours = HoursPlan(tuple(cleaned["hours_weekdays"]), cleaned["hours_start"], cleaned["hours_end"])
    first, further = cleaned["language"], cleaned["further_languages"]
    return Plan(
        practice_type=PracticeType(cleaned["practice_type"]),
        languages=(first, *(language for language in further if language != first)),
        name=cleaned["name"],
        phone=str(cleaned["phone"]),
        email=cleaned["email"],
        services=tuple(cleaned["services"]),
        supervisor=SupervisorPlan(
            cleaned["supervisor_name"],
            cleaned["supervisor_email"],
            supervisor_phone,
            cleaned["supervisor_user"],
            hours,
        ),
        offices=tuple(offices),
        theme=cleaned["theme"],
        time_zone=cleaned["time_zone"],
        holiday_country=cleaned["holiday_country"],
        fallback_recipients=cleaned["fallback_recipients"],
        front_page=FrontPage(cleaned["front_page"]),
    )
