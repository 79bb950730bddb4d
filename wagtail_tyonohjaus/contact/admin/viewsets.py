"""Routing rules in the Wagtail admin."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column

from ...practice.admin.forms import RecordForm
from ...practice.admin.panels import checkboxes
from ...practice.admin.restrictions import ExhaustedConditionsPanel, mark_conditions
from ...practice.admin.viewsets import NoChooserViewSet
from ..conditions import routing_conditions, stored_codes
from ..routing_channels import RoutingChannels
from ..rule_models import RoutingRule
from .condition_fields import OtherConditionsField, with_stored
from .views import RuleIndexView, RuleReorderView


class RoutingRuleForm(RecordForm):
    """Stores which conditions restrict, see ``practice.admin.restrictions.mark_conditions``.

    The conditions of the project have one field, which is left out if there are none.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = with_stored(RoutingChannels().choices, self.instance.channels)
        stored = stored_codes(self.instance.other_conditions)
        if stored or routing_conditions():
            self.initial["other_conditions"] = stored
            self.fields["other_conditions"] = OtherConditionsField(stored, label=_("Further conditions"))
        else:
            self.fields.pop("other_conditions", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        return {**cleaned, "restricted_fields": mark_conditions(self)}


class RoutingRuleViewSet(NoChooserViewSet):
    """Rules are evaluated in their order, which is changed by drag and drop."""

    model = RoutingRule
    form_class = RoutingRuleForm
    icon = "redirect"
    menu_label = _("Routing rules")
    menu_item_is_registered = True
    base_url_path = "routing-rules"
    sort_order_field = "sort_order"
    reorder_view_class = RuleReorderView
    index_view_class = RuleIndexView
    add_to_reference_index = False
    list_display = [
        "name",
        BooleanColumn("active", label=_("Active")),
        BooleanColumn("stop_processing", label=_("Stops processing")),
        Column("exhausted_text", label=_("Problem")),
        "site",
    ]
    list_filter = ["site", "active"]
    search_fields = ["name"]
    tabs = [
        ObjectList(
            [
                ExhaustedConditionsPanel(),
                FieldPanel("site"),
                FieldPanel("name"),
                FieldPanel("active"),
                MultiFieldPanel(
                    [
                        *(checkboxes(name) for name in ("kinds", "services", "formats", "offices", "delivery_modes")),
                        FieldPanel("supervisors"),
                        *(checkboxes(name) for name in ("languages", "payers", "urgencies", "weekdays")),
                        checkboxes("restricted_fields"),
                        "other_conditions",
                        FieldRowPanel(["time_from", "time_until"]),
                    ],
                    heading=_("Match requests that meet all of these conditions"),
                    help_text=_("Leave a condition empty to match any value."),
                ),
            ],
            heading=_("Conditions"),
        ),
        ObjectList(
            [
                MultiFieldPanel(
                    [
                        *("to_supervisor", "to_office", "to_rota", "to_users", "to_supervisors"),
                        checkboxes("to_offices"),
                        *("to_email_addresses", "to_phone_numbers"),
                    ],
                    heading=_("Notify"),
                ),
                checkboxes("channels"),
                FieldPanel("stop_processing"),
                FieldPanel("response_minutes"),
                FieldPanel("displayed_phone"),
            ],
            heading=_("Recipients"),
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoutingRule]:
        return super().get_queryset(request).prefetch_related("services", "offices", "supervisors")
