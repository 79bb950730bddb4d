"""Rules and rotas in the admin."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn

from ...duty.models import Rota
from ...practice.admin.viewsets import UnchosenViewSet
from ..rule_models import Route
from .views import IndexView, ReorderView


def checkboxes(name: str) -> FieldPanel:
    return FieldPanel(name, widget=CheckboxSelectMultiple)


class RouteViewSet(UnchosenViewSet):
    """Ordered by drag and drop; the order is the one in which the rules are asked."""

    model = Route
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
        BooleanColumn("stop", label=_("Stops")),
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
                        *("to_addresses", "to_numbers"),
                    ],
                    heading=_("Then these people hear of it"),
                ),
                checkboxes("channels"),
                FieldPanel("stop"),
                FieldPanel("answer_minutes"),
                FieldPanel("phone"),
            ],
            heading=_("Who hears of it"),
        ),
    ]


class RotaViewSet(UnchosenViewSet):
    """Who has the turn, such as at the crisis telephone."""

    model = Rota
    icon = "calendar-alt"
    menu_label = _("Rotas")
    menu_item_is_registered = True
    base_url_path = "contact-rotas"
    add_to_reference_index = False
    list_display = ["name", "site"]
    search_fields = ["name"]
    tabs = [
        ObjectList(
            [
                FieldPanel("site"),
                FieldPanel("name"),
                InlinePanel("turns", heading=_("Turns"), label=_("Turn"), panels=["supervisor", "start", "end"]),
            ],
            heading=_("Rota"),
        ),
    ]
