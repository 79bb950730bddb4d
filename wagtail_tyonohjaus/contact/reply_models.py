"""The texts that a practice keeps at hand for its answers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..practice.models import SiteRecord


def site_languages() -> list[tuple[str, str]]:
    return list(settings.LANGUAGES)


class ReplyTemplate(SiteRecord):
    """A text that somebody who answers a request starts from and may change."""

    name = models.CharField(_("name"), max_length=80)
    # Choices by a function, so that a site's own languages make no migration.
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        choices=site_languages,
        help_text=_("Blank: offered whatever the visitor's language."),
    )
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(
        _("text"),
        help_text=_("{name}, {reference} and {practice} are filled in."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
