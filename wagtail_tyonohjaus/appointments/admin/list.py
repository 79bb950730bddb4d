"""The list of sessions in the admin."""

from typing import Any, cast

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets import HeaderButton

from ...practice.admin.filters import DayRangeFilter
from ...practice.admin.lists import StrictFilterMixin
from ...practice.fields import model_field
from ...practice.form_fields.dates import DateRangeInput
from ...practice.form_fields.long_choices import LongSelect, names_only
from ...practice.models import Office, Service, Supervisor
from ...practice.references import normalise_request_reference
from ..formatting import format_session_time
from ..models import Session, SessionQuerySet, Status
from ..policy import policy, sessions_for, supervisors_for

NAMESPACE = "tyonohjaus_session"
UPCOMING, PENDING, PAST = "upcoming", "pending", "past"
PERIODS = [(UPCOMING, _("Upcoming")), (PENDING, _("Awaiting an answer")), (PAST, _("Past or closed"))]


def matches(text: str) -> Q:
    """Sessions of the visitor or supervisor whose name contains a text, or with that e-mail address or reference.

    References are stored in capitals and have an index. No table is joined, which would be read as a whole.
    """
    by_supervisor = Q(supervisor__in=Supervisor.objects.filter(name__icontains=text).order_by().values("pk"))
    found = Q(reference=text.upper()) | Q(name__icontains=text) | by_supervisor
    if "@" in text:
        found |= Q(email__iexact=text)
    if reference := normalise_request_reference(text):
        requests = cast(type[Model], model_field(Session, "request").related_model)
        found |= Q(request__in=requests._default_manager.filter(reference=reference).values("pk"))
    return found


def detail_url(session: Session) -> str:
    """The path of the session's page in the admin."""
    return reverse(f"{NAMESPACE}:detail", args=[session.pk])


def supervisors(request: HttpRequest | None) -> QuerySet[Supervisor]:
    """The supervisors whose sessions the user may book; none without a request."""
    return names_only(supervisors_for(request.user)) if request else Supervisor.objects.none()


def offices(request: HttpRequest | None) -> QuerySet[Office]:
    """The offices whose sessions the user may see; none without a request."""
    return policy().visible_offices(request.user) if request else Office.objects.none()


def services(request: HttpRequest | None) -> QuerySet[Service]:
    """The services of the practices whose sessions the user may see; none without a request."""
    return Service.objects.filter(site__in=policy().visible_sites(request.user)) if request else Service.objects.none()


class SessionFilterSet(WagtailFilterSet):
    """Filters whose choices are limited to records that the user may see."""

    period = django_filters.ChoiceFilter(
        label=_("Show"), choices=PERIODS, widget=forms.RadioSelect, method="filter_period", empty_label=_("All")
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Status.choices, widget=forms.CheckboxSelectMultiple
    )
    supervisor = django_filters.ModelChoiceFilter(label=_("Supervisor"), queryset=supervisors, widget=LongSelect)
    office = django_filters.ModelChoiceFilter(label=_("Office"), queryset=offices)
    service = django_filters.ModelChoiceFilter(label=_("Service"), queryset=services)
    start = DayRangeFilter(label=_("Day"), widget=DateRangeInput, zone_lookup="time_zone")

    class Meta:
        model = Session
        fields: list[str] = []

    def filter_period(self, queryset: SessionQuerySet, name: str, value: str) -> SessionQuerySet:
        """``value`` is a code of ``PERIODS``."""
        now = timezone.now()
        if value == PENDING:
            return queryset.filter(status=Status.HELD, hold_until__gt=now)
        is_upcoming = Q(status__in=[Status.HELD, Status.CONFIRMED], end__gt=now)
        return queryset.filter(is_upcoming if value == UPCOMING else ~is_upcoming)


COLUMNS = [
    TitleColumn("start", label=_("Time"), accessor=format_session_time, get_url=detail_url, sort_key="start"),
    Column("supervisor", label=_("Supervisor"), sort_key="supervisor__name"),
    Column("service", label=_("Service"), sort_key="service__name"),
    Column("office", label=_("Place"), accessor="place"),
    Column("name", label=_("Visitor"), sort_key="name"),
    Column("reference", label=_("Reference")),
    StatusTagColumn(
        "status",
        label=_("Status"),
        accessor="get_status_display",
        sort_key="status",
        primary=lambda session: session.status == Status.CONFIRMED,
    ),
]


class SessionListView(StrictFilterMixin, generic.IndexView):
    """The sessions to which the user has access; by default the upcoming ones."""

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
    list_export = ["reference", "local_start", "local_end", "supervisor", "service", "office", "get_status_display"]
    export_headings = {
        name: capfirst(model_field(Session, field).verbose_name)
        for name, field in (("local_start", "start"), ("local_end", "end"), ("get_status_display", "status"))
    }

    def get_base_queryset(self) -> SessionQuerySet:
        return sessions_for(self.request.user).with_related()

    def get_filterset_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_filterset_kwargs()
        if not self.request.GET:
            kwargs["data"] = {"period": UPCOMING}
        return kwargs

    def search_queryset(self, queryset: SessionQuerySet) -> SessionQuerySet:
        if not self.is_searching:
            return queryset
        return queryset.filter(matches(self.search_query.strip()))

    def get_edit_url(self, instance: Session) -> str:
        return detail_url(instance)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        new = HeaderButton(_("New session"), reverse(f"{NAMESPACE}:create"), icon_name="plus")
        week = HeaderButton(_("Week"), reverse(f"{NAMESPACE}:week"), icon_name="calendar-alt")
        return [new, week] if supervisors_for(self.request.user).exists() else [week]
