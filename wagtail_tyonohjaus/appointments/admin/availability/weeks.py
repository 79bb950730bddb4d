"""The coming weeks of a supervisor, with a link to the page of each day."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, override

from ....availability.hours_changes.loading import local_today
from ....availability.offers import MAX_HORIZON_SECONDS
from ....availability.weeks.week_grid import WeekGrid, saved_week_grid
from ....availability.zone_offsets import DAY
from ....practice.access.policy import scope_of
from ....practice.models import Supervisor
from ....practice.page_links import PageRole, record_urls
from .changing import parse_day
from .pages import NAMESPACE, AvailabilityPage, day_url, weeks_url

#: Weeks on one page.
WEEKS = 4
#: As far ahead as any service can be booked.
MAX_AHEAD = timedelta(days=MAX_HORIZON_SECONDS // DAY)


def mine(request: HttpRequest) -> HttpResponse:
    """Redirects to the weeks of the user's own record; users without one see who works when."""
    own = scope_of(request.user).supervisor
    return redirect(f"{NAMESPACE}:office") if own is None else redirect(f"{NAMESPACE}:weeks", own)


class WeeksView(AvailabilityPage):
    """The weeks from that of today or of ``?from=`` on."""

    template_name = "wagtail_tyonohjaus/availability/admin/weeks.html"

    @cached_property
    def first_week(self) -> date:
        """The Monday of this week."""
        today = local_today(self.supervisor.zone_name)
        return today - timedelta(days=today.weekday())

    @cached_property
    def monday(self) -> date:
        """The Monday of the first week on the page, within the time for which there is anything to see."""
        day = parse_day(self.request.GET.get("from", "")) or self.first_week
        day = min(max(day, self.first_week), self.first_week + MAX_AHEAD)
        return day - timedelta(days=day.weekday())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pk, step = self.supervisor.pk, timedelta(weeks=WEEKS)
        grid = saved_week_grid(pk, weeks=WEEKS, first=self.monday)
        self._add_links(grid)
        has_previous, has_next = self.monday > self.first_week, self.monday + step <= self.first_week + MAX_AHEAD
        return {
            **super().get_context_data(**kwargs),
            "week_grid": grid,
            "previous_url": weeks_url(self.supervisor, self.monday - step) if has_previous else "",
            "next_url": weeks_url(self.supervisor, self.monday + step) if has_next else "",
            "holiday_url": day_url(self.supervisor, max(self.monday, local_today(self.supervisor.zone_name))),
            "calendars_url": reverse("tyonohjaus_busy_calendars", args=[pk]),
            "form_url": reverse(Supervisor.snippet_viewset.get_url_name("edit"), args=[pk]),
            "page_url": self._page_url(),
        }

    def _add_links(self, grid: WeekGrid | None) -> None:
        for day in grid.days if grid else ():
            if not day.is_past:
                day.url = day_url(self.supervisor, day.date)

    def _page_url(self) -> str:
        """The supervisor's page on the site, in the language of the admin or else of the site; blank without one."""
        site = self.supervisor.site
        for language in dict.fromkeys([get_language(), site.root_page.locale.language_code]):
            with override(language):
                urls = record_urls(PageRole.SUPERVISOR, [self.supervisor], site, self.request)
            if urls:
                return urls[self.supervisor.pk]
        return ""
