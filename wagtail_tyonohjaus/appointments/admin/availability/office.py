"""Who works when: one week of all supervisors of an office or practice."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ....availability.hours_changes.loading import local_today
from ....availability.weeks.office_week import office_week
from ....practice.admin.zones import zone_for_request
from ....practice.form_fields.choices import set_queryset
from ....practice.models import Office, Supervisor
from .access import policy
from .changing import parse_day
from .pages import NAMESPACE, day_url, weeks_url

#: Supervisors on one page: a practice of any size costs as much as one page.
PER_PAGE = 25


class OfficeForm(forms.Form):
    """A GET form: one of the offices whose supervisors the user may change."""

    office = forms.ModelChoiceField(
        Office.objects.none(), required=False, label=gettext_lazy("Office"), empty_label=gettext_lazy("All")
    )


class SelectedSupervisors:
    """What a view selects by its query: an office, the Monday of ``?from=``, by default of this week, and supervisors.

    They are those whose availability the user may change.
    """

    form_class = OfficeForm
    request: HttpRequest

    @cached_property
    def form(self) -> OfficeForm:
        """The filter; an office that the user may not see is no choice."""
        form = self.form_class(self.request.GET)
        set_queryset(form, "office", self.offices())
        return form

    def offices(self) -> QuerySet[Office]:
        """Those of the supervisors whose availability the user may change."""
        mine = policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        links = Supervisor.offices.through.objects.filter(supervisor__in=mine.order_by().values("pk"))
        return Office.objects.filter(pk__in=links.values("office"))

    @cached_property
    def office(self) -> Office | None:
        """The selected office; None for all, and for one that is no choice."""
        return self.form.cleaned_data.get("office") if self.form.is_valid() else None

    @cached_property
    def monday(self) -> date:
        """The Monday of the week that is shown."""
        day = parse_day(self.request.GET.get("from", "")) or local_today(zone_for_request(self.request).key)
        return day - timedelta(days=day.weekday())

    def selected(self) -> QuerySet[Supervisor]:
        """Those who work at the practice, and at the selected office, by name."""
        rows = policy.instances_user_has_any_permission_for(self.request.user, ["change"]).filter(active=True)
        if self.office is not None:
            # A subquery, since a join may return a supervisor several times.
            links = Supervisor.offices.through.objects.filter(office=self.office)
            rows = rows.filter(pk__in=links.values("supervisor"))
        return rows.order_by("name", "pk")


@method_decorator(never_cache, name="dispatch")
class OfficeView(SelectedSupervisors, WagtailAdminTemplateMixin, TemplateView):
    """One week of the selected supervisors."""

    template_name = "wagtail_tyonohjaus/availability/admin/office.html"
    header_icon = "group"

    def get_page_title(self) -> str:
        return _("Who works when")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def supervisors(self) -> Page:
        """One page of the selected ones."""
        pages = Paginator(self.selected().select_related("site__tyonohjaus_practice"), PER_PAGE)
        return pages.get_page(self.request.GET.get("p"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page, week = self.supervisors(), timedelta(weeks=1)
        for supervisor in page:
            supervisor.keep_practice()
        grids = office_week([supervisor.pk for supervisor in page], self.monday)
        rows = [
            {"supervisor": one, "url": weeks_url(one, self.monday), "grid": self._linked(one, grids[one.pk])}
            for one in page
            if one.pk in grids
        ]
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "rows": rows,
            "page": page,
            "week": rows[0]["grid"].weeks[0] if rows else None,
            "this_week_url": self._url(),
            "previous_url": self._url(day=self.monday - week),
            "next_url": self._url(day=self.monday + week),
            "previous_page_url": self._url(self.monday, page.previous_page_number()) if page.has_previous() else "",
            "next_page_url": self._url(self.monday, page.next_page_number()) if page.has_next() else "",
        }

    def _linked(self, supervisor: Supervisor, grid: Any) -> Any:
        for day in grid.days:
            if not day.is_past:
                day.url = day_url(supervisor, day.date)
        return grid

    def _url(self, day: date | None = None, page: int = 1) -> str:
        query = {
            "office": self.office.pk if self.office else None,
            "from": day.isoformat() if day else None,
            "p": page if page > 1 else None,
        }
        return f"{reverse(f'{NAMESPACE}:office')}?{urlencode({name: text for name, text in query.items() if text})}"
