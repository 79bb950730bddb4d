"""The cells of the inbox. What matters is said in words; colour only repeats it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn

from ..contact.models import ContactRequest

NAMESPACE = "tyonohjaus_inbox"


def detail_url(request: ContactRequest) -> str:
    return reverse(f"{NAMESPACE}:detail", args=[request.pk])


def who(request: ContactRequest) -> str:
    """Whom a request is from, for people who may see it."""
    return request.name or request.organisation or gettext("No name")


def _title_id(request: ContactRequest) -> str:
    return f"contactrequest_{request.pk}_title"


class WhoColumn(TitleColumn):
    cell_template_name = "wagtail_tyonohjaus/inbox/cells/who.html"

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, accessor=who, get_url=detail_url, get_title_id=_title_id, **kwargs)


class StateColumn(Column):
    """The status, with what is special about the request."""

    cell_template_name = "wagtail_tyonohjaus/inbox/cells/state.html"


class DueColumn(Column):
    cell_template_name = "wagtail_tyonohjaus/inbox/cells/due.html"


class MomentColumn(Column):
    cell_template_name = "wagtail_tyonohjaus/inbox/cells/moment.html"


class UrgencyColumn(Column):
    cell_template_name = "wagtail_tyonohjaus/inbox/cells/urgency.html"

    def get_cell_context_data(self, instance: ContactRequest, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        label = gettext("Crisis") if instance.is_crisis else instance.get_urgency_display()
        return {**context, "value": label, "crisis": instance.is_crisis}


COLUMNS = [
    BulkActionsCheckboxColumn("bulk_actions", obj_type="contactrequest"),
    WhoColumn("who", label=_("Visitor")),
    StateColumn("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
    UrgencyColumn("urgency", label=_("Urgency")),
    Column("service_name", label=_("Service"), classname="tyo-wide"),
    Column("office_name", label=_("Office"), classname="tyo-wide", sort_key="office_name"),
    Column("assignee_name", label=_("Assigned to"), classname="tyo-wider", sort_key="assignee_name"),
    DueColumn("due_at", label=_("To be taken by"), sort_key="due_at"),
    MomentColumn("created_at", label=_("Came in"), classname="tyo-wider", sort_key="created_at"),
]
