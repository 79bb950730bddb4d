"""Tokens of private feeds."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..duty.models import Rota
from ..practice.models import Supervisor

__all__ = ["FeedToken", "RotaFeedToken"]


class PrivateFeedToken(models.Model):
    """Abstract: a private feed URL. The token itself is displayed once; only its SHA-256 hash is stored."""

    label = models.CharField(
        _("device or app"), max_length=60, blank=True, help_text=_("For example: phone, Outlook at work.")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    last_used = models.DateField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.label or str(self.pk)


class FeedToken(PrivateFeedToken):
    """A private feed URL of one supervisor."""

    class Scope(models.TextChoices):
        """What the feed contains."""

        SESSIONS = "sessions", _("Sessions and holds")
        DUTY = "duty", _("Duty turns")

    supervisor = models.ForeignKey(
        Supervisor, on_delete=models.CASCADE, related_name="feed_tokens", verbose_name=_("supervisor")
    )
    scope = models.CharField(_("content"), max_length=12, choices=Scope.choices, default=Scope.SESSIONS)

    class Meta(PrivateFeedToken.Meta):
        verbose_name = _("private feed token")
        verbose_name_plural = _("private feed tokens")


class RotaFeedToken(PrivateFeedToken):
    """A private feed URL of one rota: everybody's turns."""

    rota = models.ForeignKey(Rota, on_delete=models.CASCADE, related_name="feed_tokens", verbose_name=_("rota"))

    class Meta(PrivateFeedToken.Meta):
        verbose_name = _("private feed token of a rota")
        verbose_name_plural = _("private feed tokens of rotas")
