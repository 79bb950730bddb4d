"""The report on contact requests: how many came, by which way, and how fast they were answered."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from ..contact.policy import policy, requests_for
from ..practice.date_fields import DayField
from .charts import lying, standing
from .filters import offices
from .statistics import Figures, figures
from .views import MEDIA

WEEKS = 12
LONGEST_DAYS = 366 * 3
MOST_BARS = 12


class PeriodForm(forms.Form):
    first = DayField(label=_("From"), widget=AdminDateInput())
    last = DayField(label=_("Until"), widget=AdminDateInput())
    office: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, required=False, label=_("Office"), empty_label=_("All")
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices(request)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not 0 <= (last - first).days <= LONGEST_DAYS:
            raise ValidationError(_("Give a period of three years at most that ends after it starts."))
        return cleaned


class ReportView(WagtailAdminTemplateMixin, TemplateView):
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
        form = PeriodForm(self.asked(), request=self.request)
        found = self.get_figures(form.cleaned_data) if form.is_valid() else None
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "media": MEDIA + form.media,
            "figures": found,
            "charts": charts(found) if found else [],
            "tables": tables(found) if found else [],
        }

    def asked(self) -> QueryDict:
        asked = self.request.GET.copy()
        for name, day in self.usual_period().items():
            asked.setdefault(name, day.isoformat())
        return asked

    def usual_period(self) -> dict[str, date]:
        today = timezone.localdate()
        return {"first": today - timedelta(days=today.weekday(), weeks=WEEKS - 1), "last": today}

    def get_figures(self, cleaned: dict[str, Any]) -> Figures:
        requests = requests_for(self.request.user)
        if cleaned["office"]:
            requests = requests.filter(office=cleaned["office"])
        return figures(requests, timezone.get_current_timezone(), cleaned["first"], cleaned["last"])


def charts(found: Figures) -> list[Any]:
    groups = (
        ("services", _("Requests by service"), found.services),
        ("offices", _("Requests by office"), found.offices),
        ("channels", _("Requests by preferred way of contact"), found.channels),
    )
    lines = [lying(key, title, [(row.name, row.count) for row in rows[:MOST_BARS]]) for key, title, rows in groups]
    return [standing("weeks", _("Requests by week"), found.weeks), *lines]


def tables(found: Figures) -> list[dict[str, Any]]:
    return [
        {"title": _("Answered in: by service"), "rows": found.services},
        {"title": _("Answered in: by office"), "rows": found.offices},
        {"title": _("Answered in: by preferred way of contact"), "rows": found.channels},
        {"title": _("Answered in: by urgency"), "rows": found.urgencies},
    ]
