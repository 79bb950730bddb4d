"""Deliveries: one message to one recipient by one channel, with its state. Edited texts. Heartbeats of the worker."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

__all__ = ["Delivery", "Heartbeat", "MessageText"]


class Channel(models.TextChoices):
    """How a message is sent."""

    MAIL = "mail", _("E-mail")
    SMS = "sms", _("Text message")


class DeliveryState(models.TextChoices):
    """``PENDING`` until a server has accepted the message or a permanent failure ends the attempts."""

    PENDING = "pending", _("Pending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not delivered")
    CANCELLED = "cancelled", _("Cancelled")


class Audience(models.TextChoices):
    """For whom a message is. Failed ones to staff go to the fallback recipients, those to visitors do not."""

    STAFF = "staff", _("Staff")
    VISITOR = "visitor", _("Visitor")


class Priority(models.IntegerChoices):
    """The order in which due deliveries are sent, the highest first."""

    NORMAL = 0, _("Normal")
    CRISIS = 10, _("Crisis")


class Delivery(models.Model):
    """One message to one recipient by one channel. The text is rendered from ``context`` when it is sent.

    A worker that claims a delivery increments ``attempts`` and sets ``next_attempt_at`` to the end of its lease. If
    the worker crashes, the delivery becomes due again without further action.
    """

    site = models.ForeignKey(
        Site, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("practice"), editable=False
    )
    key = models.CharField(
        max_length=64, unique=True, null=True, editable=False, help_text="Unique per message, recipient and channel."
    )
    about = models.CharField(_("about"), max_length=40, blank=True, db_index=True)
    message_type = models.CharField(_("message"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.MAIL)
    audience = models.CharField(_("recipient type"), max_length=10, choices=Audience.choices, default=Audience.STAFF)
    address = models.CharField(_("address"), max_length=254, db_index=True)
    recipient_name = models.CharField(_("recipient"), max_length=160, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    reply_to = models.CharField(max_length=254, blank=True, editable=False)
    context = models.JSONField(default=dict, blank=True, editable=False)
    calendar = models.TextField(blank=True, editable=False)
    calendar_method = models.CharField(max_length=16, blank=True, editable=False)
    message_id = models.CharField(max_length=255, editable=False)
    in_reply_to = models.CharField(
        max_length=255,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="The Message-ID of the earlier e-mail that this one belongs to.",
    )
    fallback_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="fallbacks", editable=False
    )

    priority = models.SmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.NORMAL, db_default=Priority.NORMAL, editable=False
    )
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    last_attempt_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    last_response = models.CharField(_("last response"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    acknowledged_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When somebody acknowledged the failure."
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="tyonohjaus_delivery_due"),
            # In the order in which deliveries are sent, so that the next one is found without reading the others.
            models.Index(fields=["state", "-priority", "next_attempt_at", "id"], name="tyonohjaus_delivery_next"),
        ]

    def __str__(self) -> str:
        return f"{self.message_type} {self.about}".strip()


class MessageText(models.Model):
    """What a practice has written instead of a message's templates; a blank part is that of the templates.

    ``variant`` is the name of the type's sample that the text is for: a reader or a case. Rows are never deleted, only
    emptied, so that the sum of their versions tells whether any has changed. ``previous`` are the parts before the last
    change, by name.
    """

    PARTS = ("subject", "body", "sms")

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("practice"), editable=False
    )
    message_type = models.CharField(_("message"), max_length=40, editable=False)
    language = models.CharField(_("language"), max_length=12, editable=False)
    variant = models.CharField(max_length=40, blank=True, default="", db_default="", editable=False)
    subject = models.CharField(_("subject"), max_length=150, blank=True, default="", db_default="")
    body = models.TextField(_("text of the e-mail"), blank=True, default="")
    sms = models.TextField(_("text message"), blank=True, default="")
    previous = models.JSONField(default=dict, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message text")
        verbose_name_plural = _("message texts")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "message_type", "language", "variant"], name="tyonohjaus_message_text_once"
            )
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.message_type, self.variant, self.language) if part)

    @property
    def parts(self) -> dict[str, str]:
        """Subject, text of the e-mail and text message, by the name of the field."""
        return {part: getattr(self, part) for part in self.PARTS}

    @property
    def is_edited(self) -> bool:
        """Whether any part replaces the one of the templates."""
        return any(self.parts.values())


class Heartbeat(models.Model):
    """The last run of a worker, a command or a periodic task, and whose turn it is; read by the health checks.

    ``at`` is when the work was last complete. A process takes its turn by compare-and-swap of ``claimed_at``.
    """

    name = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField(default=timezone.now, db_default=Now(), help_text="When its turn first came.")
    at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True, help_text="When a process took the turn; null while nobody has it.")
    seconds = models.FloatField(default=0, db_default=0, help_text="The duration of the last run.")
    failures = models.PositiveIntegerField(default=0, db_default=0, help_text="Failed runs since the last good one.")
    error = models.CharField(
        max_length=80, default="", db_default="", blank=True, help_text="The class of the last failure's exception."
    )

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.name
