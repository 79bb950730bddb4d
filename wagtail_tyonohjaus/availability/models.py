"""When a supervisor works, and when not: hours, exceptions, holidays and time that other calendars keep busy."""

from collections.abc import Collection
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from ..practice.choices import DeliveryMode, Weekday
from ..practice.fields import ChoiceListField
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from .calendar_urls import masked_url, validate_calendar_url
from .fields import SecretAddress
from .hours_validation import check_exception, check_weekly

__all__ = ["BusyBlock", "BusyCalendar", "HolidayOverride", "HoursException", "WeeklyHours"]


class OwnedRow(models.Model):
    """Abstract: a row of a supervisor that remembers whose it was, so that a move touches both."""

    supervisor_id: int
    owner_before: int | None

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> Self:
        row = super().from_db(db, field_names, values, **options)
        row.owner_before = row.__dict__.get("supervisor_id")
        return row


class OpenTime(OwnedRow, ClusterableModel):
    """Abstract: hours of a day and on what terms they are given. An end of 00:00 is the midnight that ends the day."""

    office = models.ForeignKey(
        Office,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("office"),
        help_text=_("Blank: at any of the supervisor's offices."),
    )
    delivery_modes = ChoiceListField(
        _("where"), vocabulary=DeliveryMode, blank=True, help_text=_("None: wherever the supervisor works.")
    )
    services = ParentalManyToManyField(
        Service, blank=True, related_name="+", verbose_name=_("only these services"), help_text=_("None: all.")
    )
    crisis_only = models.BooleanField(
        _("reserved for crisis supervision"), default=False, help_text=_("Offered for crisis services alone.")
    )

    class Meta:
        abstract = True


class WeeklyHours(OpenTime):
    """Hours that come back every week, or every few weeks. Wall time in the supervisor's zone."""

    supervisor = ParentalKey(Supervisor, on_delete=models.CASCADE, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    start = models.TimeField(_("from"))
    end = models.TimeField(_("to"), help_text=_("00:00 is midnight at the end of the day."))
    every_weeks = models.PositiveSmallIntegerField(
        _("every how many weeks"), default=1, validators=[MinValueValidator(1), MaxValueValidator(53)]
    )
    counted_from = models.DateField(
        _("counted from"), null=True, blank=True, help_text=_("Any day of a week in which these hours hold.")
    )
    valid_from = models.DateField(_("first day"), null=True, blank=True, help_text=_("Blank: no beginning."))
    valid_until = models.DateField(_("last day"), null=True, blank=True, help_text=_("Blank: no end."))

    class Meta:
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        ordering = ["weekday", "start", "pk"]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.start:%H:%M}–{self.end:%H:%M}"

    def clean(self) -> None:
        super().clean()
        check_weekly(self)


class HoursException(OpenTime):
    """Days on which other hours hold than the weekly ones, or none. It outranks public holidays."""

    supervisor = ParentalKey(Supervisor, on_delete=models.CASCADE, related_name="hours_exceptions")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True, help_text=_("Blank: that one day."))
    start = models.TimeField(_("from"), null=True, blank=True, help_text=_("Blank: closed all day."))
    end = models.TimeField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        ordering = ["first_day", "start", "pk"]

    def __str__(self) -> str:
        hours = f"{self.start:%H:%M}–{self.end:%H:%M}" if self.start and self.end else _("closed")
        return f"{self.first_day:%Y-%m-%d}–{self.final_day:%Y-%m-%d} {hours}"

    @property
    def final_day(self) -> Any:
        """The last day that the exception covers (date)."""
        return self.last_day or self.first_day

    def clean(self) -> None:
        super().clean()
        check_exception(self)


class HolidayOverride(models.Model):
    """A day that a practice counts as a public holiday though it is none, or the other way round."""

    practice = ParentalKey(PracticeSettings, on_delete=models.CASCADE, related_name="holiday_overrides")
    day = models.DateField(_("day"))
    closed = models.BooleanField(_("holiday"), default=True, help_text=_("Off: an ordinary working day."))
    name = models.CharField(_("name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("day that differs from the holidays")
        verbose_name_plural = _("days that differ from the holidays")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "day"],
                name="tyonohjaus_holiday_override_day",
                violation_error_message=_("This day is listed twice. Keep one of the rows."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}".strip()


class AllDayPolicy(models.TextChoices):
    AS_MARKED = "marked", _("Busy or free, as the event is marked")
    BUSY = "busy", _("Always busy")
    FREE = "free", _("Always free")


class TransparentPolicy(models.TextChoices):
    FREE = "free", _("Leave the time free")
    BUSY = "busy", _("Count as busy")


class StalePolicy(models.TextChoices):
    KEEP = "keep", _("Go on with the last busy times")
    CLOSE = "close", _("Offer no times until it works again")


class BusyCalendar(OwnedRow):
    """An external calendar whose events make the supervisor busy, and the health of fetching it.

    The URL is a secret: anybody who knows it can read the calendar. It is never logged, and displayed masked. ``error``
    and the keys of ``issues`` are codes of ``busy_calendars.error_texts``.
    """

    supervisor = ParentalKey(Supervisor, on_delete=models.CASCADE, related_name="busy_calendars")
    name = models.CharField(_("name"), max_length=80, blank=True, help_text=_("For example: work, home."))
    url = SecretAddress(
        _("address"),
        max_length=1000,
        validators=[validate_calendar_url],
        help_text=_("The secret iCal (.ics) address from the calendar's sharing settings."),
    )
    all_day = models.CharField(
        _("all-day events"), max_length=10, choices=AllDayPolicy.choices, default=AllDayPolicy.AS_MARKED
    )
    transparent = models.CharField(
        _("events marked as free"),
        max_length=10,
        choices=TransparentPolicy.choices,
        default=TransparentPolicy.FREE,
        help_text=_("Some timetables mark everything as free."),
    )
    own_address = models.EmailField(
        _("your address in that calendar"),
        blank=True,
        help_text=_("Invitations that it declined leave their time free. Blank: the supervisor's address."),
    )
    stale = models.CharField(
        _("when it can't be fetched"), max_length=10, choices=StalePolicy.choices, default=StalePolicy.KEEP
    )
    stale_hours = models.PositiveSmallIntegerField(
        _("after how many hours"), default=48, validators=[MinValueValidator(2), MaxValueValidator(24 * 60)]
    )
    attempted_at = models.DateTimeField(_("last fetch"), null=True, editable=False)
    fetched_at = models.DateTimeField(_("last good fetch"), null=True, editable=False)
    error = models.CharField(max_length=40, blank=True, editable=False)
    error_detail = models.CharField(max_length=120, blank=True, editable=False)
    issues = models.JSONField(default=dict, editable=False)
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
    """A stretch of busy time: nothing but start and end, in UTC epoch seconds, the engine's own unit."""

    supervisor = models.ForeignKey(Supervisor, on_delete=models.CASCADE, related_name="busy_blocks")
    calendar = models.ForeignKey(BusyCalendar, on_delete=models.CASCADE, related_name="blocks")
    start = models.BigIntegerField()
    end = models.BigIntegerField()

    class Meta:
        ordering = ["start"]
        indexes = [models.Index(fields=["supervisor", "end", "start"], name="tyonohjaus_busy_span")]

    def __str__(self) -> str:
        return f"{self.start}–{self.end}"
