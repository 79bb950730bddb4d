"""The settings of a practice, and its telephone hours."""

from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.images import get_image_model_string
from wagtail.models import PreviewableMixin, Site

from .appearance.readability import page_classes, validate_colors
from .choices import Weekday
from .fields import ChangedAtField, CleanEmailField, EmailLinesField, FlexibleTimeField, FormerSlugsField, unique_slug
from .formatting import format_time_range
from .opening_hours import validate_opening_hours
from .page_model import page_model_name
from .phone_numbers import validate_not_premium_rate
from .time_zones import validate_time_zone
from .translations import content_languages
from .validators import email_lines, validate_email_lines


class OpeningHours(models.Model):
    """Abstract: hours on a weekday when the telephone is answered, as wall time in the practice's time zone."""

    history_fields = ("weekday", "opens", "closes")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices)
    opens = FlexibleTimeField(_("opens"))
    closes = FlexibleTimeField(_("closes"))

    class Meta:
        abstract = True
        ordering = ["weekday", "opens"]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {format_time_range(self.opens, self.closes)}"

    def clean(self) -> None:
        validate_opening_hours(self)


COLOR_HELP = _("Six hexadecimal digits, such as #1d5566. Leave blank to use the theme's colour.")
validate_color = RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", _("Enter a colour as six hexadecimal digits, such as #1d5566."))


#: Rows of the practice that most practices have none of: they use the standard sentence and the calendar's holidays.
RARE_RELATIONS = ("consent_texts", "holiday_overrides")


def _color_field(label: Any) -> models.CharField:
    return models.CharField(
        label, max_length=7, blank=True, default="", db_default="", validators=[validate_color], help_text=COLOR_HELP
    )


