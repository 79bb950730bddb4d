"""Libraries, and modules of the package, that are imported when they are first used.

Every process of a project would pay for them at its start, also each command, although only some views and tasks use
them. Wagtail loads all ``wagtail_hooks`` at the start, so those name the modules of their views by ``LateModule``.
Type checkers and the contracts for imports see the usual import.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any


class LateModule:
    """Stands for a module and imports it when an attribute is read."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


def late_view(module: Any, name: str) -> Callable[..., Any]:
    """The view of a class in a ``LateModule``, which is imported when the view is first called."""

    def view(request: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(module, name).as_view()(request, *args, **kwargs)

    return view


if TYPE_CHECKING:
    import holidays as holidays
    import icalendar as icalendar
    import openpyxl as openpyxl
    import segno as segno
    from openpyxl import cell as openpyxl_cell
else:
    holidays = LateModule("holidays")
    icalendar = LateModule("icalendar")
    openpyxl = LateModule("openpyxl")
    openpyxl_cell = LateModule("openpyxl.cell")
    segno = LateModule("segno")
