"""The form of the routing preview."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...practice.choices import DeliveryMode, Language
from ...practice.display.format_labels import FORMATS
from ...practice.form_fields.choices import set_queryset
from ...practice.form_fields.dates import DateField, TimeField
from ...practice.form_fields.long_choices import offer_many
from ...practice.models import Office, PracticeSettings, Service, SiteRecord, Supervisor
from ..choices import Payer, Urgency
from ..form.standard_fields import FIELD_LABELS
from ..routing.evaluation import RoutingInput
from .condition_fields import condition_preview_fields

ANY = [("", _("Any"))]
RECORDS: dict[str, type[SiteRecord]] = {"service": Service, "office": Office, "supervisor": Supervisor}
VOCABULARIES = {"format": FORMATS, "delivery_mode": DeliveryMode, "language": Language, "payer": Payer}


class RoutingPreviewForm(forms.Form):
    """The answers of a contact request that decide its routing. Dates and times are in the practice's time zone."""

    service = forms.ModelChoiceField(Service.objects.none(), required=False, empty_label=_("Any"))
    office = forms.ModelChoiceField(Office.objects.none(), required=False, empty_label=_("Any"))
    supervisor = forms.ModelChoiceField(Supervisor.objects.none(), required=False, empty_label=_("Any"))
    urgency = forms.ChoiceField(choices=Urgency.choices, required=False)
    format = forms.ChoiceField(choices=[*ANY, *FORMATS.choices], required=False)
    delivery_mode = forms.ChoiceField(choices=[*ANY, *DeliveryMode.choices], required=False)
    language = forms.ChoiceField(choices=[*ANY, *Language.choices], required=False)
    payer = forms.ChoiceField(choices=[*ANY, *Payer.choices], required=False)
    day = DateField(required=False, label=_("Day"))
    time = TimeField(required=False, label=_("Time"))

    def __init__(self, practice: PracticeSettings, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practice = practice
        for name, model in RECORDS.items():
            set_queryset(self, name, model._default_manager.filter(site_id=practice.site_id))
        offer_many(self, Supervisor.objects.filter(site=practice.site_id), "supervisor")
        for name, field in self.fields.items():
            field.label = FIELD_LABELS.get(name, field.label)
        self.own_conditions = condition_preview_fields()
        self.fields.update(self.own_conditions)

    def get_routing_input(self) -> RoutingInput:
        """Call it only if the form is valid."""
        data = self.cleaned_data
        service, office, supervisor = data["service"], data["office"], data["supervisor"]
        return RoutingInput(
            at=self.get_time(),
            service=service.pk if service else None,
            kind=service.kind if service else "",
            office=office.pk if office else None,
            supervisor=supervisor.pk if supervisor else None,
            urgency=data["urgency"] or Urgency.NORMAL.value,
            others={name: data[name] for name in self.own_conditions},
            **{name: data[name] for name in VOCABULARIES},
        )

    def get_time(self) -> datetime:
        """When the request is made: now, unless the form has a day or a time."""
        now = timezone.localtime(timezone.now(), self.practice.zone)
        data = getattr(self, "cleaned_data", {})
        day, time = data.get("day") or now.date(), data.get("time") or now.time()
        return datetime.combine(day, time, self.practice.zone)
