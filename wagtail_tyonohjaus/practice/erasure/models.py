"""The record of an erasure."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

__all__ = ["ErasureRecord"]


class Erasure(models.TextChoices):
    """What was done to the data: whether the row is gone, or still there without personal data."""

    DELETED = "deleted", _("Deleted")
    ANONYMISED = "anonymised", _("Personal data removed")


class Cause(models.TextChoices):
    """Why the data was erased."""

    STAFF = "staff", _("By staff")
    COMMAND = "command", _("By a command")
    RETENTION = "retention", _("Retention period")


class ErasureRecord(models.Model):
    """That the data with a reference were erased. It outlives the data, so it has no foreign key to them."""

    site = models.ForeignKey(
        Site, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("practice"), editable=False
    )
    at = models.DateTimeField(_("time"), default=timezone.now, db_index=True, editable=False)
    reference = models.CharField(_("reference"), max_length=16, editable=False)
    erasure = models.CharField(_("erasure"), max_length=12, choices=Erasure.choices, editable=False)
    cause = models.CharField(_("reason"), max_length=12, choices=Cause.choices, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    user_name = models.CharField(_("by"), max_length=160, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.reference
