"""Hours of supervisors, public holidays of a practice, and external calendars with busy time."""

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from ..practice.choices import DeliveryMode, Weekday
from ..practice.fields import ChoiceListField, CleanEmailField, FlexibleDateField, FlexibleTimeField
from ..practice.formatting import format_days, format_short_date, format_time_range
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from ..practice.restrictions import RestrictedModel
from .calendar_urls import masked_url, validate_calendar_url
from .fields import SecretURLField
from .hours_validation import validate_exception, validate_weekly_hours

__all__ = ["BusyBlock", "BusyCalendar", "HolidayOverride", "HoursException", "WeeklyHours"]


class SupervisorOwnedModel(models.Model):
    """Abstract: a row that remembers its supervisor when loaded, so that a change of supervisor affects both."""

    supervisor_id: int
    previous_supervisor_id: int | None

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> Self:
        row = super().from_db(db, field_names, values, **options)
        row.previous_supervisor_id = row.__dict__.get("supervisor_id")
        return row


class HoursCondition(models.TextChoices):
    """The fields of hours that can restrict what they are used for."""

    OFFICE = "office", _("Office")
    DELIVERY_MODES = "delivery_modes", _("Delivery modes")
    SERVICES = "services", _("Services")


class AbstractHours(RestrictedModel, SupervisorOwnedModel, ClusterableModel):
    """Abstract: what the hours of a day can be used for. An end of 00:00 is the midnight that ends the day."""

    history_fields: ClassVar[tuple[str, ...]] = (
        "office",
        "delivery_modes",
        "services",
        "restricted_fields",
        "crisis_only",
    )

    office = models.ForeignKey(
        Office,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("office"),
        help_text=_("Leave blank for any of the supervisor's offices."),
    )
    delivery_modes = ChoiceListField(
        _("delivery modes"),
        vocabulary=DeliveryMode,
        blank=True,
        help_text=_("Leave all unselected to use the supervisor's own delivery modes."),
    )
    services = ParentalManyToManyField(
        Service,
        blank=True,
        related_name="+",
        verbose_name=_("services"),
        help_text=_("Leave all unselected for all services."),
    )
    restricted_fields = ChoiceListField(
        _("only the selected"),
        vocabulary=HoursCondition,
        blank=True,
        db_default="",
        help_text=_(
            "Selecting something marks it here. Hours marked here with nothing selected are not offered. Unmark them "
            "to offer them for any."
        ),
    )
    crisis_only = models.BooleanField(
        _("reserved for crisis supervision"), default=False, help_text=_("Only offered for crisis services.")
    )

    class Meta:
        abstract = True


class WeeklyHours(AbstractHours):
    """Hours that repeat every week or every few weeks, in local time of the supervisor's zone."""

    history_fields = (
        *AbstractHours.history_fields,
        "weekday",
        "start",
        "end",
        "interval_weeks",
        "reference_date",
        "valid_from",
        "valid_until",
    )
    supervisor = ParentalKey(Supervisor, on_delete=models.CASCADE, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    start = FlexibleTimeField(_("from"))
    end = FlexibleTimeField(_("to"), help_text=_("Enter 00:00 for midnight at the end of the day."))
    interval_weeks = models.PositiveSmallIntegerField(
        _("repeat every (weeks)"), default=1, validators=[MinValueValidator(1), MaxValueValidator(53)]
    )
    reference_date = FlexibleDateField(
        _("reference date"),
        null=True,
        blank=True,
        help_text=_("Any day of a week in which these hours apply. Only needed if they do not apply every week."),
    )
    valid_from = FlexibleDateField(_("first day"), null=True, blank=True, help_text=_("Leave blank for no start date."))
    valid_until = FlexibleDateField(_("last day"), null=True, blank=True, help_text=_("Leave blank for no end date."))

    class Meta:
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        ordering = ["weekday", "start", "pk"]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {format_time_range(self.start, self.end)}"

    def clean(self) -> None:
        super().clean()
        validate_weekly_hours(self)


class ExceptionEffect(models.TextChoices):
    """What an exception does to the hours of its days."""

    CLOSED = "closed", _("Closed all day")
    REPLACE = "replace", _("These hours instead of the usual ones")
    ADD = "add", _("These hours in addition to the usual ones")


class HoursException(AbstractHours):
    """Days with other or further hours than the weekly ones, or closed days, also on public holidays.

    A row that is saved without an effect replaces the hours, or closes the days if it has no times.
    """

    history_fields = (
        *AbstractHours.history_fields,
        "first_day",
        "last_day",
        "effect",
        "start",
        "end",
    )
    supervisor = ParentalKey(Supervisor, on_delete=models.CASCADE, related_name="hours_exceptions")
    first_day = FlexibleDateField(_("first day"))
    last_day = FlexibleDateField(_("last day"), null=True, blank=True, help_text=_("Leave blank for a single day."))
    effect = models.CharField(_("effect"), max_length=10, choices=ExceptionEffect.choices, default="", db_default="")
    start = FlexibleTimeField(
        _("from"), null=True, blank=True, help_text=_("Leave both times blank if closed all day.")
    )
    end = FlexibleTimeField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        ordering = ["first_day", "start", "pk"]

    def __str__(self) -> str:
        hours = format_time_range(self.start, self.end) if self.start and self.end else _("closed")
        if self.effect == ExceptionEffect.ADD:
            hours = f"+ {hours}"
        return f"{format_days(self.first_day, self.final_day)} {hours}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.effect:
            self.effect = ExceptionEffect.CLOSED if self.start is None else ExceptionEffect.REPLACE
        super().save(*args, **kwargs)

    @property
    def final_day(self) -> date:
        """The last day that the exception covers."""
        return self.last_day or self.first_day

    def clean(self) -> None:
        super().clean()
        validate_exception(self)


class HolidayOverride(models.Model):
    """A day that a practice treats as a public holiday although it is not one, or the reverse."""

    practice = ParentalKey(PracticeSettings, on_delete=models.CASCADE, related_name="holiday_overrides")
    day = FlexibleDateField(_("day"))
    closed = models.BooleanField(_("holiday"), default=True, help_text=_("Deselect for an ordinary working day."))
    name = models.CharField(_("name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("holiday override")
        verbose_name_plural = _("holiday overrides")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "day"],
                name="tyonohjaus_holiday_override_day",
                violation_error_message=_("This day is listed twice. Remove one of the rows."),
            )
        ]

    def __str__(self) -> str:
        return f"{format_short_date(self.day)} {self.name}".strip()


