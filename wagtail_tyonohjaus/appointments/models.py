"""Sessions, their history and the time they claim."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from phonenumber_field.modelfields import PhoneNumberField

from ..practice.choices import DeliveryMode, Format
from ..practice.display.format_labels import format_label
from ..practice.fields import CleanEmailField
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from ..practice.references import new_session_reference
from .on_delete import protect_upcoming, protect_upcoming_or_null

__all__ = ["HolderLock", "Session", "SessionEvent", "TimeClaim"]

TIME_UNIT_SECONDS = 300


class Status(models.TextChoices):
    """``HELD`` and ``CONFIRMED`` occupy the supervisor's time, and so does ``COMPLETED``, in the past."""

    HELD = "held", pgettext_lazy("session", "Held")
    CONFIRMED = "confirmed", pgettext_lazy("session", "Confirmed")
    DECLINED = "declined", pgettext_lazy("session", "Declined")
    EXPIRED = "expired", pgettext_lazy("session", "Expired")
    CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")
    COMPLETED = "completed", pgettext_lazy("session", "Completed")


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions by status and time. ``now`` defaults to the current time."""

    def live(self, now: datetime | None = None) -> "SessionQuerySet":
        """Confirmed sessions, and held ones whose hold has not expired."""
        held = Q(status=Status.HELD, hold_until__gt=now or timezone.now())
        return self.filter(held | Q(status=Status.CONFIRMED))

    def stale_holds(self, now: datetime | None = None) -> "SessionQuerySet":
        """Holds past their expiry whose status is not yet ``EXPIRED``."""
        return self.filter(_stale_hold_q(now))

    def overlapping(self, start: datetime, end: datetime) -> "SessionQuerySet":
        """Sessions that overlap the half-open interval from ``start`` to ``end``."""
        return self.filter(start__lt=end, end__gt=start)

    def occupying(self, now: datetime | None = None) -> "SessionQuerySet":
        """Sessions that occupy, or occupied, their time: all with a seat except stale holds."""
        return self.filter(seat__isnull=False).exclude(_stale_hold_q(now))

    def upcoming(self, now: datetime | None = None) -> "SessionQuerySet":
        """Live sessions that have not ended."""
        now = now or timezone.now()
        return self.live(now).filter(end__gt=now)

    def with_related(self) -> "SessionQuerySet":
        """Load the related records that lists and messages show, in a constant number of queries."""
        return self.select_related("supervisor__site", "service", "office").prefetch_related(
            "service__translations", "office__translations"
        )


def _stale_hold_q(now: datetime | None) -> Q:
    return Q(status=Status.HELD, hold_until__lte=now or timezone.now())


def attach_practices(sessions: Iterable["Session"]) -> list["Session"]:
    """Set ``practice`` on each session, with one query per practice."""
    sessions = list(sessions)
    practices: dict[int, PracticeSettings] = {}
    for session in sessions:
        site = session.supervisor.site
        if site.pk not in practices:
            practices[site.pk] = PracticeSettings.for_site(site)
        session.practice = practices[site.pk]
    return sessions


class Session(models.Model):
    """One attendee's (or commissioner's) booking of a meeting with a supervisor.

    ``start`` and ``end`` are UTC; ``time_zone`` is the zone in which the time was agreed, which defines the wall time
    of a series. An individual session is a meeting of its own; an open group has one session per participant, all with
    the same ``meeting``. ``seat`` is None once the time is released, so that a database constraint prevents two
    sessions in one seat. Change sessions only through ``holds``, ``proposals``, ``series`` and ``transitions``, which
    lock the supervisor first.
    """

    reference = models.CharField(
        _("reference"), max_length=16, unique=True, default=new_session_reference, editable=False
    )
    request = models.ForeignKey(
        "wagtail_tyonohjaus.ContactRequest",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sessions",
        verbose_name=_("contact request"),
        editable=False,
    )
    supervisor = models.ForeignKey(
        Supervisor, on_delete=protect_upcoming, related_name="sessions", verbose_name=_("supervisor")
    )
    service = models.ForeignKey(Service, on_delete=protect_upcoming, related_name="sessions", verbose_name=_("service"))
    office = models.ForeignKey(
        Office,
        null=True,
        blank=True,
        on_delete=protect_upcoming_or_null,
        related_name="sessions",
        verbose_name=_("office"),
    )
    mode = models.CharField(
        _("delivery mode"), max_length=20, choices=DeliveryMode.choices, default=DeliveryMode.PREMISES
    )
    format = models.CharField(_("format"), max_length=20, choices=Format.choices, default=Format.INDIVIDUAL)
    start = models.DateTimeField(_("starts"))
    end = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.HELD)
    hold_until = models.DateTimeField(_("held until"), null=True, blank=True)

    meeting = models.UUIDField(default=uuid.uuid4, editable=False)
    seat = models.PositiveSmallIntegerField(null=True, editable=False)
    is_group = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Whether several people can take part. A change of the service's capacity later does not matter.",
    )
    series = models.UUIDField(null=True, blank=True, editable=False)
    recurrence_start = models.DateTimeField(
        null=True,
        editable=False,
        help_text="The start by the rule of the series (RECURRENCE-ID), if the session is an instance of its event.",
    )
    proposal = models.UUIDField(null=True, blank=True, editable=False)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    invitation_sent = models.BooleanField(default=False, editable=False)

    name = models.CharField(_("name"), max_length=160, blank=True)
    email = CleanEmailField(_("e-mail"), blank=True)
    phone = PhoneNumberField(_("telephone"), blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    visitor_time_zone = models.CharField(_("visitor's time zone"), max_length=64, blank=True)

    token_secret = models.CharField(max_length=64, blank=True, editable=False)
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    network_key = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="HMAC of the visitor's network, while the time is held.",
    )
    reminders_sent = models.CharField(max_length=60, blank=True, editable=False)
    conflict_notified_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("requested"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)

    objects = SessionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("supervision", "session")
        verbose_name_plural = pgettext_lazy("supervision", "sessions")
        ordering = ["start", "pk"]
        indexes = [
            models.Index(fields=["supervisor", "end"], name="tyonohjaus_session_time"),
            models.Index(fields=["status", "hold_until"], name="tyonohjaus_session_hold"),
            models.Index(fields=["status", "start"], name="tyonohjaus_session_start"),
            models.Index(fields=["series"], name="tyonohjaus_session_series"),
            models.Index(fields=["proposal"], name="tyonohjaus_session_prop"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="tyonohjaus_session_seat"),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="tyonohjaus_session_ends_later"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def visitor_reference(self) -> str:
        """The reference that the visitor has: that of the contact request, if the session comes from one."""
        return self.request.reference if self.request else self.reference

    def get_format_display(self) -> str:  # type: ignore[no-redef]
        """The label of the format, named for the kind of the service."""
        return format_label(self.format, self.service.kind)

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the time was agreed."""
        return ZoneInfo(self.time_zone)

    @property
    def local_start(self) -> datetime:
        return self.start.astimezone(self.zone)

    @property
    def local_end(self) -> datetime:
        return self.end.astimezone(self.zone)

    @property
    def minutes(self) -> int:
        """The length in minutes."""
        return int((self.end - self.start).total_seconds()) // 60

    @cached_property
    def practice(self) -> PracticeSettings:
        """The practice of the supervisor; costs a query. For lists, see ``attach_practices``."""
        return self.supervisor.practice

    @property
    def place(self) -> str:
        """The office's city, or the delivery mode if there is no office, in the active language."""
        return self.office.text("city") if self.office else self.get_mode_display()

    @property
    def is_remote(self) -> bool:
        return self.mode == DeliveryMode.REMOTE

    @property
    def is_confirmed(self) -> bool:
        return self.status == Status.CONFIRMED

    @property
    def is_proposed(self) -> bool:
        """Whether it is one of several times from which the visitor chooses."""
        return self.proposal is not None and self.status == Status.HELD

    def is_live(self, now: datetime | None = None) -> bool:
        """Whether the session is confirmed, or held and the hold has not expired."""
        if self.status == Status.HELD:
            return self.hold_until is not None and self.hold_until > (now or timezone.now())
        return self.status == Status.CONFIRMED

    def time_units(self) -> range:
        """Five-minute units of UTC that the session covers; overlaps shorter than a unit may be missed."""
        return range(int(self.start.timestamp()) // TIME_UNIT_SECONDS, int(self.end.timestamp()) // TIME_UNIT_SECONDS)


class TimeClaim(models.Model):
    """The claim of a meeting to five minutes of a supervisor's time.

    The lock on the supervisor's row already prevents overlapping sessions. The unique constraint guarantees it on every
    database, even for code that does not take the lock. ``unit`` counts five-minute units since the Unix epoch.
    """

    supervisor = models.ForeignKey(Supervisor, on_delete=models.CASCADE, related_name="+")
    unit = models.BigIntegerField()
    meeting = models.UUIDField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supervisor", "unit"], name="tyonohjaus_time_claim")]

    def __str__(self) -> str:
        return str(self.unit)


class HolderLock(models.Model):
    """A row that transactions lock while they count and add holds of one person or network.

    Persons and networks are spread over a fixed number of rows by a hash, so nothing personal is stored.
    """

    bucket = models.PositiveSmallIntegerField(primary_key=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.bucket)


class SessionEvent(models.Model):
    """An entry of a session's history, deleted with the session."""

    class Kind(models.TextChoices):
        """What happened. Most kinds send the message type ``session_<kind>``."""

        HELD = "held", _("Time requested and held")
        PROPOSED = "proposed", _("Time proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Hold expired")
        REMINDED = "reminded", _("Reminder sent")
        CONFLICT = "conflict", _("Conflict with another calendar")
        COMPLETED = "completed", _("Completed")

    class ActorRole(models.TextChoices):
        """Who caused the event. ``SYSTEM`` is a periodic task."""

        VISITOR = "visitor", _("Visitor")
        STAFF = "staff", _("Staff")
        SYSTEM = "system", _("Automatic")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("event"), max_length=12, choices=Kind.choices)
    actor_role = models.CharField(_("changed by"), max_length=8, choices=ActorRole.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True)
    old_start = models.DateTimeField(null=True, blank=True)
    new_start = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.kind
