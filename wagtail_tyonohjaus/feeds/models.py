"""Keys to private feeds."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..practice.models import Supervisor

__all__ = ["FeedToken"]


class FeedToken(models.Model):
    """Opens one supervisor's private feed. Only the token's SHA-256 is kept; the token itself is shown once."""

    class Scope(models.TextChoices):
        WORK = "work", _("Sessions and requests")

    supervisor = models.ForeignKey(
        Supervisor, on_delete=models.CASCADE, related_name="feed_tokens", verbose_name=_("supervisor")
    )
    scope = models.CharField(_("what it shows"), max_length=12, choices=Scope.choices, default=Scope.WORK)
    label = models.CharField(
        _("where you use it"), max_length=60, blank=True, help_text=_("For example: telephone, Outlook at work.")
    )
    hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    last_used = models.DateField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("private calendar address")
        verbose_name_plural = _("private calendar addresses")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.label or str(self.pk)
