"""The list of sessions."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets import HeaderButton

from ...practice.admin.lists import StrictFilterMixin
from ...practice.date_fields import SupportedDateRangeFilter
from ...practice.models import Office, Service, Supervisor
from ...practice.spreadsheets import SafeExportMixin
from .. import formatting
from ..models import Session, Status
from ..policy import policy, sessions_for, supervisors_for

NAMESPACE = "tyonohjaus_session"
AHEAD, WAITING, PAST = "ahead", "waiting", "past"
PERIODS = [(AHEAD, _("Ahead")), (WAITING, _("Waiting for an answer")), (PAST, _("Past and ended"))]


def detail_url(session: Session) -> str:
    return reverse(f"{NAMESPACE}:detail", args=[session.pk])


def supervisors(request: HttpRequest | None) -> QuerySet[Supervisor]:
    return supervisors_for(request.user) if request else Supervisor.objects.none()


def offices(request: HttpRequest | None) -> QuerySet[Office]:
    return policy().visible_offices(request.user) if request else Office.objects.none()


def services(request: HttpRequest | None) -> QuerySet[Service]:
    return Service.objects.filter(site__in=policy().visible_sites(request.user)) if request else Service.objects.none()


class SessionFilterSet(WagtailFilterSet):
    period = django_filters.ChoiceFilter(
        label=_("Show"), choices=PERIODS, widget=forms.RadioSelect, method="in_period", empty_label=_("All")
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Status.choices, widget=forms.CheckboxSelectMultiple
    )
    supervisor = django_filters.ModelChoiceFilter(label=_("Supervisor"), queryset=supervisors)
    office = django_filters.ModelChoiceFilter(label=_("Office"), queryset=offices)
    service = django_filters.ModelChoiceFilter(label=_("Service"), queryset=services)
    start = SupportedDateRangeFilter(label=_("Day"), widget=DateRangePickerWidget)

    class Meta:
        model = Session
        fields: list[str] = []

    def in_period(self, queryset: QuerySet[Session], name: str, value: str) -> QuerySet[Session]:
        now = timezone.now()
        if value == WAITING:
            return queryset.filter(status=Status.HELD, hold_until__gt=now)
        ahead = queryset.filter(status__in=[Status.HELD, Status.CONFIRMED], end__gt=now)
        return ahead if value == AHEAD else queryset.exclude(pk__in=ahead.values("pk"))


def time_of(session: Session) -> str:
    return formatting.format_session_time(session)


COLUMNS = [
    TitleColumn("start", label=_("Time"), accessor=time_of, get_url=detail_url, sort_key="start"),
    Column("supervisor", label=_("Supervisor"), sort_key="supervisor__name"),
    Column("service", label=_("Service"), sort_key="service__name"),
    Column("office", label=_("Place"), accessor="place"),
    Column("name", label=_("Who"), sort_key="name"),
    Column("reference", label=_("Reference")),
    StatusTagColumn(
        "status",
        label=_("Status"),
        accessor="get_status_display",
        sort_key="status",
        primary=lambda session: session.status == Status.CONFIRMED,
    ),
]


class SessionListView(StrictFilterMixin, SafeExportMixin, generic.IndexView):
    """The sessions that the user may see, those ahead first."""

    model = Session
    page_title = pgettext_lazy("supervision", "Sessions")
    header_icon = "calendar-alt"
    any_permission_required = ["view", "change"]
    filterset_class = SessionFilterSet
    is_searchable = True
    columns = COLUMNS
    paginate_by = 30
    default_ordering = "start"
    index_url_name = f"{NAMESPACE}:index"
    index_results_url_name = f"{NAMESPACE}:index_results"
    list_export = ["reference", "local_start", "local_end", "supervisor", "service", "office", "status"]
    export_headings = {f"local_{end}": capfirst(Session._meta.get_field(end).verbose_name) for end in ("start", "end")}

    def get_base_queryset(self) -> QuerySet[Session]:
        return sessions_for(self.request.user).with_related()  # type: ignore[attr-defined]

    def get_filterset_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_filterset_kwargs()
        if not self.request.GET:
            kwargs["data"] = {"period": AHEAD}
        return kwargs

    def search_queryset(self, queryset: QuerySet[Session]) -> QuerySet[Session]:
        if not self.is_searching:
            return queryset
        text = self.search_query.strip()
        found = queryset.none()
        for lookup in ("reference__iexact", "name__icontains", "email__iexact", "supervisor__name__icontains"):
            found = found | queryset.filter(**{lookup: text})
        return found

    def get_edit_url(self, instance: Session) -> str:
        return detail_url(instance)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_("New session"), reverse(f"{NAMESPACE}:new"), icon_name="plus"),
            HeaderButton(_("Week"), reverse(f"{NAMESPACE}:week"), icon_name="calendar-alt"),
        ]
