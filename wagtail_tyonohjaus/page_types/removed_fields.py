"""Fields that a project removes from its page types, as Django allows for fields of abstract models.

The page types' lists of panels, search fields and API fields name all fields. Those of a removed one are left out.
"""

from collections.abc import Iterable
from typing import Any

from wagtail.admin.panels import FieldPanel
from wagtail.admin.panels.group import PanelGroup

FIELD_LISTS = ("search_fields", "api_fields", "override_translatable_fields")
"""Attributes of page classes whose elements are names of fields, or have one."""


def removed_fields(page_class: Any) -> frozenset[str]:
    """The names of the fields that abstract base classes declare and ``page_class`` sets to None."""
    abstract = [base for base in page_class.__mro__[1:] if "_meta" in vars(base) and base._meta.abstract]
    names = {field.name for base in abstract for field in base._meta.local_fields}
    return frozenset(name for name in names if getattr(page_class, name, page_class) is None)


def leave_out_removed_fields(page_class: type) -> None:
    """Shortens the class's lists of fields; the lists of its base classes stay as they are."""
    removed = removed_fields(page_class)
    for attribute in FIELD_LISTS if removed else ():
        elements = getattr(page_class, attribute, None)
        if elements:
            setattr(page_class, attribute, [element for element in elements if _field_name(element) not in removed])


def panels_without(removed: Iterable[str], panels: Iterable[Any]) -> list[Any]:
    """The panels without those of ``removed`` fields, and without groups that are empty then."""
    names = frozenset(removed)
    shortened = (_without(names, panel) for panel in panels) if names else panels
    return [panel for panel in shortened if panel is not None]


def _without(removed: frozenset[str], panel: Any) -> Any:
    if isinstance(panel, PanelGroup):
        return _group_without(removed, panel)
    name = panel if isinstance(panel, str) else panel.field_name if isinstance(panel, FieldPanel) else ""
    return None if name in removed else panel


def _group_without(removed: frozenset[str], group: PanelGroup) -> PanelGroup | None:
    children = panels_without(removed, group.children)
    if not children:
        return None
    shortened = group.clone()
    shortened.children = children
    return shortened


def _field_name(element: Any) -> str:
    return str(getattr(element, "field_name", None) or getattr(element, "name", element))
