"""The report on contact requests: how many came in, and how long the answers took."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ..contact.policy import policy, requests_for
from ..practice.admin.users import staff_user
from ..practice.admin.zones import zone_for_request
from ..practice.form_fields.choices import set_queryset
from ..practice.form_fields.dates import DateField, format_input_date
from .charts import Chart, horizontal_bar_chart, vertical_bar_chart
from .filters import visible_offices
from .media import REPORT_MEDIA
from .request_statistics import RequestStatistics, request_statistics

DEFAULT_WEEKS = 12
MAX_DAYS = 366 * 3
MAX_BARS = 12


class PeriodForm(forms.Form):
    """Two dates, both included, and optionally an office."""

    first = DateField(label=_("Start date"))
    last = DateField(label=_("End date"))
    office: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, required=False, label=_("Office"), empty_label=_("All")
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


class ReportView(WagtailAdminTemplateMixin, TemplateView):
    """The report for the period in the query string, by default the last ``DEFAULT_WEEKS`` weeks."""

    template_name = "wagtail_tyonohjaus/inbox/report.html"
    page_title = _("Report on contact requests")
    header_icon = "list-ul"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy().user_has_any_permission(request.user, ["view", "change"]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = PeriodForm(self.get_form_data(), request=self.request)
        statistics = self.get_statistics(form.cleaned_data) if form.is_valid() else None
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "media": REPORT_MEDIA + form.media,
            "statistics": statistics,
            "charts": get_charts(statistics) if statistics else [],
            "tables": get_tables(statistics) if statistics else [],
        }

    def get_form_data(self) -> QueryDict:
        """The query string, with the default period in place of missing dates."""
        data = self.request.GET.copy()
        for name, day in self.get_default_period().items():
            data.setdefault(name, format_input_date(day))
        return data

    def get_default_period(self) -> dict[str, date]:
        """``DEFAULT_WEEKS`` weeks, the present one included, by the form's fields."""
        today = timezone.localdate(timezone=zone_for_request(self.request))
        return {"first": today - timedelta(days=today.weekday(), weeks=DEFAULT_WEEKS - 1), "last": today}

    def get_statistics(self, cleaned: dict[str, Any]) -> RequestStatistics:
        """Of the requests that the user may see, with days in the current time zone."""
        requests = requests_for(staff_user(self.request))
        if cleaned["office"]:
            requests = requests.filter(office=cleaned["office"])
        return request_statistics(requests, zone_for_request(self.request), cleaned["first"], cleaned["last"])


def get_charts(statistics: RequestStatistics) -> list[Chart]:
    """The requests by week, then by each group with at most ``MAX_BARS`` bars."""
    groups = (
        ("services", _("Requests by service"), statistics.services),
        ("offices", _("Requests by office"), statistics.offices),
        ("channels", _("Requests by preferred contact method"), statistics.channels),
    )
    by_group = [
        horizontal_bar_chart(key, title, [(row.name, row.count) for row in rows[:MAX_BARS]])
        for key, title, rows in groups
    ]
    return [vertical_bar_chart("weeks", _("Requests by week"), statistics.weeks), *by_group]


def get_tables(statistics: RequestStatistics) -> list[dict[str, Any]]:
    """Response times by group, with all rows."""
    return [
        {"title": _("Response times by service"), "rows": statistics.services},
        {"title": _("Response times by office"), "rows": statistics.offices},
        {"title": _("Response times by preferred contact method"), "rows": statistics.channels},
        {"title": _("Response times by urgency"), "rows": statistics.urgencies},
    ]
