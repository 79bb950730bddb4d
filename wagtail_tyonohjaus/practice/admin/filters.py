"""Filters of the records' lists in the admin."""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from wagtail.admin.filters import WagtailFilterSet

from ..choices import DeliveryMode, Language
from ..display.format_labels import FORMATS
from ..fields import code_lookup, model_field
from ..form_fields.dates import SupportedDateRangeField, SupportedDateRangeFilter
from ..models import Office, Service, Supervisor
from .site_access import visible_sites
from .zones import day_bounds, rows_by_zone


class ChoiceListFilter(django_filters.ChoiceFilter):
    """Filters by a code in a ``ChoiceListField``."""

    def filter(self, queryset: QuerySet, value: Any) -> QuerySet:
        return queryset.filter(**{f"{self.field_name}__contains": code_lookup(value)}) if value else queryset


class DayRangeField(SupportedDateRangeField):
    """Days without a zone."""

    def compress(self, data_list: list[date | None]) -> slice | None:
        """The days themselves, as a slice; only the filter knows the zones in which they begin and end."""
        return slice(*data_list) if any(data_list or ()) else None


class DayRangeFilter(SupportedDateRangeFilter):
    """Moments from one day to another, both included, in the zone whose name is at ``zone_lookup`` of each row."""

    field_class = DayRangeField

    def __init__(self, *args: Any, zone_lookup: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone_lookup = zone_lookup

    def filter(self, queryset: QuerySet, value: slice | None) -> QuerySet:
        if not value:
            return queryset
        conditions = [
            condition & self._within(value.start, value.stop, zone)
            for zone, condition in rows_by_zone(queryset, self.zone_lookup)
        ]
        return queryset.filter(reduce(or_, conditions, Q(pk=None)))

    def _within(self, first: date | None, last: date | None, zone: ZoneInfo) -> Q:
        since = Q(**{f"{self.field_name}__gte": day_bounds(first, zone)[0]}) if first else Q()
        until = Q(**{f"{self.field_name}__lt": day_bounds(last, zone)[1]}) if last else Q()
        return since & until


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
    formats = ChoiceListFilter(choices=FORMATS.choices, label=_label(Supervisor, "formats"))
    delivery_modes = ChoiceListFilter(choices=DeliveryMode.choices, label=_label(Supervisor, "delivery_modes"))

    class Meta:
        model = Supervisor
        fields = ["site", "accepts_new_clients", "active"]


class ServiceFilterSet(WagtailFilterSet):
    """Filters by practice, kind and format."""

    formats = ChoiceListFilter(choices=FORMATS.choices, label=_label(Service, "formats"))

    class Meta:
        model = Service
        fields = ["site", "kind"]
