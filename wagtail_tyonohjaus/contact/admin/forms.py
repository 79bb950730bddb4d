"""The question "who gets this?"."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...practice.choices import DeliveryMode, Format, Language
from ...practice.date_fields import DayField
from ...practice.models import Office, PracticeSettings, Service, Supervisor
from ..choices import Payer, Urgency
from ..form_config import QUESTION_LABELS
from ..routing import RoutingInput

ANY = [("", _("Any"))]
VOCABULARIES = {"format": Format, "delivery_mode": DeliveryMode, "language": Language, "payer": Payer}


class QuestionForm(forms.Form):
    """A request as routing would see it. Dates and times are the practice's."""

    service = forms.ModelChoiceField(Service.objects.none(), required=False, empty_label=_("Any"))
    office = forms.ModelChoiceField(Office.objects.none(), required=False, empty_label=_("Any"))
    supervisor = forms.ModelChoiceField(Supervisor.objects.none(), required=False, empty_label=_("Any"))
    urgency = forms.ChoiceField(choices=Urgency.choices, required=False)
    format = forms.ChoiceField(choices=[*ANY, *Format.choices], required=False)
    delivery_mode = forms.ChoiceField(choices=[*ANY, *DeliveryMode.choices], required=False)
    language = forms.ChoiceField(choices=[*ANY, *Language.choices], required=False)
    payer = forms.ChoiceField(choices=[*ANY, *Payer.choices], required=False)
    day = DayField(required=False, label=_("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    time = forms.TimeField(required=False, label=_("Time"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))

    def __init__(self, practice: PracticeSettings, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practice = practice
        for name, model in (("service", Service), ("office", Office), ("supervisor", Supervisor)):
            self.fields[name].queryset = model.objects.filter(site_id=practice.site_id)
        for name, field in self.fields.items():
            field.label = QUESTION_LABELS.get(name, field.label)

    def facts(self) -> RoutingInput:
        """Of a form that is valid."""
        given = self.cleaned_data
        service = given["service"]
        return RoutingInput(
            at=self.moment(),
            service=service.pk if service else None,
            kind=service.kind if service else "",
            office=given["office"].pk if given["office"] else None,
            supervisor=given["supervisor"].pk if given["supervisor"] else None,
            urgency=given["urgency"] or Urgency.NORMAL.value,
            **{name: given[name] for name in VOCABULARIES},
        )

    def moment(self) -> datetime:
        now = timezone.localtime(timezone.now(), self.practice.zone)
        given = getattr(self, "cleaned_data", {})
        day, time = given.get("day") or now.date(), given.get("time") or now.time()
        return datetime.combine(day, time, self.practice.zone)
