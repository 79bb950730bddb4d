"""The map of routing: a picture and a table of which requests go to whom."""

from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...practice.admin.pictures.charts import Chart, Table, link_chart
from ...practice.admin.pictures.pages import ChartPage
from ...practice.models import PracticeSettings
from ..routing.routing_map import RouteText, RoutingMap, routing_map
from .routing_preview import DEFAULT_REASONS, OfManagedPractice

#: So many lines can be read; downloads have all of them.
MAX_ROUTES = 60


class RoutingMapView(OfManagedPractice, ChartPage):
    """Who gets which requests, with the people who are on duty now."""

    template_name = "wagtail_tyonohjaus/contact/admin/routing_map.html"
    page_title = gettext_lazy("Map of routing")
    header_icon = "site"

    @cached_property
    def practice(self) -> PracticeSettings:
        """That of the selected site."""
        return PracticeSettings.for_site(self.get_site())

    @cached_property
    def map(self) -> RoutingMap:
        """All of its routes."""
        return routing_map(self.practice, timezone.now().astimezone(self.practice.zone))

    def get_tables(self) -> list[Table]:
        return [_table(self.map, self.map.routes)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "sites": self.site_choices(),
            "selected_site": self.practice.site_id,
            "map": self.map,
            "chart": _chart(self.map),
            "left_out": max(len(self.map.routes) - MAX_ROUTES, 0),
        }


def _chart(found: RoutingMap) -> Chart:
    shown = found.routes[:MAX_ROUTES]
    links = [(route.requests, _rules_text(route), route.is_gap) for route in shown]
    links += [(_("No request"), problem.rule, True) for problem in found.problems]
    description = _(
        "Requests on the left, the rules that act on them on the right. Dashed lines show requests that only the "
        "fallback recipients get, and rules that never act."
    )
    return link_chart("routing", _("Map of routing"), links, _table(found, shown), description)


def _table(found: RoutingMap, shown: list[RouteText]) -> Table:
    rows = [
        [
            route.requests,
            _rules_text(route),
            ", ".join(route.recipients),
            _("Only the fallback recipients") if gap else "",
        ]
        for route in shown
        for gap in [route.is_gap]
    ]
    rows += [[_("No request"), problem.rule, "", problem.description] for problem in found.problems]
    headings = [_("Requests"), _("Rules"), _("Who gets them"), _("Problem")]
    return Table("routing", _("Map of routing"), headings, rows)


def _rules_text(route: RouteText) -> str:
    return ", ".join(route.rules) if route.rules else str(DEFAULT_REASONS[route.default])
