"""Filters of the records' lists in the admin."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import WagtailFilterSet

from ..choices import DeliveryMode, Format, Language
from ..fields import code_lookup
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


class SupervisorFilterSet(WagtailFilterSet):
    """Filters by practice, by what the supervisor offers, and by availability for new clients."""

    offices = django_filters.ModelChoiceFilter(
        queryset=visible_offices, label=Supervisor._meta.get_field("offices").verbose_name
    )
    services = django_filters.ModelChoiceFilter(
        queryset=visible_services, label=Supervisor._meta.get_field("services").verbose_name
    )
    languages = ChoiceListFilter(choices=Language.choices, label=Supervisor._meta.get_field("languages").verbose_name)
    formats = ChoiceListFilter(choices=Format.choices, label=Supervisor._meta.get_field("formats").verbose_name)
    delivery_modes = ChoiceListFilter(
        choices=DeliveryMode.choices, label=Supervisor._meta.get_field("delivery_modes").verbose_name
    )

    class Meta:
        model = Supervisor
        fields = ["site", "accepts_new_clients", "active"]


class ServiceFilterSet(WagtailFilterSet):
    """Filters by practice, kind and format."""

    formats = ChoiceListFilter(choices=Format.choices, label=Service._meta.get_field("formats").verbose_name)

    class Meta:
        model = Service
        fields = ["site", "kind"]
