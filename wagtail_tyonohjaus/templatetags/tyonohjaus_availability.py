"""The picture of a supervisor's coming weeks."""

from typing import Any

from django import template

from ..availability.week_grid import saved_week_grid, unsaved_week_grid
from ..practice.models import Supervisor

register = template.Library()
WEEKS_TEMPLATE = "wagtail_tyonohjaus/availability/admin/_weeks.html"


@register.inclusion_tag(WEEKS_TEMPLATE)
def tyo_week_grid(supervisor: Supervisor) -> dict[str, Any]:
    """The coming weeks as saved."""
    return {"weeks": saved_week_grid(supervisor.pk)}


@register.inclusion_tag(WEEKS_TEMPLATE)
def tyo_unsaved_week_grid(supervisor: Supervisor) -> dict[str, Any]:
    """The coming weeks with what a form has changed and nobody has saved."""
    return {"weeks": unsaved_week_grid(supervisor)}