class AllDayPolicy(models.TextChoices):
    """How to treat all-day events."""

    AS_MARKED = "marked", _("As marked in the event")
    BUSY = "busy", _("Always busy")
    FREE = "free", _("Always free")


class TransparentPolicy(models.TextChoices):
    """How to treat events that are marked as free (``TRANSP:TRANSPARENT``, RFC 5545, section 3.8.2.7)."""

    FREE = "free", _("Free")
    BUSY = "busy", _("Busy")


class StalePolicy(models.TextChoices):
    """What to do if a calendar has not been fetched for a while."""

    KEEP = "keep", _("Keep using the last known busy times")
    CLOSE = "close", _("Offer no times until it can be fetched again")


class BusyCalendar(SupervisorOwnedModel):
    """An external calendar whose events make the supervisor busy, and the status of fetching it.

    The URL is a secret: anybody who knows it can read the calendar. It is never logged and only displayed masked.
    ``error`` and the keys of ``issues`` are codes of ``busy_calendars.error_texts``. ``doubtful`` are the first days
    (``YYYY-MM-DD``) of events that are kept as busy although part of them could not be read.
    """

    supervisor = ParentalKey(Supervisor, on_delete=models.CASCADE, related_name="busy_calendars")
    name = models.CharField(_("name"), max_length=80, blank=True, help_text=_("For example, Work or Home."))
    url = SecretURLField(
        _("calendar URL"),
        max_length=1000,
        validators=[validate_calendar_url],
        help_text=_("The secret iCal (.ics) URL from the calendar's sharing settings."),
    )
    all_day = models.CharField(
        _("all-day events"), max_length=10, choices=AllDayPolicy.choices, default=AllDayPolicy.AS_MARKED
    )
    transparent = models.CharField(
        _("events marked as free"),
        max_length=10,
        choices=TransparentPolicy.choices,
        default=TransparentPolicy.FREE,
        help_text=_("Select “Busy” for timetables that mark every event as free."),
    )
    own_email = CleanEmailField(
        _("e-mail address in this calendar"),
        blank=True,
        help_text=_(
            "Declined invitations to this address are free. Leave blank to use the supervisor's e-mail address."
        ),
    )
    stale = models.CharField(
        _("if it is out of date"), max_length=10, choices=StalePolicy.choices, default=StalePolicy.KEEP
    )
    stale_hours = models.PositiveSmallIntegerField(
        _("out of date after (hours)"), default=48, validators=[MinValueValidator(2), MaxValueValidator(24 * 60)]
    )
    attempted_at = models.DateTimeField(_("last fetch"), null=True, editable=False)
    fetched_at = models.DateTimeField(_("last successful fetch"), null=True, editable=False)
    error = models.CharField(max_length=40, blank=True, editable=False)
    error_detail = models.CharField(max_length=120, blank=True, editable=False)
    issues = models.JSONField(default=dict, editable=False)
    doubtful = models.JSONField(default=list, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    fetched_from = models.CharField(max_length=64, blank=True, editable=False)
    etag = models.CharField(max_length=255, blank=True, editable=False)
    last_modified = models.CharField(max_length=80, blank=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    covered_until = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("busy calendar")
        verbose_name_plural = _("busy calendars")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name or masked_url(self.url)


class BusyBlock(models.Model):
    """Busy time from a calendar: only start and end, in UTC epoch seconds like the engine."""

    supervisor = models.ForeignKey(Supervisor, on_delete=models.CASCADE, related_name="busy_blocks")
    calendar = models.ForeignKey(BusyCalendar, on_delete=models.CASCADE, related_name="blocks")
    start = models.BigIntegerField()
    end = models.BigIntegerField()

    class Meta:
        ordering = ["start"]
        indexes = [models.Index(fields=["supervisor", "end", "start"], name="tyonohjaus_busy_span")]

    def __str__(self) -> str:
        return f"{self.start}–{self.end}"