@register_setting(icon="user", order=200)
class PracticeSettings(PreviewableMixin, BaseSiteSetting, ClusterableModel):
    """The settings of a practice, one row per Wagtail site."""

    # Wagtail's own field with a reverse name that does not clash with a class PracticeSettings of the project.
    site = models.OneToOneField(
        Site, on_delete=models.CASCADE, unique=True, editable=False, related_name="tyonohjaus_practice"
    )
    name = models.CharField(_("name of the practice"), max_length=120, blank=True)
    slug = models.SlugField(
        _("URL slug"),
        max_length=60,
        blank=True,
        help_text=_("Part of the URLs of its calendars. Old URLs keep working after a change."),
    )
    former_slugs = FormerSlugsField()
    phone = PhoneNumberField(_("telephone"), blank=True, validators=[validate_not_premium_rate])
    email = CleanEmailField(
        _("e-mail"), blank=True, help_text=_("Shown to visitors. The practice's messages are sent from this address.")
    )
    fallback_recipients = EmailLinesField(
        _("fallback recipients"),
        blank=True,
        validators=[validate_email_lines],
        help_text=_(
            "One e-mail address per line. They get requests for which no rule has a recipient. Leave blank to "
            "use the practice's e-mail address."
        ),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Helsinki", validators=[validate_time_zone]
    )
    phone_region = models.CharField(
        _("default country of telephone numbers"),
        max_length=2,
        default="FI",
        help_text=_("Two letters, such as FI. Numbers without a country code are read as numbers of this country."),
    )
    holiday_country = models.CharField(
        _("country of public holidays"),
        max_length=2,
        default="FI",
        blank=True,
        help_text=_("Leave blank for no public holidays."),
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
    include_message_in_email = models.BooleanField(
        _("include the visitor's message in e-mails"),
        default=False,
        help_text=_("If off, e-mails contain only the main facts and a link to the request."),
    )
    show_names_in_calendars = models.BooleanField(
        _("show names in supervisors' private calendars"),
        default=False,
        help_text=_("If off, private calendars show a reference instead of the visitor's name."),
    )
    publish_free_times = models.BooleanField(_("publish free times"), default=True)
    hold_hours = models.PositiveSmallIntegerField(
        _("hold requested times for (hours)"), default=48, validators=[MinValueValidator(1)]
    )
    change_deadline_hours = models.PositiveSmallIntegerField(
        _("visitors may move or cancel a session until (hours before it)"), default=24
    )
    reminder_hours = models.CharField(
        _("reminders"),
        max_length=60,
        blank=True,
        default="24",
        help_text=_("Hours before a session, separated by commas. Leave blank for no reminders."),
    )
    video_url = models.URLField(
        _("video meeting link"), blank=True, help_text=_("The URL where remote sessions take place.")
    )
    closed_retention_days = models.PositiveSmallIntegerField(
        _("keep closed requests for (days)"), default=90, validators=[MaxValueValidator(3650)]
    )
    agreed_retention_days = models.PositiveSmallIntegerField(
        _("keep agreed requests for (days)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(3650)],
        help_text=_("Counted from the last event. Leave blank to keep them until somebody closes them."),
    )
    spam_retention_days = models.PositiveSmallIntegerField(
        _("keep spam for (days)"), default=14, validators=[MaxValueValidator(3650)]
    )
    theme = models.CharField(
        _("theme"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text=_("Structure, fonts and colours of the package's own pages."),
    )
    background_color = _color_field(_("background colour"))
    brand_color = _color_field(_("colour of links and buttons"))
    accent_color = _color_field(_("colour of small headings and decoration"))
    logo = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Shown in the header, at most 48 pixels high."),
    )
    logo_has_name = models.BooleanField(
        _("the logo contains the name"),
        default=False,
        db_default=False,
        help_text=_("If on, the name is not repeated beside the logo."),
    )
    picture = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Shown when a page without a picture of its own is shared in social media or messages."),
    )
    content_version = models.CharField(
        max_length=32,
        default="",
        db_default="",
        editable=False,
        help_text="Changes with everything that the practice's pages show; see practice.content_version.",
    )
    feeds_changed_at = ChangedAtField(
        default=timezone.now,
        db_default=Now(),
        editable=False,
        help_text="When a supervisor left, or a record that feeds depend on changed.",
    )

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        # Stored in English; the form of a group translates it.
        permissions = [("manage_people", gettext_noop("Can manage accounts, coordinators and addresses for messages"))]

    def __str__(self) -> str:
        return self.name or self.site.site_name or self.site.hostname

    def clean(self) -> None:
        super().clean()
        validate_colors(self)

    @property
    def page_classes(self) -> str:
        """The classes of the ``html`` element of its pages, for theme and colours."""
        return page_classes(self)

    def get_full_url(self) -> str | None:
        """The URL of the site, for the preview."""
        return self.site.root_url

    full_url = property(get_full_url)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """The site's front page with the settings in the form, which Wagtail keeps on ``request``."""
        return self.site.root_page.specific.serve(request)

    @property
    def zone(self) -> ZoneInfo:
        """The practice's time zone, in which all its wall times are meant."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def consent_by_language(self) -> dict[str, str]:
        """The practice's own consent texts by language code, loaded once if there are any."""
        rows = self.rows_if_any("consent_texts")
        return {row.language.lower(): row.text.strip() for row in rows if row.text.strip()}

    def rows_if_any(self, name: str) -> list[Any]:
        """The rows of a relation in ``RARE_RELATIONS``; without a query if the practice had none when it was loaded."""
        return list(getattr(self, name).all()) if getattr(self, f"has_{name}", True) else []

    @classmethod
    def base_queryset(cls) -> models.QuerySet["PracticeSettings"]:
        """With ``has_consent_texts`` and so on, for ``rows_if_any``."""
        return cls._with_rare_relations().all()

    @classmethod
    @cache
    def _with_rare_relations(cls) -> models.QuerySet["PracticeSettings"]:
        """Built once, since every request needs it; never evaluated."""
        own = {"practice": models.OuterRef("pk")}
        rows = {name: getattr(cls, name).rel.related_model._default_manager for name in RARE_RELATIONS}
        exists = {f"has_{name}": models.Exists(manager.filter(**own)) for name, manager in rows.items()}
        return super().base_queryset().annotate(**exists)

    @classmethod
    def for_site(cls, site: Site) -> "PracticeSettings":
        """The settings of a site, which they know without another query. Creates them if there are none."""
        practice = super().for_site(site)
        practice.site = site
        return practice

    @property
    def recipients(self) -> list[str]:
        """The e-mail addresses of the fallback recipients, else the practice's own address; empty without either."""
        return email_lines(self.fallback_recipients) or ([self.email] if self.email else [])

    @classmethod
    def region_of(cls, site_id: int | None) -> str:
        """The country whose telephone numbers are read without a country code (ISO 3166-1 alpha-2)."""
        if site_id is None:
            return cls._meta.get_field("phone_region").default
        region = cls.objects.filter(site_id=site_id).values_list("phone_region", flat=True).first()
        return region or cls._meta.get_field("phone_region").default

    def save(self, *args: Any, **kwargs: Any) -> None:
        default_slug = f"practice-{self.site_id}"
        if self.slug in ("", default_slug):
            others = PracticeSettings.objects.exclude(site=self.site_id)
            self.slug = unique_slug(others, slugify(self.name) or default_slug)
        super().save(*args, **kwargs)


class ConsentText(models.Model):
    """What visitors agree to with a request, in one language. Others see the standard sentence in their language."""

    practice = ParentalKey(PracticeSettings, on_delete=models.CASCADE, related_name="consent_texts")
    language = models.CharField(_("language"), max_length=12, choices=content_languages)
    text = models.TextField(_("consent"))

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "language"],
                name="tyonohjaus_consent_language",
                violation_error_message=_("This language is listed twice. Remove one of the rows."),
            )
        ]

    def __str__(self) -> str:
        return self.language


class PracticeOpeningHours(OpeningHours):
    """When the practice answers the telephone, as wall time in its time zone."""

    practice = ParentalKey(PracticeSettings, on_delete=models.CASCADE, related_name="opening_hours")
