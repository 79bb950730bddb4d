"""The configuration of the core app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TyonohjausConfig(AppConfig):
    """All models of the package belong to this app, except the concrete page types."""

    name = "wagtail_tyonohjaus"
    label = "wagtail_tyonohjaus"
    verbose_name = _("Work supervision")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, receivers  # noqa: F401  (register checks and receivers once the models are loaded)
        from .blocks.previews import remember_previewed_objects

        remember_previewed_objects()
