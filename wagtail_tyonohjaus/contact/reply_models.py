"""Reply templates."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..practice.models import SiteRecord


def site_languages() -> list[tuple[str, str]]:
    """``LANGUAGES`` as choices. A callable, so that migrations do not contain them."""
    return list(settings.LANGUAGES)


class ReplyTemplate(SiteRecord):
    """A text to start a reply with."""

    history_fields = (
        "site",
        "name",
        "language",
        "subject",
        "text",
    )
    name = models.CharField(_("name"), max_length=80)
    # A function, so that the site's languages do not change the migration.
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        choices=site_languages,
        help_text=_("Leave blank to offer this template for every language."),
    )
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(
        _("text"),
        help_text=_("You can use the placeholders {name}, {reference} and {practice}."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
