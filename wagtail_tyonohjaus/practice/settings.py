"""What an editor decides for a practice as a whole, and the hours at which somebody answers the telephone."""

from typing import Any
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from .choices import Weekday
from .opening_hours import validate_opening_hours
from .page_model import page_model_name
from .phone_numbers import validate_ordinary_rate
from .time_zones import validate_time_zone
from .validators import email_lines, validate_email_lines


class OpeningHours(models.Model):
    """Abstract: hours at which somebody answers the telephone, in the practice's time zone."""

    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        abstract = True
        ordering = ["weekday", "opens"]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self) -> None:
        validate_opening_hours(self)


@register_setting(icon="user", order=200)
class PracticeSettings(BaseSiteSetting, ClusterableModel):
    """What an editor decides for a practice as a whole; one row a Wagtail site."""

    name = models.CharField(_("name of the practice"), max_length=120, blank=True)
    slug = models.SlugField(
        _("address part"),
        max_length=60,
        blank=True,
        help_text=_("Names the practice in the addresses of its calendars. A change breaks existing subscriptions."),
    )
    phone = PhoneNumberField(_("telephone"), blank=True, validators=[validate_ordinary_rate])
    email = models.EmailField(
        _("e-mail"), blank=True, help_text=_("Shown to visitors; also the sender of the practice's messages.")
    )
    fallback_recipients = models.TextField(
        _("who receives what nobody else does"),
        blank=True,
        validators=[validate_email_lines],
        help_text=_("One e-mail address on a line. Without any, the practice's own address receives it."),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Helsinki", validators=[validate_time_zone]
    )
    phone_region = models.CharField(
        _("country of telephone numbers"),
        max_length=2,
        default="FI",
        help_text=_("Two letters. Numbers without a country code are read as this country's."),
    )
    holiday_country = models.CharField(
        _("country of public holidays"), max_length=2, default="FI", blank=True, help_text=_("Blank: no holidays.")
    )
    holiday_subdivision = models.CharField(_("region of public holidays"), max_length=10, blank=True)
    privacy_page = models.ForeignKey(
        page_model_name(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("privacy notice"),
    )
    consent_text = models.TextField(
        _("consent"),
        blank=True,
        help_text=_(
            "What a visitor agrees to with a request. Blank: the standard sentence, in the visitor's language."
        ),
    )
    message_in_mail = models.BooleanField(
        _("send the message's text by e-mail"),
        default=False,
        help_text=_("Off: mails name the request and link to it; what was written stays here."),
    )
    names_in_calendar = models.BooleanField(
        _("names in supervisors' own calendars"),
        default=False,
        help_text=_("Off: private calendars show a reference instead of the visitor's name."),
    )
    publish_free_times = models.BooleanField(_("publish free times"), default=True)
    hold_hours = models.PositiveSmallIntegerField(
        _("hours that an asked-for time is held"), default=48, validators=[MinValueValidator(1)]
    )
    cancel_hours = models.PositiveSmallIntegerField(
        _("hours before a session until which a visitor may move or cancel it"), default=24
    )
    reminder_hours = models.CharField(
        _("reminders"),
        max_length=60,
        blank=True,
        default="24",
        help_text=_("Hours before a session, separated by commas. Blank: no reminders."),
    )
    video_link = models.URLField(_("video meeting"), blank=True, help_text=_("Address of remote sessions."))
    keep_closed_days = models.PositiveSmallIntegerField(
        _("days that a closed request is kept"), default=90, validators=[MaxValueValidator(3650)]
    )
    keep_agreed_days = models.PositiveSmallIntegerField(
        _("days that an agreed request is kept"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(3650)],
        help_text=_("Counted from the last thing that happened. Blank: until somebody closes them."),
    )
    keep_spam_days = models.PositiveSmallIntegerField(
        _("days that spam is kept"), default=14, validators=[MaxValueValidator(3650)]
    )

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")

    def __str__(self) -> str:
        return self.name or self.site.site_name or self.site.hostname

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def recipients(self) -> list[str]:
        """Who receives what nobody else does; the practice's own address where none is named."""
        return email_lines(self.fallback_recipients) or ([self.email] if self.email else [])

    @classmethod
    def region_of(cls, site_id: int | None) -> str:
        """The country whose telephone numbers need no country code, ISO 3166-1 alpha-2."""
        if site_id is None:
            return cls._meta.get_field("phone_region").default
        found = cls.objects.filter(site_id=site_id).values_list("phone_region", flat=True).first()
        return found or cls._meta.get_field("phone_region").default

    def save(self, *args: Any, **kwargs: Any) -> None:
        unnamed = f"practice-{self.site_id}"
        if self.slug in ("", unnamed):
            self.slug = slugify(self.name) or unnamed
        super().save(*args, **kwargs)


class PracticeOpeningHours(OpeningHours):
    practice = ParentalKey(PracticeSettings, on_delete=models.CASCADE, related_name="opening_hours")
