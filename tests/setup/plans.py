"""Plans of practices, with default values. Tests pass the values they depend on."""

from typing import Any

from wagtail.models import AbstractPage

from wagtail_tyonohjaus.practice.page_model import page_model
from wagtail_tyonohjaus.setup.plan import OfficePlan, Plan, PracticeType, SupervisorPlan

TURKU = OfficePlan("Turku", "Aurakatu 1", "+358401110001", "turku@practice.example")
OULU = OfficePlan("Oulu", email="oulu@practice.example")


def make_plan(**values: Any) -> Plan:
    """By default a sole practitioner with one language and two services."""
    defaults: dict[str, Any] = {
        "practice_type": PracticeType.SOLE,
        "languages": ("fi",),
        "name": "Majakka",
        "phone": "+358401234567",
        "email": "majakka@practice.example",
        "services": ("individual", "crisis"),
        "supervisor": SupervisorPlan("Aino Laine"),
    }
    return Plan(**{**defaults, **values})


def group_plan(**values: Any) -> Plan:
    return make_plan(**{"practice_type": PracticeType.GROUP, **values})


def offices_plan(**values: Any) -> Plan:
    return make_plan(**{"practice_type": PracticeType.OFFICES, "offices": (TURKU, OULU), **values})


def tree(root: AbstractPage) -> list[str]:
    """The titles of the pages below ``root``, in order, indented by their depth."""
    pages = page_model().objects.descendant_of(root).order_by("path")
    return [f"{'  ' * (page.depth - root.depth - 1)}{page.title}" for page in pages]
