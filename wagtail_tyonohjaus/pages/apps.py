"""The configuration of the optional app with the concrete page types."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """Leave the app out if the project makes the page types concrete itself."""

    name = "wagtail_tyonohjaus.pages"
    label = "wagtail_tyonohjaus_pages"
    verbose_name = _("Work supervision pages")
    default_auto_field = "django.db.models.BigAutoField"
