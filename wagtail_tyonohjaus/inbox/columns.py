"""The columns of the inbox. Text carries the meaning; colour only repeats it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn

from ..contact.models import ContactRequest
from ..practice.admin.columns import MomentColumn
from .links import detail_url, visitor_name


def _title_id(request: ContactRequest) -> str:
    return f"contactrequest_{request.pk}_title"


class VisitorColumn(TitleColumn):
    """The visitor's name, with a link to the request."""

    cell_template_name = "wagtail_tyonohjaus/inbox/cells/visitor.html"

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, accessor=visitor_name, get_url=detail_url, get_title_id=_title_id, **kwargs)


class StatusColumn(Column):
    """The status, with a badge for requests that are held for review."""

    cell_template_name = "wagtail_tyonohjaus/inbox/cells/status.html"


class DueColumn(Column):
    """When the request has to be answered, marked if that has passed."""

    cell_template_name = "wagtail_tyonohjaus/inbox/cells/due.html"


class UrgencyColumn(Column):
    """The urgency. A request for a crisis service is a crisis, with any urgency."""

    cell_template_name = "wagtail_tyonohjaus/inbox/cells/urgency.html"

    def get_cell_context_data(self, instance: ContactRequest, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "value": instance.get_urgency_display(), "is_crisis": instance.is_crisis}


COLUMNS = [
    BulkActionsCheckboxColumn("bulk_actions", obj_type="contactrequest"),
    VisitorColumn("visitor", label=_("Visitor")),
    StatusColumn("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
    UrgencyColumn("urgency", label=_("Urgency")),
    Column("service_name", label=_("Service"), classname="tyo-hide-on-narrow"),
    Column("office_name", label=_("Office"), classname="tyo-hide-on-narrow", sort_key="office_name"),
    Column("assignee_name", label=_("Assigned to"), classname="tyo-hide-on-medium", sort_key="assignee_name"),
    DueColumn("due_at", label=_("Due"), sort_key="due_at"),
    MomentColumn("created_at", label=_("Received"), classname="tyo-hide-on-medium", sort_key="created_at"),
]
