"""A contact form as data, from the same factory as on pages."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage

from ..appointments.formatting import format_minutes
from ..conf import app_settings
from ..contact.choices import Urgency
from ..contact.form import factory
from ..contact.form.config import FormConfig
from ..contact.form.contact_form import ContactForm
from ..contact.form.layout import FieldGroup
from ..contact.form.urgent_form import service_of, urgent_config
from ..contact.notices import office_of
from ..contact.routing.phone_numbers import number_for
from ..contact.visitor.promises import promised_minutes
from ..practice.choices import DeliveryMode, Format, Kind, Language
from ..practice.models import PracticeSettings
from ..practice.page_links import PageRole, first_page, page_classes, pages_of_site
from . import schemas
from .parameters import Parameters
from .practice_data import phone_data

CHOICES = {
    "format": Format.values,
    "delivery_mode": DeliveryMode.values,
    "urgency": Urgency.values,
    "language": Language.values,
}
PARAMETERS = ("page", "supervisor", "service", "office", *CHOICES, "preferred_start")
WIDGET_TYPES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "textarea"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radio"),
    (forms.SelectMultiple, "multiselect"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "checkbox"),
)
MULTIPLE = ("checkboxes", "multiselect")


def new_form(practice: PracticeSettings, query: QueryDict) -> tuple[ContactForm, schemas.Phone | None]:
    """An empty form in the active language, and the number to call. Raises ``Problem`` for invalid parameters."""
    parameters = Parameters(query, practice, PARAMETERS)
    page = _contact_page(parameters)
    records = {"supervisor": parameters.supervisor(), "service": parameters.service(), "office": parameters.office()}
    choices = {name: parameters.choice(name, values) for name, values in CHOICES.items()}
    preferred = parameters.preferred_time("preferred_start")
    parameters.check()
    service, number = records["service"], _number(practice, records, choices["urgency"])
    is_crisis = service.kind == Kind.CRISIS if service else choices["urgency"] == Urgency.CRISIS
    initial = {**records, **choices, "preferred_start": preferred}
    if is_crisis:
        urgent_phone = number.number.as_e164 if number else ""
        form = factory.contact_form(None, urgent_config(), initial, page=page, practice=practice, phone=urgent_phone)
        return form, phone_data(number)
    config = FormConfig.from_stream(getattr(page, "form_fields", None))
    for name, value in choices.items():
        config = config.including(name) if value else config
    return factory.contact_form(None, config, initial, page=page, practice=practice), phone_data(number)


def current_phone(form: ContactForm) -> schemas.Phone | None:
    """The number to call above a form that is shown again."""
    if not form.config.urgent:
        return phone_data(number_for(form.practice))
    urgency, kind = Urgency.CRISIS.value, Kind.CRISIS.value
    service, office = service_of(form), office_of(form, None)
    return phone_data(number_for(form.practice, urgency=urgency, kind=kind, service=service, office=office))


def form_data(form: ContactForm, phone: schemas.Phone | None) -> schemas.ContactForm:
    """What the visitor has entered is left out; hidden fields keep their values."""
    main, *details = form.groups()
    return schemas.ContactForm(
        language=get_language() or "",
        token=form.token.signed(),
        min_seconds=app_settings.FORM_MIN_SECONDS,
        phone=phone,
        messages=list(_urgent_messages(form, phone)) if form.config.urgent else [],
        summary=[schemas.SummaryRow(label=str(row.label), text=row.text) for row in form.chosen.rows],
        groups=[_group(main, details=False), *(_group(group, details=True) for group in details)],
        hidden=list(_hidden_fields(form)),
        consent=_consent(form),
        honeypot=schemas.Honeypot(name=form.honeypot.name, label=str(form.honeypot.label)),
    )


def _urgent_messages(form: ContactForm, phone: schemas.Phone | None) -> Iterator[schemas.Message]:
    """What pages say around the form for crises: the number first, and a time of the call only if it can be kept."""
    office = office_of(form, None)
    minutes = promised_minutes(form.practice, service=service_of(form), office=office.pk if office else None)
    if phone:
        yield schemas.Message(text=_("If you need help now, call"), phone=phone)
    if minutes:
        text = _("Or leave your number. We call you within %(promised)s, at any time of day.")
        yield schemas.Message(text=text % {"promised": format_minutes(minutes)}, phone=None)
    else:
        yield schemas.Message(text=_("We can’t promise at the moment how soon we call you."), phone=None)
    yield schemas.Message(text=_("We are not an emergency service. In an emergency call 112."), phone=None)
    introduction = _("When you send this request, you give this consent:")
    yield schemas.Message(text=f"{introduction} {form.consent.text}", phone=None)


def field_type(field: forms.Field) -> str:
    """The kind of input, by the widget; what HTML calls it for a single ``input``."""
    widget = field.widget
    known = next((name for widget_class, name in WIDGET_TYPES if isinstance(widget, widget_class)), "")
    return known or str(widget.attrs.get("type") or getattr(widget, "input_type", None) or "text")


def _contact_page(parameters: Parameters) -> AbstractPage | None:
    """The page with the parameter's primary key, else the site's first contact page."""
    site, pk = parameters.practice.site, parameters.number("page")
    if pk is None:
        return first_page(PageRole.CONTACT, site)
    pages = (pages_of_site(model, site).filter(pk=pk).first() for model in page_classes(PageRole.CONTACT))
    page = next(filter(None, pages), None)
    if page is None:
        parameters.reject("page")
    return page


def _number(practice: PracticeSettings, records: dict[str, Any], urgency: str) -> Any:
    """As on pages: a crisis service is for a crisis, also with other choices."""
    service = records["service"]
    who = {"service": service.pk, "kind": service.kind} if service else {}
    if service and service.kind == Kind.CRISIS:
        urgency = Urgency.CRISIS.value
    return number_for(
        practice,
        supervisor=records["supervisor"],
        office=records["office"],
        urgency=urgency or Urgency.NORMAL.value,
        **who,
    )


def _group(group: FieldGroup, *, details: bool) -> schemas.FieldGroup:
    heading, fields = group
    return schemas.FieldGroup(heading=heading, details=details, fields=[_field(bound) for bound in fields])


def _field(bound: forms.BoundField) -> schemas.FormField:
    field, kind = bound.field, field_type(bound.field)
    attrs = field.widget.attrs
    return schemas.FormField(
        name=bound.name,
        type=kind,
        label=str(bound.label),
        help=str(bound.help_text or ""),
        required=field.required,
        value=_value(bound, kind),
        choices=_choices(field.widget),
        max_length=getattr(field, "max_length", None),
        autocomplete=attrs.get("autocomplete"),
        input_mode=attrs.get("inputmode"),
    )


def _value(bound: forms.BoundField, kind: str) -> str | bool | list[str]:
    """What is filled in at first. The form's own data is what the visitor has entered, and left out."""
    value = bound.form.get_initial_for_field(bound.field, bound.name)
    value = bound.field.prepare_value(value)
    if kind in MULTIPLE:
        return [str(each) for each in value or ()]
    if kind == "checkbox":
        return bool(value)
    if kind in ("select", "radio"):
        return str(value or "")
    return str(bound.field.widget.format_value(value) or "")


def _choices(widget: forms.Widget) -> list[schemas.Choice] | None:
    choices = getattr(widget, "choices", None)
    if choices is None:
        return None
    return [schemas.Choice(value=str(value), label=str(label)) for value, label in _flat(choices)]


def _flat(choices: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Without the headings of groups."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield "" if value is None else value, label


def _hidden_fields(form: ContactForm) -> Iterator[schemas.HiddenField]:
    for name, field in form.fields.items():
        if field.widget.is_hidden:
            value = form[name].value()
            yield schemas.HiddenField(name=name, value="" if value is None else str(value))


def _consent(form: ContactForm) -> schemas.ConsentField:
    return schemas.ConsentField(
        name="consent",
        label=form.consent.text,
        required=not form.config.urgent,
        version=form.consent.version,
        language=form.consent.language,
        privacy_url=form.privacy_url,
    )
