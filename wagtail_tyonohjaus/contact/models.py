"""Contact requests, their history and callbacks. Routing rules are in ``rule_models``."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from ..practice.access.managers import manager_policy
from ..practice.choices import DeliveryMode, Format, Kind, Language
from ..practice.display.format_labels import format_label
from ..practice.fields import CleanEmailField
from ..practice.models import Office, Service, SiteRecord, Supervisor
from ..practice.page_model import page_model_name
from ..practice.references import new_request_reference
from ..practice.secret_tokens import derive_token, hash_token, new_receipt_key, stored_token
from .choices import CallbackOutcome, EventKind, Payer, PreferredContact, Status, Urgency
from .crisis import URGENCY_LABELS, is_crisis, shown_urgency
from .reply_models import ReplyTemplate
from .rule_models import RoutingRule
from .search import SEARCH_LENGTH, search_text

__all__ = ["Callback", "ContactRequest", "RateBucket", "ReplyTemplate", "RequestEvent", "RoutingRule"]

_RECEIPT_SALT = b"wagtail_tyonohjaus.receipt:"
OPEN_STATUSES = (Status.NEW, Status.IN_PROGRESS, Status.IN_CONTACT)


def _former_supervisor() -> models.Q:
    """The condition that the assignee was only a supervisor of the request's practice, and is none any more."""
    supervisor = Supervisor.objects.filter(user=models.OuterRef("assignee"), site=models.OuterRef("site"), active=False)
    links = Office.coordinators.through.objects
    coordinates = links.filter(user=models.OuterRef("assignee"), office__site=models.OuterRef("site"))
    managers = manager_policy().managers().order_by().values("pk")
    return models.Q(models.Exists(supervisor), ~models.Exists(coordinates)) & ~models.Q(assignee__in=managers)


class ContactRequestQuerySet(models.QuerySet):
    """Requests by what has to be done with them."""

    def crisis(self) -> "ContactRequestQuerySet":
        """Urgent ones, and those for a crisis service."""
        return self.filter(is_crisis())

    def open(self) -> "ContactRequestQuerySet":
        """Those that staff has to work on, without the ones that are held for review."""
        return self.filter(status__in=OPEN_STATUSES, held_for_review=False)

    def abandoned(self) -> "ContactRequestQuerySet":
        """Open requests whose assignee has left, held for review or not.

        The account has been deactivated or deleted, or its supervisor works at the practice no longer. Somebody who no
        longer supervises but is still a coordinator or a manager has not left.
        """
        deleted = models.Q(assignee=None) & ~models.Q(assignee_name="")
        deactivated = models.Q(assignee__is_active=False)
        return self.filter(deleted | deactivated | _former_supervisor(), status__in=OPEN_STATUSES)

    def with_receipt(self, token: str) -> "ContactRequestQuerySet":
        """The request, if there is one, whose receipt has this token in its URL."""
        stored_earlier = models.Q(receipt_hash=None, receipt_key=token)
        return self.filter(models.Q(receipt_hash=hash_token(token)) | stored_earlier)

    def overdue(self, now: datetime | None = None) -> "ContactRequestQuerySet":
        """New although their response time has passed."""
        return self.filter(status=Status.NEW, held_for_review=False, due_at__lt=now or timezone.now())


