"""Rotas in the Wagtail admin."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import TitleColumn

from ...practice.admin.viewsets import NoChooserViewSet
from ..models import Rota
from .forms import RotaForm


def _picture_url(rota: Rota) -> str:
    return reverse("tyonohjaus_rota", args=[rota.pk])


class RotaViewSet(NoChooserViewSet):
    """The rotas of a practice, such as that of the crisis telephone, with their turns."""

    model = Rota
    form_class = RotaForm
    icon = "calendar-alt"
    menu_label = _("Rotas")
    menu_item_is_registered = True
    base_url_path = "contact-rotas"
    add_to_reference_index = False
    list_display = [
        "name",
        TitleColumn("coming_weeks", label=_("Coming weeks"), accessor=lambda rota: _("Show"), get_url=_picture_url),
        "site",
    ]
    search_fields = ["name"]
    tabs = [
        ObjectList(
            [
                FieldPanel("site"),
                FieldPanel("name"),
                FieldPanel("alert_minutes"),
                FieldPanel("around_the_clock"),
                InlinePanel(
                    "weekly_turns",
                    [
                        FieldRowPanel(["supervisor", "interval_weeks"]),
                        FieldRowPanel(["weekday", "start"]),
                        FieldRowPanel(["end_weekday", "end"]),
                        FieldRowPanel(["reference_date", "valid_from", "valid_until"]),
                    ],
                    heading=_("Weekly pattern"),
                    label=_("Weekly turn"),
                ),
                InlinePanel(
                    "turns", heading=_("Duty turns"), label=_("Duty turn"), panels=["supervisor", "start", "end"]
                ),
            ],
            heading=_("Rota"),
        ),
    ]
