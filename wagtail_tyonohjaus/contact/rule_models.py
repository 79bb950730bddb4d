"""Routing rules: which requests are sent to which recipients."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from ..duty.models import Rota
from ..practice.choices import DeliveryMode, Kind, Language, Weekday
from ..practice.display.format_labels import FORMATS
from ..practice.fields import ChoiceListField, EmailLinesField, FlexibleTimeField
from ..practice.models import Office, Service, SiteRecord, Supervisor
from ..practice.phone_numbers import validate_not_premium_rate
from ..practice.restrictions import RestrictedModel
from ..practice.validators import validate_email_lines
from .choices import Payer, RoutingChannel, RuleCondition, Urgency
from .conditions import condition_labels, exhausted_names
from .model_fields import WeekdayListField
from .routing_channels import RoutingChannels
from .validators import validate_phone_lines


class RoutingRule(RestrictedModel, SiteRecord):
    """If a request meets all conditions, the recipients are notified by the channels.

    Rules are evaluated in ``sort_order``. The practice's fallback recipients, who get the requests that no rule
    matches, are not a rule, so nobody can delete them.
    """

    history_fields = (
        "site",
        "name",
        "active",
        "services",
        "kinds",
        "formats",
        "offices",
        "delivery_modes",
        "supervisors",
        "languages",
        "payers",
        "urgencies",
        "weekdays",
        "restricted_fields",
        "time_from",
        "time_until",
        "to_supervisor",
        "to_office",
        "to_rota",
        "to_supervisors",
        "to_offices",
        "channels",
        "stop_processing",
        "response_minutes",
    )
    name = models.CharField(_("name"), max_length=120)
    active = models.BooleanField(_("active"), default=True)
    sort_order = models.PositiveIntegerField(_("order"), default=0, editable=False)

    services = models.ManyToManyField(Service, blank=True, related_name="+", verbose_name=_("services"))
    kinds = ChoiceListField(_("kinds"), vocabulary=Kind, blank=True)
    formats = ChoiceListField(_("formats"), vocabulary=FORMATS, blank=True)
    offices = models.ManyToManyField(Office, blank=True, related_name="+", verbose_name=_("offices"))
    delivery_modes = ChoiceListField(_("delivery modes"), vocabulary=DeliveryMode, blank=True)
    supervisors = models.ManyToManyField(Supervisor, blank=True, related_name="+", verbose_name=_("supervisors"))
    languages = ChoiceListField(_("languages"), vocabulary=Language, blank=True)
    payers = ChoiceListField(_("payers"), vocabulary=Payer, blank=True)
    urgencies = ChoiceListField(_("urgency"), vocabulary=Urgency, blank=True)
    weekdays = WeekdayListField(_("weekdays"), vocabulary=Weekday, blank=True)
    restricted_fields = ChoiceListField(
        _("only the selected"),
        vocabulary=RuleCondition,
        blank=True,
        db_default="",
        help_text=_(
            "Selecting something marks its condition. A marked condition in which nothing is selected matches nothing. "
            "Unmark it to match any value."
        ),
    )
    other_conditions = models.JSONField(
        _("further conditions"),
        null=True,
        blank=True,
        default=None,
        help_text="{condition of the project: [accepted codes]}; null without any.",
    )
    time_from = FlexibleTimeField(
        _("from"), null=True, blank=True, help_text=_("The time at which the request is received.")
    )
    time_until = FlexibleTimeField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("If this is earlier than the start, the hours run past midnight."),
    )

    to_supervisor = models.BooleanField(_("the requested supervisor"), default=False)
    to_office = models.BooleanField(_("the requested office"), default=False)
    to_rota = models.ForeignKey(
        Rota, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("supervisor on duty")
    )
    to_users = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("users"))
    to_supervisors = models.ManyToManyField(Supervisor, blank=True, related_name="+", verbose_name=_("supervisors"))
    to_offices = models.ManyToManyField(Office, blank=True, related_name="+", verbose_name=_("offices"))
    to_email_addresses = EmailLinesField(
        _("e-mail addresses"), blank=True, validators=[validate_email_lines], help_text=_("One per line.")
    )
    to_phone_numbers = models.TextField(
        _("telephone numbers"),
        blank=True,
        validators=[validate_phone_lines],
        help_text=_("One per line. They receive text messages."),
    )
    channels = ChoiceListField(_("channels"), vocabulary=RoutingChannels(), default=[RoutingChannel.MAIL.value])
    stop_processing = models.BooleanField(
        _("stop processing"),
        default=True,
        help_text=_("If off, the rules below this one are evaluated too and add their recipients."),
    )
    displayed_phone = PhoneNumberField(
        _("displayed telephone number"),
        blank=True,
        validators=[validate_not_premium_rate],
        help_text=_(
            "Pages show this number to visitors. Leave blank to show the number of who is on duty, or else of the "
            "supervisor, office or practice."
        ),
    )
    response_minutes = models.PositiveIntegerField(
        _("response time (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(60 * 24 * 14)],
        help_text=_(
            "Minutes of opening hours, or in a crisis minutes around the clock. Leave blank to use the usual time."
        ),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not self.sort_order:
            rules = RoutingRule.objects.filter(site=self.site_id)
            self.sort_order = (rules.aggregate(last=models.Max("sort_order"))["last"] or 0) + 1
        super().save(*args, **kwargs)

    @classmethod
    def restricted_rows(cls, rows: models.QuerySet) -> models.QuerySet:
        return rows.exclude(restricted_fields="", other_conditions__isnull=True)

    def exhausted_conditions(self) -> list[str]:
        return [*super().exhausted_conditions(), *exhausted_names(self.other_conditions)]

    def condition_label(self, name: str) -> str:
        if name in self.condition_names():
            return super().condition_label(name)
        return str(condition_labels().get(name, name))

    def clean(self) -> None:
        if (self.time_from is None) != (self.time_until is None):
            missing = "time_from" if self.time_from is None else "time_until"
            raise ValidationError({missing: _("Enter both times, or leave both blank.")})
        if self.time_from is not None and self.time_from == self.time_until:
            raise ValidationError(
                {"time_until": _("Enter an end that differs from the start. For the whole day, leave both blank.")}
            )