class ContactRequest(SiteRecord):
    """A request as the visitor sent it. The ``*_name`` fields keep the names of records that may be deleted."""

    reference = models.CharField(
        _("reference"), max_length=14, unique=True, default=new_request_reference, editable=False
    )
    receipt_key = models.CharField(max_length=40, unique=True, default=new_receipt_key, editable=False)
    receipt_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    submission_key = models.CharField(
        max_length=64, unique=True, editable=False, help_text="HMAC of the form's key and content."
    )
    created_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True, editable=False)
    visitor_language = models.CharField(_("language of the page"), max_length=12, blank=True)
    page = models.ForeignKey(
        page_model_name(), null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("page")
    )
    page_title = models.CharField(_("page"), max_length=255, blank=True)

    name = models.CharField(_("name"), max_length=120, blank=True)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    email = CleanEmailField(_("e-mail"), blank=True, db_index=True)
    phone = PhoneNumberField(_("telephone"), blank=True, db_index=True)
    preferred_contact = models.CharField(
        _("preferred contact method"), max_length=10, choices=PreferredContact.choices, blank=True
    )
    call_windows = models.JSONField(
        _("callback times"), default=list, blank=True, help_text="[{weekday, from, to}], local time of the practice."
    )
    visitor_time_zone = models.CharField(_("visitor's time zone"), max_length=64, blank=True)

    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("service")
    )
    service_name = models.CharField(_("service"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, blank=True)
    supervisor = models.ForeignKey(
        Supervisor, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("supervisor")
    )
    supervisor_name = models.CharField(_("supervisor"), max_length=120, blank=True)
    office = models.ForeignKey(
        Office, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("office")
    )
    office_name = models.CharField(_("office"), max_length=200, blank=True)
    format = models.CharField(_("format"), max_length=20, choices=Format.choices, blank=True)
    delivery_mode = models.CharField(_("delivery mode"), max_length=20, choices=DeliveryMode.choices, blank=True)
    language = models.CharField(_("language of supervision"), max_length=12, choices=Language.choices, blank=True)
    payer = models.CharField(_("payer"), max_length=20, choices=Payer.choices, blank=True)
    participants = models.PositiveSmallIntegerField(_("participants"), null=True, blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    preferred_start = models.DateTimeField(_("preferred time"), null=True, blank=True, help_text="UTC")
    preferred_minutes = models.PositiveSmallIntegerField(_("length in minutes"), null=True, blank=True)
    message = models.TextField(_("message"), blank=True)
    answers = models.JSONField(
        _("additional answers"),
        default=list,
        blank=True,
        help_text="[{key, label, value}] of the page's custom fields.",
    )

    consent_text = models.TextField(_("consent"), blank=True)
    consent_version = models.CharField(_("consent version"), max_length=16, blank=True)
    consent_language = models.CharField(max_length=12, blank=True)
    consent_at = models.DateTimeField(_("consented"), null=True, blank=True)

    decision = models.JSONField(_("routing"), default=dict, blank=True, editable=False)
    recipients = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("recipients"), editable=False
    )
    held_for_review = models.BooleanField(_("held for review"), default=False)
    spam_reasons = models.JSONField(_("spam reasons"), default=list, blank=True, editable=False)

    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.NEW)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tyonohjaus_requests",
        verbose_name=_("assigned to"),
    )
    assignee_name = models.CharField(_("assigned to"), max_length=160, blank=True)
    due_at = models.DateTimeField(_("response due"), null=True, blank=True)
    work_started_at = models.DateTimeField(_("work started"), null=True, blank=True)
    answered_at = models.DateTimeField(_("first answer"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    escalation_due_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the next step of its escalation is due."
    )
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True)
    escalation = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="How often a crisis request was alerted from the first step."
    )
    escalation_step = models.CharField(
        max_length=16, blank=True, default="", db_default="", editable=False, help_text="The last one of a crisis."
    )
    escalation_planned_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the next step was planned."
    )
    taken_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When somebody acknowledged or took a crisis request."
    )
    anonymised_at = models.DateTimeField(_("personal data removed"), null=True, blank=True)

    search_text = models.CharField(max_length=SEARCH_LENGTH, blank=True, editable=False)

    objects = ContactRequestQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("contact request")
        verbose_name_plural = _("contact requests")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["site", "status", "-created_at"], name="tyonohjaus_request_status"),
            models.Index(fields=["status", "due_at"], name="tyonohjaus_request_due"),
            models.Index(fields=["status", "closed_at"], name="tyonohjaus_request_closed"),
            models.Index(fields=["service", "status", "-created_at"], name="tyonohjaus_request_service"),
            # Covering indexes, so that a search and a count for a user need not read the table.
            models.Index(fields=["search_text", "id"], name="tyonohjaus_request_search"),
            models.Index(fields=["office", "supervisor", "assignee", "id"], name="tyonohjaus_request_scope"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_format_display(self) -> str:  # type: ignore[no-redef]
        """The label of the format, named for the kind of the service."""
        return format_label(self.format, self.kind)

    def get_urgency_display(self) -> str:  # type: ignore[no-redef]
        """The label of the urgency. A request for a crisis service is a crisis, with any urgency."""
        urgency = shown_urgency(self.urgency, self.kind)
        return str(URGENCY_LABELS.get(urgency, urgency))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = search_text(self)
        if self._state.adding and not self.receipt_hash:
            self.receipt_hash = hash_token(derive_token(self.receipt_key, _RECEIPT_SALT))
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(*args, **kwargs)

    @property
    def is_crisis(self) -> bool:
        return shown_urgency(self.urgency, self.kind) == Urgency.CRISIS

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def is_overdue(self) -> bool:
        """See ``ContactRequestQuerySet.overdue``."""
        return (
            self.status == Status.NEW
            and not self.held_for_review
            and self.due_at is not None
            and self.due_at < timezone.now()
        )

    @property
    def receipt_token(self) -> str:
        """The secret part of the URL of the visitor's receipt; empty if it can't be derived any more."""
        # Stored by a version of the package that had the key itself in the URL.
        if self.receipt_hash is None:
            return self.receipt_key
        return stored_token(self.receipt_key, _RECEIPT_SALT, self.receipt_hash)

    @property
    def receipt_url(self) -> str:
        """The path of the visitor's receipt, which can't be guessed; empty without ``receipt_token``."""
        token = self.receipt_token
        return reverse("wagtail_tyonohjaus:contact_receipt", args=[token]) if token else ""


class RequestEvent(models.Model):
    """An event of a request's history, or a note."""

    request = models.ForeignKey(ContactRequest, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("time"), default=timezone.now)
    kind = models.CharField(_("event"), max_length=20, choices=EventKind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_name = models.CharField(_("by"), max_length=160, blank=True)
    text = models.TextField(_("text"), blank=True)
    data = models.JSONField(default=dict, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.request_id}"


class CallbackQuerySet(models.QuerySet["Callback"]):
    """Callbacks by whether they have been made."""

    def open(self) -> "CallbackQuerySet":
        """Those that nobody has made yet, due or not."""
        return self.filter(done_at=None)


class Callback(models.Model):
    """One attempt to call the visitor, between ``due_from`` and ``due_until`` (UTC)."""

    request = models.ForeignKey(ContactRequest, on_delete=models.CASCADE, related_name="callbacks")
    due_from = models.DateTimeField(_("from"))
    due_until = models.DateTimeField(_("until"))
    number = models.PositiveSmallIntegerField(_("attempt"), default=1)
    outcome = models.CharField(_("outcome"), max_length=20, choices=CallbackOutcome.choices, blank=True)
    done_at = models.DateTimeField(_("completed"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CallbackQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        ordering = ["due_until", "pk"]
        indexes = [models.Index(fields=["done_at", "due_until"], name="tyonohjaus_callback_due")]
        constraints = [models.UniqueConstraint(fields=["request", "number"], name="tyonohjaus_callback_number")]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.number}"


class RateBucket(models.Model):
    """Submissions of a network in an hour, or a claim. The key is an HMAC with a daily salt: it identifies nobody."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.pk)
