"""Filters of the records' lists in the admin."""

from typing import Any

import django_filters
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from wagtail.admin.filters import WagtailFilterSet

from ..choices import DeliveryMode, Format, Language
from ..fields import code_lookup, model_field
from ..models import Office, Service, Supervisor
from ..site_access import visible_sites


class ChoiceListFilter(django_filters.ChoiceFilter):
    """Filters by a code in a ``ChoiceListField``."""

    def filter(self, queryset: QuerySet, value: Any) -> QuerySet:
        return queryset.filter(**{f"{self.field_name}__contains": code_lookup(value)}) if value else queryset


def visible_offices(request: HttpRequest) -> QuerySet[Office]:
    """The offices of the practices whose supervisors the user may see."""
    return Office.objects.filter(site__in=visible_sites(request.user, Supervisor))


def visible_services(request: HttpRequest) -> QuerySet[Service]:
    """The services of the practices whose supervisors the user may see."""
    return Service.objects.filter(site__in=visible_sites(request.user, Supervisor))


def _label(model: type[Model], field: str) -> str | Promise:
    return model_field(model, field).verbose_name


class SupervisorFilterSet(WagtailFilterSet):
    """Filters by practice, by what the supervisor offers, and by availability for new clients."""

    offices = django_filters.ModelChoiceFilter(queryset=visible_offices, label=_label(Supervisor, "offices"))
    services = django_filters.ModelChoiceFilter(queryset=visible_services, label=_label(Supervisor, "services"))
    languages = ChoiceListFilter(choices=Language.choices, label=_label(Supervisor, "languages"))
    formats = ChoiceListFilter(choices=Format.choices, label=_label(Supervisor, "formats"))
    delivery_modes = ChoiceListFilter(choices=DeliveryMode.choices, label=_label(Supervisor, "delivery_modes"))

    class Meta:
        model = Supervisor
        fields = ["site", "accepts_new_clients", "active"]


class ServiceFilterSet(WagtailFilterSet):
    """Filters by practice, kind and format."""

    formats = ChoiceListFilter(choices=Format.choices, label=_label(Service, "formats"))

    class Meta:
        model = Service
        fields = ["site", "kind"]
