"""The configuration of the core app."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from wagtail import VERSION as WAGTAIL_VERSION

MINIMUM_WAGTAIL = (8, 0)

# Here, since the models of an older Wagtail can't be imported at all.
if WAGTAIL_VERSION < MINIMUM_WAGTAIL:
    raise ImproperlyConfigured("wagtail_tyonohjaus requires Wagtail 8.0 or later. Update Wagtail, or remove the app.")


class TyonohjausConfig(AppConfig):
    """All models of the package belong to this app, except the concrete page types."""

    name = "wagtail_tyonohjaus"
    label = "wagtail_tyonohjaus"
    verbose_name = _("Work supervision")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, receivers  # noqa: F401  (register checks and receivers once the models are loaded)
        from .blocks.previews import remember_previewed_objects
        from .secret_urls import hide_secrets

        remember_previewed_objects()
        hide_secrets()
