"""Narrows the list of supervisors."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_tyonohjaus.practice.choices import DeliveryMode, Format, Language
from wagtail_tyonohjaus.practice.fields import holding
from wagtail_tyonohjaus.practice.listings import with_relations
from wagtail_tyonohjaus.practice.models import Approach, Office, Service, Supervisor, WorkField


class SupervisorSearchForm(forms.Form):
    """A GET form; a value that is no choice narrows nothing, since addresses outlive choices.

    Only what the practice's supervisors have can be chosen.
    """

    city = forms.ChoiceField(required=False, label=_("City"))
    service = forms.ChoiceField(required=False, label=_("Service"))
    format = forms.ChoiceField(required=False, label=_("Format"))
    mode = forms.ChoiceField(required=False, label=_("Where"))
    language = forms.ChoiceField(required=False, label=_("Language"))
    approach = forms.ChoiceField(required=False, label=_("Approach"))
    field = forms.ChoiceField(required=False, label=_("Field of work"))
    free = forms.BooleanField(required=False, label=_("Takes new clients"))

    listed = {
        "format": ("formats", Format),
        "mode": ("delivery_modes", DeliveryMode),
        "language": ("languages", Language),
    }
    related = {
        "service": ("services", Service),
        "approach": ("approaches", Approach),
        "field": ("work_fields", WorkField),
    }

    def __init__(self, *args: Any, site: Site | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.everybody = Supervisor.objects.filter(site=site, active=True) if site else Supervisor.objects.none()
        self._offer_codes()
        for name, (_relation, model) in self.related.items():
            self._offer(name, _terms(model, self.everybody))
        self._offer("city", self._cities())

    def results(self) -> QuerySet:
        """The supervisors that fit, in the alphabet's order."""
        self.is_valid()
        found = self.everybody
        for name, (column, _vocabulary) in self.listed.items():
            if self.chosen.get(name):
                found = found.filter(**{f"{column}__contains": holding(self.chosen[name])})
        for name, (relation, _model) in self.related.items():
            if self.chosen.get(name):
                found = found.filter(**{relation: self.chosen[name]})
        if self.chosen.get("city"):
            found = found.filter(offices__in=self._offices_in(self.chosen["city"]))
        if self.chosen.get("free"):
            found = found.filter(takes_new_clients=True)
        return with_relations(found.distinct()).order_by("name", "pk")

    @property
    def chosen(self) -> dict[str, Any]:
        return getattr(self, "cleaned_data", {})

    @property
    def narrowed(self) -> bool:
        return any(self.chosen.values())

    def query(self) -> str:
        """What was chosen, as a query string for the links to further pages."""
        return urlencode({name: "on" if value is True else value for name, value in self.chosen.items() if value})

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        """A field with fewer than two choices narrows nothing and is left out."""
        if len(choices) < 2:
            del self.fields[name]
            return
        self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]

    def _offer_codes(self) -> None:
        columns = [column for column, _vocabulary in self.listed.values()]
        rows = list(self.everybody.values_list(*columns))
        for position, (name, (_column, vocabulary)) in enumerate(self.listed.items()):
            held = {code for row in rows for code in row[position]}
            self._offer(name, [choice for choice in vocabulary.choices if choice[0] in held])

    def _cities(self) -> list[tuple[str, str]]:
        self._offices: dict[str, list[int]] = {}
        offices = Office.objects.filter(supervisors__in=self.everybody).distinct().prefetch_related("translations")
        names = {}
        for office in offices:
            self._offices.setdefault(office.city, []).append(office.pk)
            names[office.city] = office.title
        return sorted(names.items(), key=lambda pair: pair[1].casefold())

    def _offices_in(self, city: str) -> list[int]:
        return self._offices.get(city, [])


def _terms(model: type[Any], everybody: QuerySet) -> list[tuple[str, str]]:
    rows = model._default_manager.filter(supervisors__in=everybody).distinct().prefetch_related("translations")
    return sorted(((str(row.pk), row.text("name")) for row in rows), key=lambda pair: pair[1].casefold())
