"""The filter form of the list of supervisors."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_tyonohjaus.practice.choices import DeliveryMode, Format, Language
from wagtail_tyonohjaus.practice.fields import code_lookup
from wagtail_tyonohjaus.practice.form_fields.choices import set_choices
from wagtail_tyonohjaus.practice.listings import with_card_relations
from wagtail_tyonohjaus.practice.models import Approach, Office, Service, Supervisor, WorkField

Choices = list[tuple[str, Any]]


class SupervisorFilterForm(forms.Form):
    """A GET form. Invalid values are ignored, since bookmarked URLs outlive the choices.

    Only values that at least one supervisor of the practice has can be selected.
    """

    city = forms.ChoiceField(required=False, label=_("City"))
    service = forms.ChoiceField(required=False, label=_("Service"))
    format = forms.ChoiceField(required=False, label=_("Format"))
    delivery_mode = forms.ChoiceField(required=False, label=_("Place"))
    language = forms.ChoiceField(required=False, label=_("Language"))
    approach = forms.ChoiceField(required=False, label=_("Approach"))
    work_field = forms.ChoiceField(required=False, label=_("Field of work"))
    accepts_new_clients = forms.BooleanField(required=False, label=_("Accepts new clients"))

    # Form field -> field of Supervisor with a list of codes, and its choices.
    code_filters = {
        "format": ("formats", Format),
        "delivery_mode": ("delivery_modes", DeliveryMode),
        "language": ("languages", Language),
    }
    # Form field -> relation of Supervisor, and its model.
    record_filters = {
        "service": ("services", Service),
        "approach": ("approaches", Approach),
        "work_field": ("work_fields", WorkField),
    }

    def __init__(self, *args: Any, site: Site | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.supervisors = Supervisor.objects.filter(site=site, active=True) if site else Supervisor.objects.none()
        self._set_code_choices()
        for name, (_relation, model) in self.record_filters.items():
            self._set_choices(name, _record_choices(model, self.supervisors))
        self._set_choices("city", sorted(self._city_names.items(), key=lambda choice: choice[1].casefold()))

    def results(self) -> QuerySet:
        """The matching supervisors in alphabetical order."""
        matches = self._filter_codes(self._filter_records(self.supervisors))
        if self.filters.get("city"):
            matches = matches.filter(offices__in=self._offices_by_city.get(self.filters["city"], []))
        if self.filters.get("accepts_new_clients"):
            matches = matches.filter(accepts_new_clients=True)
        return with_card_relations(matches.distinct()).order_by("name", "pk")

    @property
    def filters(self) -> dict[str, Any]:
        """The valid values, by form field."""
        self.is_valid()
        return getattr(self, "cleaned_data", {})

    @property
    def is_filtered(self) -> bool:
        """Whether any valid filter is set."""
        return any(self.filters.values())

    def query_string(self) -> str:
        """The filters, for links to further pages of results."""
        return urlencode({name: "on" if value is True else value for name, value in self.filters.items() if value})

    def _filter_codes(self, queryset: QuerySet) -> QuerySet:
        for name, (field, _choices) in self.code_filters.items():
            if self.filters.get(name):
                queryset = queryset.filter(**{f"{field}__contains": code_lookup(self.filters[name])})
        return queryset

    def _filter_records(self, queryset: QuerySet) -> QuerySet:
        for name, (relation, _model) in self.record_filters.items():
            if self.filters.get(name):
                queryset = queryset.filter(**{relation: self.filters[name]})
        return queryset

    def _set_choices(self, name: str, choices: Choices) -> None:
        """Remove a field with fewer than two choices, which could not filter anything."""
        if len(choices) < 2:
            del self.fields[name]
            return
        set_choices(self, name, [("", _("All")), *choices])

    def _set_code_choices(self) -> None:
        rows = list(self.supervisors.values_list(*(field for field, _choices in self.code_filters.values())))
        for column, (name, (_field, vocabulary)) in enumerate(self.code_filters.items()):
            codes = {code for row in rows for code in row[column]}
            self._set_choices(name, [choice for choice in vocabulary.choices if choice[0] in codes])

    @cached_property
    def _offices(self) -> list[Office]:
        offices = Office.objects.filter(supervisors__in=self.supervisors)
        return list(offices.distinct().prefetch_related("translations"))

    @property
    def _city_names(self) -> dict[str, str]:
        """City -> its name in the active language."""
        return {office.city: office.title for office in self._offices}

    @property
    def _offices_by_city(self) -> dict[str, list[int]]:
        offices: dict[str, list[int]] = {}
        for office in self._offices:
            offices.setdefault(office.city, []).append(office.pk)
        return offices


def _record_choices(model: type[Any], supervisors: QuerySet) -> Choices:
    records = model._default_manager.filter(supervisors__in=supervisors).distinct().prefetch_related("translations")
    choices = [(str(record.pk), record.text("name")) for record in records]
    return sorted(choices, key=lambda choice: choice[1].casefold())
