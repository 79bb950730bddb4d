"""Template tag for the preview of a supervisor in the admin."""

from django import template

from ..availability.weeks.week_grid import WeekGrid, unsaved_week_grid
from ..practice.models import Supervisor

register = template.Library()


@register.inclusion_tag("wagtail_tyonohjaus/availability/admin/_week_grid.html")
def tyo_unsaved_week_grid(supervisor: Supervisor) -> dict[str, WeekGrid]:
    """The next weeks of a supervisor as edited in a form. ``{% tyo_unsaved_week_grid supervisor %}``"""
    return {"week_grid": unsaved_week_grid(supervisor)}
