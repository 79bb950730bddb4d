"""The block that leads to the list of supervisors."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wagtail_tyonohjaus.late_imports import LateModule

from .base import PracticeBlock
from .records import RecordsMeta

if TYPE_CHECKING:
    from wagtail_tyonohjaus.finding import finder
else:
    finder = LateModule("wagtail_tyonohjaus.finding.finder")


class FinderBlock(PracticeBlock):
    """A short form that leads to the list of supervisors: service or format, place, language, free this week."""

    def get_records(self, value: Any, context: dict[str, Any]) -> dict[str, Any]:
        return {"finder": finder.finder_of(context["site"], context.get("request"))}

    class Meta(RecordsMeta):
        label = _("Find a supervisor")
        icon = "search"
        template = "wagtail_tyonohjaus/blocks/finder.html"
        description = _("A form that leads to the list of supervisors. Hidden without such a page.")
        preview_value = {"heading": _("Find a supervisor")}
