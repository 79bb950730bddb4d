"""On-call rotas: their weekly pattern, single duty turns, and changes of who is on duty."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from ..availability.hours_validation import repetition_errors
from ..availability.schedule import MINUTES_OF_DAY, minute_of_day
from ..practice.choices import Weekday
from ..practice.fields import FlexibleDateField, FlexibleDateTimeField, FlexibleTimeField
from ..practice.formatting import EN_DASH, format_interval, format_time
from ..practice.models import SiteRecord, Supervisor
from .alert_models import Alert

__all__ = ["Alert", "DutyChange", "DutyTurn", "Rota", "WeeklyTurn"]

#: Minutes between two steps of an escalation.
DEFAULT_ALERT_MINUTES = 10


class Rota(SiteRecord, ClusterableModel):
    """Who is on call when, such as for the crisis phone. Routing rules can send requests to who is on duty."""

    history_fields = ("site", "name", "around_the_clock", "alert_minutes")
    name = models.CharField(_("name"), max_length=120)
    around_the_clock = models.BooleanField(
        _("somebody is always on duty"),
        default=False,
        db_default=False,
        help_text=_("Every time without anybody on duty is then reported, else only the turns that nobody takes."),
    )
    alert_minutes = models.PositiveSmallIntegerField(
        _("alert the next person after (minutes)"),
        default=DEFAULT_ALERT_MINUTES,
        db_default=DEFAULT_ALERT_MINUTES,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_(
            "If nobody acknowledges the alert of a crisis request, the person whose turn is next is alerted, after the "
            "same time everybody of the rota, and then the fallback recipients and the managers."
        ),
    )
    changed_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

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


class WeeklyTurn(models.Model):
    """A turn that repeats every week or every few weeks, in wall time of the practice, for at most a week.

    ``valid_from``, ``valid_until`` and ``reference_date`` refer to the day on which the turn starts. An end of 00:00
    is the midnight that ends its day.
    """

    history_fields = (
        "supervisor",
        "weekday",
        "start",
        "end_weekday",
        "end",
        "interval_weeks",
        "reference_date",
        "valid_from",
        "valid_until",
    )
    rota = ParentalKey(Rota, on_delete=models.CASCADE, related_name="weekly_turns")
    supervisor = models.ForeignKey(Supervisor, on_delete=models.CASCADE, related_name="+", verbose_name=_("supervisor"))
    weekday = models.PositiveSmallIntegerField(_("starts on"), choices=Weekday.choices)
    start = FlexibleTimeField(_("at"))
    end_weekday = models.PositiveSmallIntegerField(_("ends on"), choices=Weekday.choices)
    end = FlexibleTimeField(_("at"), help_text=_("Enter 00:00 for midnight at the end of the day."))
    interval_weeks = models.PositiveSmallIntegerField(
        _("repeat every (weeks)"), default=1, validators=[MinValueValidator(1), MaxValueValidator(53)]
    )
    reference_date = FlexibleDateField(
        _("reference date"),
        null=True,
        blank=True,
        help_text=_("Any day of a week in which this turn starts. Only needed if it does not start every week."),
    )
    valid_from = FlexibleDateField(_("first day"), null=True, blank=True, help_text=_("Leave blank for no start date."))
    valid_until = FlexibleDateField(_("last day"), null=True, blank=True, help_text=_("Leave blank for no end date."))

    class Meta:
        verbose_name = _("weekly turn")
        verbose_name_plural = _("weekly turns")
        ordering = ["weekday", "start", "pk"]

    def __str__(self) -> str:
        start = f"{self.get_weekday_display()} {format_time(self.start)}"
        return f"{start} {EN_DASH} {self.get_end_weekday_display()} {format_time(self.end)}"

    @property
    def minutes(self) -> int:
        """The length by the clock on the wall: from one minute to a week."""
        days = (self.end_weekday - self.weekday) % 7
        length = days * MINUTES_OF_DAY + minute_of_day(self.end, end=True) - minute_of_day(self.start)
        return length if length > 0 else length + 7 * MINUTES_OF_DAY

    def clean(self) -> None:
        errors = repetition_errors(self, _("Enter a day of a week in which this turn starts."))
        if errors:
            raise ValidationError(errors)


class DutyTurn(models.Model):
    """The single turn of one supervisor, from ``start`` (inclusive) to ``end`` (exclusive), both UTC."""

    history_fields = ("supervisor", "start", "end")
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


class DutyChange(models.Model):
    """From ``start`` to ``end`` (UTC) the substitute is on duty where the absent supervisor would be.

    Without a substitute nobody is. Changes apply in the order of their primary keys, each to the result of those
    before it, so that a substitute can have a substitute.
    """

    rota = models.ForeignKey(Rota, on_delete=models.CASCADE, related_name="changes")
    absent = models.ForeignKey(Supervisor, on_delete=models.CASCADE, related_name="+", verbose_name=_("instead of"))
    # Not cascading: without the change, the absent supervisor would be on duty again.
    substitute = models.ForeignKey(
        Supervisor, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("substitute")
    )
    start = FlexibleDateTimeField(_("starts"))
    end = FlexibleDateTimeField(_("ends"))

    class Meta:
        verbose_name = _("duty change")
        verbose_name_plural = _("duty changes")
        ordering = ["pk"]
        indexes = [models.Index(fields=["rota", "end", "start"], name="tyonohjaus_duty_change")]

    def __str__(self) -> str:
        return format_interval(self.start, self.end, self.rota.zone)
