"""The form for crises: a telephone number, the kind of workplace and where; optional are a first name and a line.

Its visitors are upset and in a hurry, often on a phone at night. What they have chosen before is carried by the form,
and nothing of it that is not valid any more keeps the request back.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ...digits import parse_digits
from ...practice.choices import Kind
from ...practice.models import Office, PracticeSettings, Service
from ..choices import Urgency
from .config import CustomField, CustomFieldType, FormConfig

#: Keys of the answers.
WORKPLACE, PLACE = "workplace", "place"


def urgent_config(form_id: str = "contact") -> FormConfig:
    """In the active language: the token carries the labels."""
    own = (
        CustomField(
            WORKPLACE, CustomFieldType.TEXT.value, _("Kind of workplace"), _("Such as a school or a ward."), True
        ),
        CustomField(PLACE, CustomFieldType.TEXT.value, _("Where is it?"), _("The town is enough."), True),
    )
    labels = {
        "phone": _("Telephone number that we can call"),
        "name": _("First name (optional)"),
        "message": _("What happened, in one line (optional)"),
    }
    return FormConfig(labels=labels, custom_fields=own, form_id=form_id, urgent=True)


def is_urgent(practice: PracticeSettings, request: HttpRequest | None, service: Service | None = None) -> bool:
    """Whether a form is for a crisis: it is for a crisis service, or the visitor has followed a link that says so."""
    if service:
        return service.kind == Kind.CRISIS
    query = request.GET if request is not None else {}
    if query.get("urgency") == Urgency.CRISIS:
        return True
    key = parse_digits(query.get("service"))
    crisis_services = Service.objects.filter(site_id=practice.site_id, kind=Kind.CRISIS)
    return key is not None and crisis_services.filter(pk=key).exists()


def service_of(form: BaseForm) -> int | None:
    """The primary key of the service that the form carries, as the page or the visitor has it."""
    return parse_digits(form.data.get("service") or form.initial.get("service"))


def office_of_place(practice: PracticeSettings, answers: Mapping[str, Any]) -> Office | None:
    """The only office of the city that the visitor has named, which routing rules may ask for."""
    words = set(re.findall(r"\w+", str(answers.get(f"custom_{PLACE}") or "").casefold()))
    offices = Office.objects.filter(site_id=practice.site_id) if words else ()
    named = [office for office in offices if office.city.casefold() in words]
    return named[0] if len(named) == 1 else None
