"""Routing rules in the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn

from ...practice.admin.panels import checkboxes
from ...practice.admin.viewsets import UnchosenViewSet
from ..rule_models import RoutingRule
from .views import IndexView, ReorderView


class RoutingRuleViewSet(UnchosenViewSet):
    """Ordered by drag and drop; the order is the one in which the rules are asked."""

    model = RoutingRule
    icon = "redirect"
    menu_label = _("Routing rules")
    menu_item_is_registered = True
    base_url_path = "contact-routes"
    sort_order_field = "sort_order"
    reorder_view_class = ReorderView
    index_view_class = IndexView
    add_to_reference_index = False
    list_display = [
        "name",
        BooleanColumn("active", label=_("In use")),
        BooleanColumn("stop_processing", label=_("Stops")),
        "site",
    ]
    list_filter = ["site", "active"]
    search_fields = ["name"]
    tabs = [
        ObjectList(
            [
                FieldPanel("site"),
                FieldPanel("name"),
                FieldPanel("active"),
                MultiFieldPanel(
                    [
                        *(checkboxes(name) for name in ("kinds", "services", "formats", "offices", "delivery_modes")),
                        FieldPanel("supervisors"),
                        *(checkboxes(name) for name in ("languages", "payers", "urgencies", "weekdays")),
                        FieldRowPanel(["time_from", "time_until"]),
                    ],
                    heading=_("When all of this holds"),
                    help_text=_("What is left empty asks nothing."),
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
                    heading=_("Then these people hear of it"),
                ),
                checkboxes("channels"),
                FieldPanel("stop_processing"),
                FieldPanel("response_minutes"),
                FieldPanel("displayed_phone"),
            ],
            heading=_("Who hears of it"),
        ),
    ]
