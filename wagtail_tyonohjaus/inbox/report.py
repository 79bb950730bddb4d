"""The report on contact requests: how many came in from where, and how long the answers took."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..contact.policy import policy, requests_for
from ..practice.admin.pictures.charts import Chart, Table, horizontal_bar_chart, stacked_bar_chart
from ..practice.admin.pictures.pages import ChartPage
from ..practice.admin.users import staff_user
from ..practice.admin.zones import zone_for_request
from ..practice.form_fields.choices import set_queryset
from ..practice.form_fields.dates import DateField, format_input_date
from .filters import visible_offices
from .request_statistics import GROUPINGS, INTERVALS, WEEK, RequestStatistics, Selection, request_statistics

DEFAULT_WEEKS = 12
MAX_DAYS = 366 * 3
MAX_BARS = 12


class PeriodForm(forms.Form):
    """Two dates, both included, how the requests are divided, and optionally an office."""

    first = DateField(label=gettext_lazy("Start date"))
    last = DateField(label=gettext_lazy("End date"))
    interval = forms.ChoiceField(label=gettext_lazy("Week or month"), choices=INTERVALS)
    grouping = forms.ChoiceField(label=gettext_lazy("Grouped by"), choices=list(GROUPINGS.items()))
    office: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, required=False, label=gettext_lazy("Office"), empty_label=gettext_lazy("All")
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_queryset(self, "office", visible_offices(request))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not 0 <= (last - first).days <= MAX_DAYS:
            raise ValidationError(_("Enter an end date that is after the start date and at most three years later."))
        return cleaned


class ReportView(ChartPage):
    """The report for the period in the query string, by default the last ``DEFAULT_WEEKS`` weeks."""

    template_name = "wagtail_tyonohjaus/inbox/report.html"
    page_title = gettext_lazy("Report on contact requests")
    header_icon = "list-ul"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy().user_has_any_permission(request.user, ["view", "change"]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "form": self.form,
            "media": context["media"] + self.form.media,
            "statistics": self.statistics,
            "charts": self.charts,
            "tables": self.time_tables,
        }

    def get_tables(self) -> list[Table]:
        return [*(chart.table for chart in self.charts), *self.time_tables]

    @cached_property
    def form(self) -> PeriodForm:
        """Bound to the query string, with the default for what is missing."""
        return PeriodForm(self.get_form_data(), request=self.request)

    def get_form_data(self) -> QueryDict:
        """The query string, with the default period in place of missing dates."""
        data = self.request.GET.copy()
        days = {name: format_input_date(day) for name, day in self.get_default_period().items()}
        for name, value in {**days, "interval": WEEK, "grouping": next(iter(GROUPINGS))}.items():
            data.setdefault(name, value)
        return data

    def get_default_period(self) -> dict[str, date]:
        """``DEFAULT_WEEKS`` weeks, the present one included, by the form's fields."""
        today = timezone.localdate(timezone=zone_for_request(self.request))
        return {"first": today - timedelta(days=today.weekday(), weeks=DEFAULT_WEEKS - 1), "last": today}

    @cached_property
    def statistics(self) -> RequestStatistics | None:
        """Of the requests that the user may see, with days in the current time zone; None for an invalid form."""
        if not self.form.is_valid():
            return None
        values = dict(self.form.cleaned_data)
        requests, office = requests_for(staff_user(self.request)), values.pop("office")
        if office:
            requests = requests.filter(office=office)
        return request_statistics(requests, Selection(zone_for_request(self.request), **values))

    @cached_property
    def charts(self) -> list[Chart]:
        """The requests by week or month and by group."""
        if self.statistics is None:
            return []
        return get_charts(self.statistics, str(GROUPINGS[self.form.cleaned_data["grouping"]]), self.interval_name)

    @cached_property
    def time_tables(self) -> list[Table]:
        """Response times by group and by week or month, with all rows."""
        if self.statistics is None:
            return []
        grouping = str(GROUPINGS[self.form.cleaned_data["grouping"]])
        return [
            _time_table("times", _("Response times"), grouping, self.statistics.groups),
            _time_table("times_by_period", _("Response times over time"), self.interval_name, self.statistics.periods),
        ]

    @property
    def interval_name(self) -> str:
        return str(dict(INTERVALS)[self.form.cleaned_data["interval"]])


def get_charts(statistics: RequestStatistics, grouping: str, interval: str) -> list[Chart]:
    """The requests over time, divided by group, and those of each group with at most ``MAX_BARS`` bars."""
    rows = [
        [period.name, *counts, period.count]
        for period, counts in zip(statistics.periods, statistics.counts, strict=True)
    ]
    headings = [interval, *statistics.series, _("All")]
    title = _("Requests over time")
    over_time = Table("requests", title, headings, rows)
    groups = [(group.name, group.count) for group in statistics.groups[:MAX_BARS]]
    description = _("Requests for each week or month, from left to right.")
    return [
        stacked_bar_chart("requests", title, statistics.series, over_time, description),
        horizontal_bar_chart("groups", _("Requests in the whole period"), groups, (grouping, _("Requests"))),
    ]


def _time_table(key: str, title: str, heading: str, rows: Any) -> Table:
    headings = [
        *(heading, _("Requests"), _("Answered"), _("Median, hours"), _("90th percentile, hours")),
        _("Started in the promised time, %"),
    ]
    return Table(key, title, headings, [row.cells for row in rows])
