"""Rotas in the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList

from ...practice.admin.viewsets import NoChooserViewSet
from ..models import Rota
from .forms import RotaForm


class RotaViewSet(NoChooserViewSet):
    """The rotas of a practice, such as that of the crisis telephone, with their turns."""

    model = Rota
    form_class = RotaForm
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
                InlinePanel(
                    "turns", heading=_("Duty turns"), label=_("Duty turn"), panels=["supervisor", "start", "end"]
                ),
            ],
            heading=_("Rota"),
        ),
    ]
