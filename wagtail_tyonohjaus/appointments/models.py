"""Sessions: what was asked for and agreed, and what happened to it."""

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
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from .on_delete import refuse_ahead, refuse_ahead_or_forget
from .references import new_reference

__all__ = ["Session", "SessionEvent", "SessionTick"]

TICK_SECONDS = 300


class Status(models.TextChoices):
    HELD = "held", pgettext_lazy("session", "Held")
    CONFIRMED = "confirmed", pgettext_lazy("session", "Confirmed")
    DECLINED = "declined", pgettext_lazy("session", "Declined")
    EXPIRED = "expired", pgettext_lazy("session", "Expired")
    CANCELLED = "cancelled", pgettext_lazy("session", "Cancelled")
    DONE = "done", pgettext_lazy("session", "Over")


class SessionQuerySet(models.QuerySet["Session"]):
    def live(self, now: datetime | None = None) -> "SessionQuerySet":
        """Those that take the supervisor's time: confirmed, or held and the hold not over."""
        held = Q(status=Status.HELD, hold_until__gt=now or timezone.now())
        return self.filter(held | Q(status=Status.CONFIRMED))

    def lapsed(self, now: datetime | None = None) -> "SessionQuerySet":
        """Holds that are over and were not yet marked so."""
        return self.filter(status=Status.HELD, hold_until__lte=now or timezone.now())

    def between(self, start: datetime, end: datetime) -> "SessionQuerySet":
        """Those that overlap the span; touching is no overlap."""
        return self.filter(start__lt=end, end__gt=start)

    def taking(self, now: datetime | None = None) -> "SessionQuerySet":
        """Those whose time nobody else can have, or could have had."""
        lapsed = Q(status=Status.HELD, hold_until__lte=now or timezone.now())
        return self.filter(seat__isnull=False).exclude(lapsed)

    def ahead(self, now: datetime | None = None) -> "SessionQuerySet":
        now = now or timezone.now()
        return self.live(now).filter(end__gt=now)

    def with_records(self) -> "SessionQuerySet":
        """With what a list or a mail shows of each, in a constant number of queries."""
        return self.select_related("supervisor__site", "service", "office").prefetch_related(
            "service__translations", "office__translations"
        )


def with_practices(sessions: Iterable["Session"]) -> list["Session"]:
    """The sessions, each with its practice at hand, in one query a practice."""
    found = list(sessions)
    practices: dict[int, PracticeSettings] = {}
    for session in found:
        site = session.supervisor.site
        if site.pk not in practices:
            practices[site.pk] = PracticeSettings.for_site(site)
        session.practice = practices[site.pk]
    return found


class Session(models.Model):
    """One person's (or commissioner's) place in a meeting with a supervisor: asked for, agreed, moved, over.

    ``start`` and ``end`` are UTC; ``time_zone`` is the zone in which the time was agreed, which keeps the wall clock
    of a series. A service with one seat has one session a meeting; an open group has one a participant, all with the
    same ``meeting``. ``seat`` is None once the time is free again, so that the database itself refuses a seat's
    second taker. All changes go through ``sessions``, ``holds`` and ``series``, which lock the supervisor first.
    """

    reference = models.CharField(_("reference"), max_length=16, unique=True, default=new_reference, editable=False)
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
        Supervisor, on_delete=refuse_ahead, related_name="sessions", verbose_name=_("supervisor")
    )
    service = models.ForeignKey(Service, on_delete=refuse_ahead, related_name="sessions", verbose_name=_("service"))
    office = models.ForeignKey(
        Office,
        null=True,
        blank=True,
        on_delete=refuse_ahead_or_forget,
        related_name="sessions",
        verbose_name=_("office"),
    )
    mode = models.CharField(_("where"), max_length=20, choices=DeliveryMode.choices, default=DeliveryMode.PREMISES)
    format = models.CharField(_("format"), max_length=20, choices=Format.choices, default=Format.INDIVIDUAL)
    start = models.DateTimeField(_("starts"))
    end = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.HELD)
    hold_until = models.DateTimeField(_("held until"), null=True, blank=True)

    meeting = models.UUIDField(default=uuid.uuid4, editable=False)
    seat = models.PositiveSmallIntegerField(null=True, editable=False)
    series = models.UUIDField(null=True, blank=True, editable=False)
    proposal = models.UUIDField(null=True, blank=True, editable=False)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    invited = models.BooleanField(default=False, editable=False)

    name = models.CharField(_("name"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = PhoneNumberField(_("telephone"), blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    visitor_zone = models.CharField(_("visitor's time zone"), max_length=64, blank=True)

    token_secret = models.CharField(max_length=64, blank=True, editable=False)
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    reminded = models.CharField(max_length=60, blank=True, editable=False)
    conflict_told_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
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
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def local_start(self) -> datetime:
        return self.start.astimezone(self.zone)

    @property
    def local_end(self) -> datetime:
        return self.end.astimezone(self.zone)

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds()) // 60

    @cached_property
    def practice(self) -> PracticeSettings:
        """One query; see ``with_practices`` for lists."""
        return self.supervisor.practice

    @property
    def place(self) -> str:
        """The office's city, else how the session is held, in the active language."""
        return self.office.text("city") if self.office else self.get_mode_display()

    @property
    def is_remote(self) -> bool:
        return self.mode == DeliveryMode.REMOTE

    @property
    def is_confirmed(self) -> bool:
        return self.status == Status.CONFIRMED

    @property
    def is_proposed(self) -> bool:
        """Whether it is one of several times that the visitor is to choose from."""
        return self.proposal is not None and self.status == Status.HELD

    def is_live(self, now: datetime | None = None) -> bool:
        """As ``SessionQuerySet.live`` tells it."""
        if self.status == Status.HELD:
            return self.hold_until is not None and self.hold_until > (now or timezone.now())
        return self.status == Status.CONFIRMED

    def ticks(self) -> range:
        """Five-minute steps of UTC that the session takes. An overlap of less than a step may be missed."""
        return range(int(self.start.timestamp()) // TICK_SECONDS, int(self.end.timestamp()) // TICK_SECONDS)


class SessionTick(models.Model):
    """Five minutes of a supervisor that a meeting takes.

    The row lock is what keeps two sessions apart; this is the net below it, which holds on every database, also
    against code that forgets the lock.
    """

    supervisor = models.ForeignKey(Supervisor, on_delete=models.CASCADE, related_name="+")
    tick = models.BigIntegerField()
    meeting = models.UUIDField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supervisor", "tick"], name="tyonohjaus_session_tick")]

    def __str__(self) -> str:
        return str(self.tick)


class SessionEvent(models.Model):
    """One step in a session's history, kept as long as the session."""

    class Kind(models.TextChoices):
        HELD = "held", _("Time asked for and held")
        PROPOSED = "proposed", _("Time proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Hold expired")
        REMINDED = "reminded", _("Reminder sent")
        CONFLICT = "conflict", _("Another calendar has filled the time")
        DONE = "done", _("Over")

    class Actor(models.TextChoices):
        VISITOR = "visitor", _("Visitor")
        STAFF = "staff", _("Staff")
        SYSTEM = "system", _("Automatic")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("what happened"), max_length=12, choices=Kind.choices)
    actor = models.CharField(_("by whom"), max_length=8, choices=Actor.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True)
    old_start = models.DateTimeField(null=True, blank=True)
    new_start = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.kind
