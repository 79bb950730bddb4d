"""On-call rotas and their duty turns."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from ..practice.fields import FlexibleDateTimeField
from ..practice.formatting import format_interval
from ..practice.models import SiteRecord, Supervisor

__all__ = ["DutyTurn", "Rota"]


class Rota(SiteRecord, ClusterableModel):
    """A list of duty turns, such as that of the crisis phone. Routing rules can send requests to who is on duty."""

    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("rota")
        verbose_name_plural = _("rotas")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def zone(self) -> ZoneInfo:
        """The practice's time zone; loaded once for all turns."""
        return self.practice.zone


class DutyTurn(models.Model):
    """The turn of one supervisor, from ``start`` (inclusive) to ``end`` (exclusive), both UTC."""

    rota = ParentalKey(Rota, on_delete=models.CASCADE, related_name="turns")
    supervisor = models.ForeignKey(
        Supervisor, on_delete=models.CASCADE, related_name="duty_turns", verbose_name=_("supervisor")
    )
    start = FlexibleDateTimeField(_("starts"))
    end = FlexibleDateTimeField(_("ends"))

    class Meta:
        verbose_name = _("duty turn")
        verbose_name_plural = _("duty turns")
        ordering = ["start"]
        indexes = [models.Index(fields=["rota", "end", "start"], name="tyonohjaus_duty_turn")]

    def __str__(self) -> str:
        return format_interval(self.start, self.end, self.rota.zone)

    def clean(self) -> None:
        if self.start and self.end and self.end <= self.start:
            raise ValidationError({"end": _("The turn ends before it starts. Enter a later time.")})
