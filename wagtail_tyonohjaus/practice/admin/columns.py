"""Columns of lists in the admin."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.tables import Column

from ..formatting import format_moment
from .site_access import practice_name
from .zones import PracticeZones, zone_of

_CACHE = "_tyonohjaus_zones"


class MomentColumn(Column):
    """Date and time in the zone of the row's practice, which is named if the list can have several zones.

    ``owner`` is a record in whose zone all rows are displayed. Wagtail's own column displays the reader's zone.
    """

    cell_template_name = "wagtail_tyonohjaus/practice/admin/moment_cell.html"

    def __init__(self, name: str, *, owner: Any = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.owner = owner

    def get_cell_context_data(self, instance: Any, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "moment": self._text(context["value"], instance, parent_context.get("table"))}

    def _text(self, value: Any, instance: Any, table: Any) -> str:
        if not value:
            return ""
        if self.owner is not None:
            return format_moment(value, zone_of(self.owner))
        zones = _zones(table)
        return format_moment(value, zones.of(getattr(instance, "site_id", None)), with_zone=zones.differ)


class PracticeColumn(Column):
    """The name of the row's practice."""

    def get_value(self, instance: Any) -> str:
        """Of a record that is loaded with ``site__tyonohjaus_practice``."""
        return practice_name(instance.site)


def _zones(table: Any) -> PracticeZones:
    """Loaded once for a table, whose cells get no request."""
    zones = getattr(table, _CACHE, None)
    if zones is None:
        zones = PracticeZones()
        if table is not None:
            setattr(table, _CACHE, zones)
    return zones
