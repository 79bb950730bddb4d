"""What is to be sent to whom, by which channel, and what became of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

__all__ = ["Delivery", "Heartbeat"]


class Channel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    SMS = "sms", _("Text message")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Not delivered")
    CANCELLED = "cancelled", _("Cancelled")


class Audience(models.TextChoices):
    STAFF = "staff", _("Staff")
    VISITOR = "visitor", _("Visitor")


class Delivery(models.Model):
    """One message to one receiver by one channel; the text is rendered from ``context`` when it is sent.

    A claim raises ``attempts`` and moves ``next_attempt_at`` behind the lease, so a worker that dies needs no
    clearing up: the row is simply due again.
    """

    site = models.ForeignKey(
        Site, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("practice"), editable=False
    )
    key = models.CharField(
        max_length=64, unique=True, null=True, editable=False, help_text="One row a message, receiver and channel."
    )
    about = models.CharField(_("about"), max_length=40, blank=True, db_index=True)
    kind = models.CharField(_("message"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.MAIL)
    audience = models.CharField(_("receiver is"), max_length=10, choices=Audience.choices, default=Audience.STAFF)
    address = models.CharField(_("address"), max_length=254, db_index=True)
    receiver_name = models.CharField(_("receiver"), max_length=160, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    reply_to = models.CharField(max_length=254, blank=True, editable=False)
    context = models.JSONField(default=dict, blank=True, editable=False)
    calendar = models.TextField(blank=True, editable=False)
    calendar_method = models.CharField(max_length=16, blank=True, editable=False)
    message_id = models.CharField(max_length=255, editable=False)
    fallback_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="fallbacks", editable=False
    )

    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    last_attempt_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    last_answer = models.CharField(_("last answer"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    seen_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When somebody took note of the failure."
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="tyonohjaus_delivery_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}".strip()


class Heartbeat(models.Model):
    """When something that ought to run regularly last did; read by the health command."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.name
