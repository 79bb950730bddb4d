"""The viewset of reply templates."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList

from ..contact.models import ReplyTemplate
from ..practice.admin.viewsets import NoChooserViewSet


class ReplyTemplateViewSet(NoChooserViewSet):
    """The practices' own templates of replies."""

    model = ReplyTemplate
    icon = "edit"
    menu_label = _("Reply templates")
    menu_item_is_registered = True
    base_url_path = "reply-templates"
    add_to_reference_index = False
    list_display = ["name", "language", "subject", "site"]
    list_filter = ["site", "language"]
    search_fields = ["name", "subject", "text"]
    tabs = [ObjectList(["site", "name", "language", "subject", "text"], heading=_("Reply template"))]
