"""The records of a practice: offices, services and supervisors."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import PreviewableMixin, Site
from wagtail.search import index

from .choices import DeliveryMode, Kind, Language
from .display.format_labels import FORMATS
from .fields import ChangedAtField, ChoiceListField, CleanEmailField, FormerSlugsField, RevisionField, unique_slug
from .history import fields as history
from .phone_numbers import validate_not_premium_rate
from .settings import ConsentText, OpeningHours, PracticeOpeningHours, PracticeSettings
from .site import default_site_pk
from .time_zones import validate_time_zone
from .translations import TranslatedMixin, Translation, translated
from .validators import minutes_list, validate_minutes_list
from .vocabulary import Approach, ApproachTranslation, WorkField, WorkFieldTranslation

__all__ = [
    "Approach",
    "ApproachTranslation",
    "ConsentText",
    "Office",
    "OfficeOpeningHours",
    "OfficeTranslation",
    "PracticeOpeningHours",
    "PracticeSettings",
    "Service",
    "ServiceTranslation",
    "Supervisor",
    "SupervisorTranslation",
    "WorkField",
    "WorkFieldTranslation",
]

SLUG_HELP = _("Part of the URLs of its calendars. Old URLs keep working after a change.")


class SiteRecord(models.Model):
    """Abstract: a record of one practice, which is one Wagtail site."""

    # Set by Wagtail when the model's viewset is registered.
    snippet_viewset: ClassVar[Any]

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("practice"), default=default_site_pk
    )

    #: That of the practice to which the record belonged when it was loaded; None for a new one.
    stored_site_id: int | None = None
    _kept_practice: "PracticeSettings"

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        record = super().from_db(*args, **kwargs)
        record.stored_site_id = record.__dict__.get("site_id")
        return record

    @property
    def practice(self) -> "PracticeSettings":
        """The settings of the record's practice; see ``keep_practice``."""
        kept: PracticeSettings | None = vars(self).get("_kept_practice")
        return kept if kept and kept.site_id == self.site_id else PracticeSettings.for_site(self.site)

    def keep_practice(self) -> None:
        """Loads the settings of the practice once, for the page that shows this record."""
        self._kept_practice = getattr(self.site, "tyonohjaus_practice", None) or self.practice


class Office(TranslatedMixin, index.Indexed, SiteRecord, ClusterableModel):
    """A place where the practice works. Its coordinators have access to the contact requests for it."""

    city = models.CharField(_("city"), max_length=80)
    name = models.CharField(
        _("name"), max_length=120, blank=True, help_text=_("Needed if there are several offices in one city.")
    )
    slug = models.SlugField(_("URL slug"), max_length=60, blank=True, help_text=SLUG_HELP)
    former_slugs = FormerSlugsField()
    address = models.TextField(_("street address"), blank=True)
    directions = models.TextField(_("directions"), blank=True)
    map_url = models.URLField(_("link to a map"), blank=True)
    phone = PhoneNumberField(_("telephone"), blank=True, validators=[validate_not_premium_rate])
    email = CleanEmailField(_("e-mail"), blank=True)
    coordinators = ParentalManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="tyonohjaus_offices", verbose_name=_("coordinators")
    )

    history_fields = history.OFFICE
    search_fields = [
        index.SearchField("city"),
        index.AutocompleteField("city"),
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("site"),
    ]
    title = translated("city")

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["city", "name"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="tyonohjaus_office_slug")]

    def __str__(self) -> str:
        return f"{self.city}, {self.name}" if self.name else self.city

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = unique_slug(Office.objects.filter(site=self.site_id), f"{self.city} {self.name}")
        super().save(*args, **kwargs)


