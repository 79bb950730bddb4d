"""Alerts: what escalation of a crisis request has sent to whom, and by which of them it was acknowledged."""

from django.conf import settings
from django.db import models
from django.utils import timezone

__all__ = ["Alert"]


class Alert(models.Model):
    """The alert of one person by one channel and step, with the token of its link.

    ``escalation`` counts how often the request was alerted from the first step on. ``recipient`` is the key of a
    routing recipient, such as ``supervisor:4``. ``rota`` is that to which the person must belong for the link to work,
    None for recipients of another kind.
    """

    request = models.ForeignKey("wagtail_tyonohjaus.ContactRequest", on_delete=models.CASCADE, related_name="alerts")
    # Cascading: without its rota, nobody could say whether the person still belongs to it.
    rota = models.ForeignKey(
        "wagtail_tyonohjaus.Rota", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    escalation = models.PositiveSmallIntegerField(default=1)
    step = models.CharField(max_length=16)
    recipient = models.CharField(max_length=300)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=160, blank=True)
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=12, blank=True)
    key = models.CharField(max_length=64, unique=True, help_text="That of its delivery.")
    token_secret = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=8, db_index=True, help_text="What a text message in reply must contain.")
    created_at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(
        null=True, blank=True, help_text="When a browser was first shown the visitor's name and number."
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.step}"