class OfficeTranslation(Translation):
    """An office's texts in a further language. Blank ones fall back to the office's own."""

    history_fields = history.OFFICE_TRANSLATION
    parent = ParentalKey(Office, on_delete=models.CASCADE, related_name="translations")
    city = models.CharField(_("city"), max_length=80, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    address = models.TextField(_("street address"), blank=True)
    directions = models.TextField(_("directions"), blank=True)


class OfficeOpeningHours(OpeningHours):
    """When an office answers the telephone, as wall time in the practice's time zone."""

    office = ParentalKey(Office, on_delete=models.CASCADE, related_name="opening_hours")


class Service(TranslatedMixin, index.Indexed, SiteRecord, ClusterableModel):
    """What the practice offers, and the rules for the times that can be requested. Durations are in minutes."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("URL slug"), max_length=60, blank=True, help_text=SLUG_HELP)
    former_slugs = FormerSlugsField()
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.SUPERVISION)
    summary = models.TextField(_("summary"), blank=True)
    formats = ChoiceListField(_("formats"), vocabulary=FORMATS, blank=True)
    delivery_modes = ChoiceListField(_("where"), vocabulary=DeliveryMode, blank=True)
    lengths = models.CharField(
        _("session lengths"),
        max_length=60,
        default="60, 90",
        validators=[validate_minutes_list],
        help_text=_("In minutes, separated by commas."),
    )
    interval = models.CharField(_("interval"), max_length=120, blank=True, help_text=_("For example: every 2–4 weeks."))
    price = models.CharField(_("price"), max_length=200, blank=True)
    step = models.PositiveSmallIntegerField(
        _("step (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
        help_text=_(
            "Time between possible start times. Leave it blank to offer times one after another that do not overlap."
        ),
    )
    buffer_before = models.PositiveSmallIntegerField(
        _("buffer before (minutes)"), default=0, help_text=_("Free time before a session.")
    )
    buffer_after = models.PositiveSmallIntegerField(
        _("buffer after (minutes)"), default=15, help_text=_("Free time after a session.")
    )
    minimum_notice_hours = models.PositiveSmallIntegerField(
        _("minimum notice (hours)"), default=24, help_text=_("How far in advance a time has to be requested.")
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("horizon (days)"),
        default=84,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text=_("How many days ahead times can be requested."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("capacity"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("With more than one place, the service is an open group."),
    )
    series_sessions = models.PositiveSmallIntegerField(
        _("sessions of a series"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(5)],
        help_text=_(
            "For crisis services: how many sessions on different days, close together, visitors can request in one go. "
            "Leave blank to offer single sessions only."
        ),
    )

    history_fields = history.SERVICE
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("summary"),
        index.FilterField("site"),
        index.FilterField("kind"),
    ]
    title = translated("name")

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["site", "slug"], name="tyonohjaus_service_slug")]

    def __str__(self) -> str:
        return self.name

    @property
    def length_minutes(self) -> list[int]:
        """The possible lengths in minutes, shortest first."""
        return minutes_list(self.lengths)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = unique_slug(Service.objects.filter(site=self.site_id), self.name)
        super().save(*args, **kwargs)


class ServiceTranslation(Translation):
    """A service's texts in a further language. Blank ones fall back to the service's own."""

    history_fields = history.SERVICE_TRANSLATION
    parent = ParentalKey(Service, on_delete=models.CASCADE, related_name="translations")
    name = models.CharField(_("name"), max_length=120, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    interval = models.CharField(_("interval"), max_length=120, blank=True)
    price = models.CharField(_("price"), max_length=200, blank=True)


class Supervisor(PreviewableMixin, TranslatedMixin, index.Indexed, SiteRecord, ClusterableModel):
    """A person who gives supervision.

    ``revision`` and ``changed_at`` change with everything that can affect the free time, see ``revisions.touch``.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tyonohjaus_supervisor",
        verbose_name=_("user account"),
        help_text=_("With an account, the supervisor can maintain the hours and answer requests."),
    )
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("professional title"), max_length=160, blank=True)
    photo = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("photo"),
    )
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link", "ul", "ol"])
    phone = PhoneNumberField(_("telephone"), blank=True, validators=[validate_not_premium_rate])
    show_phone = models.BooleanField(_("show the telephone number to visitors"), default=True)
    email = CleanEmailField(_("e-mail"), blank=True)
    show_email = models.BooleanField(_("show the e-mail address to visitors"), default=True)
    languages = ChoiceListField(_("languages"), vocabulary=Language, blank=True)
    formats = ChoiceListField(_("formats"), vocabulary=FORMATS, blank=True)
    delivery_modes = ChoiceListField(_("where"), vocabulary=DeliveryMode, blank=True)
    offices = ParentalManyToManyField(Office, blank=True, related_name="supervisors", verbose_name=_("offices"))
    services = ParentalManyToManyField(Service, blank=True, related_name="supervisors", verbose_name=_("services"))
    approaches = ParentalManyToManyField(Approach, blank=True, related_name="supervisors", verbose_name=_("approaches"))
    work_fields = ParentalManyToManyField(WorkField, blank=True, related_name="supervisors", verbose_name=_("fields"))
    education = models.TextField(_("education"), blank=True, help_text=_("One per line."))
    memberships = models.TextField(_("memberships"), blank=True, help_text=_("One per line."))
    accepts_new_clients = models.BooleanField(_("accepts new clients"), default=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Leave blank to use the practice's time zone."),
    )
    max_sessions_per_day = models.PositiveSmallIntegerField(
        _("maximum sessions per day"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    max_sessions_per_week = models.PositiveSmallIntegerField(
        _("maximum sessions per week"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    publish_busy = models.BooleanField(
        _("publish busy times"), default=False, help_text=_("Only start and end are published, never the subject.")
    )
    active = models.BooleanField(
        _("works at the practice"),
        default=True,
        help_text=_("If off, the supervisor is not shown and can't be requested. The record is retained."),
    )
    revision = RevisionField(default=1, editable=False)
    changed_at = ChangedAtField(default=timezone.now, editable=False)

    history_fields = history.SUPERVISOR
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("role"),
        index.FilterField("site"),
        index.FilterField("active"),
        index.FilterField("accepts_new_clients"),
    ]
    title = translated("role")

    class Meta:
        verbose_name = _("supervisor")
        verbose_name_plural = _("supervisors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone_name(self) -> str:
        """The IANA name of the supervisor's own time zone, else of the practice's."""
        return self.time_zone or self.practice.time_zone

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The free time of the coming weeks with the changes in the form."""
        return "wagtail_tyonohjaus/availability/preview.html"


class SupervisorTranslation(Translation):
    """A supervisor's texts in a further language. Blank ones fall back to the supervisor's own."""

    history_fields = history.SUPERVISOR_TRANSLATION
    parent = ParentalKey(Supervisor, on_delete=models.CASCADE, related_name="translations")
    role = models.CharField(_("professional title"), max_length=160, blank=True)
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link", "ul", "ol"])
    education = models.TextField(_("education"), blank=True)
    memberships = models.TextField(_("memberships"), blank=True)
