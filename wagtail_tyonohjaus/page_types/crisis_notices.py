"""Crisis notices, which are public only while they are valid."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import RadioSelect
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import AbstractPage
from wagtail.search import index

from wagtail_tyonohjaus.blocks.base import RICH_TEXT_FEATURES
from wagtail_tyonohjaus.content_validity import changes_at
from wagtail_tyonohjaus.practice.choices import Language, NoticeKind
from wagtail_tyonohjaus.practice.fields import ChoiceListField, FlexibleDateTimeField, FlexibleTimeField
from wagtail_tyonohjaus.practice.listings import crisis_notices
from wagtail_tyonohjaus.practice.page_links import PageRole, page_classes, register_page_type
from wagtail_tyonohjaus.practice.phone_numbers import validate_not_premium_rate

from .api_fields import (
    CurrentCharField,
    CurrentDateTimeField,
    CurrentRecordIdField,
    CurrentRichTextField,
    CurrentStreamField,
)
from .base import PracticePageMixin
from .http_caching import respond
from .localize import synchronized_fields
from .notices.forms import END_IN_PAST, CrisisNoticeForm
from .record_fields import PracticeRecordKey

SEARCHED = ("situation", "offer", "response_time", "series_plan", "follow_up", "audience", "area", "cost")
API_TEXTS = ("response_time", "phone", "phone_hours", "notice_kind", "audience", "area", "answered_by", "cost")


def exclude_inactive_crisis_notices(pages: models.QuerySet, at: datetime | None = None) -> models.QuerySet:
    """Exclude crisis notices that are not valid at ``at`` (aware; now by default), for a site's search or API."""
    at = at or timezone.now()
    for model in page_classes(PageRole.CRISIS_NOTICE):
        pages = pages.exclude(pk__in=model.objects.exclude(model.valid_q(at)).values("pk"))
    return pages


@register_page_type(PageRole.CRISIS_NOTICE_INDEX)
class CrisisNoticeIndexPageMixin(PracticePageMixin):
    """Abstract: lists the valid notices under it, also those that are not translated yet."""

    practice_template = "wagtail_tyonohjaus/crisis_notice_index_page.html"

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        page: Any = self
        indexes = page.get_translations(inclusive=True)
        notices = crisis_notices(context["site"], request)
        context["notices"] = [notice for notice in notices if any(notice.is_child_of(index) for index in indexes)]
        return context


@register_page_type(PageRole.CRISIS_NOTICE, record_field="service", form_field="show_form", is_time_limited=True)
class CrisisNoticePageMixin(PracticePageMixin):
    """Abstract: what a practice offers for a limited time after a crisis at work.

    ``valid_from`` (inclusive) and ``valid_until`` (exclusive) are checked at each request. The base page's
    ``go_live_at`` and ``expire_at`` work too, but need ``manage.py publish_scheduled``.
    """

    practice_template = "wagtail_tyonohjaus/crisis_notice_page.html"
    base_form_class = CrisisNoticeForm

    notice_kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=NoticeKind.choices,
        default=NoticeKind.STANDING.value,
        db_default=NoticeKind.STANDING.value,
    )
    offices = ChoiceListField(
        _("offices"),
        blank=True,
        db_default="",
        help_text=_(
            "Select none if the notice concerns all. Otherwise the pages of supervisors who work elsewhere do not show "
            "it."
        ),
    )
    banner_text = models.CharField(
        _("sentence in the banner"),
        max_length=90,
        blank=True,
        default="",
        db_default="",
        help_text=_("Shown with the title on every page. Leave blank to show the response time. Never name persons."),
    )
    audience = models.CharField(
        _("for whom"),
        max_length=160,
        blank=True,
        default="",
        db_default="",
        help_text=_("For example: teams of the city's schools."),
    )
    area = models.CharField(
        _("area"),
        max_length=160,
        blank=True,
        default="",
        db_default="",
        help_text=_("For example: Helsinki, Espoo and Vantaa, elsewhere remotely."),
    )
    situation = RichTextField(
        _("situation"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("What happened, or who this is for. Never name persons, nor describe them so that they are known."),
    )
    offer = RichTextField(_("what we offer"), blank=True, features=RICH_TEXT_FEATURES)
    response_time = models.CharField(
        _("response time"),
        max_length=160,
        blank=True,
        help_text=_("For example: the first meeting within two working days."),
    )
    series_plan = RichTextField(
        _("series of sessions"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("How many sessions, and when."),
    )
    follow_up = RichTextField(_("follow-up"), blank=True, features=RICH_TEXT_FEATURES)
    answered_by = models.CharField(
        _("who answers"),
        max_length=160,
        blank=True,
        default="",
        db_default="",
        help_text=_("For example: one of our crisis supervisors."),
    )
    languages = ChoiceListField(_("languages"), vocabulary=Language, blank=True, db_default="")
    cost = models.CharField(
        _("cost"),
        max_length=160,
        blank=True,
        default="",
        db_default="",
        help_text=_("For example: free for teams of the city, others 180 € an hour."),
    )
    phone = PhoneNumberField(
        _("telephone"),
        blank=True,
        validators=[validate_not_premium_rate],
        help_text=_("Leave blank to show the number of the person on duty, or the one that the routing rules choose."),
    )
    phone_hours = models.CharField(
        _("telephone hours"), max_length=160, blank=True, help_text=_("For example: every day 8–20.")
    )
    phone_opens = FlexibleTimeField(
        _("answered every day from"),
        null=True,
        blank=True,
        help_text=_("With both times, the page says until when the telephone is answered or when it opens."),
    )
    phone_closes = FlexibleTimeField(_("answered every day until"), null=True, blank=True)
    service = PracticeRecordKey(
        "wagtail_tyonohjaus.Service",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("service"),
        help_text=_("Selected in the form. Its free times are shown."),
    )
    show_form = models.BooleanField(_("show the contact form"), default=True)
    valid_from = FlexibleDateTimeField(
        _("valid from"), null=True, blank=True, help_text=_("Leave blank to start when the page is published.")
    )
    valid_until = FlexibleDateTimeField(
        _("valid until"), null=True, blank=True, help_text=_("Leave blank to end when the page is unpublished.")
    )

    content_panels = [
        *AbstractPage.content_panels,
        "introduction",
        FieldPanel("notice_kind", widget=RadioSelect),
        MultiFieldPanel([FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")])], heading=_("Validity")),
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("area"), FieldPanel("offices"), FieldPanel("banner_text")],
            heading=_("Whom it concerns"),
        ),
        MultiFieldPanel(
            [FieldPanel("situation"), FieldPanel("offer"), FieldPanel("response_time"), FieldPanel("cost")],
            heading=_("What we offer"),
        ),
        MultiFieldPanel([FieldPanel("series_plan"), FieldPanel("follow_up")], heading=_("What happens next")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("phone"), FieldPanel("phone_hours")]),
                FieldRowPanel([FieldPanel("phone_opens"), FieldPanel("phone_closes")]),
                FieldPanel("answered_by"),
                FieldPanel("languages"),
                FieldPanel("service"),
                FieldPanel("show_form"),
            ],
            heading=_("How to reach us"),
        ),
        FieldPanel("body", heading=_("More content")),
    ]
    practice_search_fields = [
        *PracticePageMixin.practice_search_fields,
        *(index.SearchField(name) for name in SEARCHED),
        index.FilterField("valid_from"),
        index.FilterField("valid_until"),
    ]
    api_fields = [
        APIField("introduction", serializer=CurrentCharField()),
        APIField("body", serializer=CurrentStreamField()),
        *(
            APIField(name, serializer=CurrentRichTextField())
            for name in ("situation", "offer", "series_plan", "follow_up")
        ),
        *(APIField(name, serializer=CurrentCharField()) for name in API_TEXTS),
        *(APIField(name, serializer=CurrentDateTimeField()) for name in ("valid_from", "valid_until")),
        APIField("service_id", serializer=CurrentRecordIdField("service")),
    ]
    override_translatable_fields = synchronized_fields("notice_kind", "offices", "languages", "phone")

    class Meta:
        abstract = True

    @classmethod
    def valid_q(cls, at: datetime) -> models.Q:
        """The condition for rows that are valid at ``at`` (aware)."""
        started = models.Q(valid_from=None) | models.Q(valid_from__lte=at)
        return started & cls.not_ended_q(at)

    @classmethod
    def not_ended_q(cls, at: datetime) -> models.Q:
        """The condition for rows that are valid at ``at`` (aware) or will be later."""
        return models.Q(valid_until=None) | models.Q(valid_until__gt=at)

    def is_valid(self, at: datetime | None = None) -> bool:
        """Whether visitors can read the notice at ``at`` (aware; now by default), if it is published."""
        at = at or timezone.now()
        return (self.valid_from is None or self.valid_from <= at) and not self.has_ended(at)

    def has_ended(self, at: datetime | None = None) -> bool:
        """Whether ``valid_until`` has passed at ``at`` (aware; now by default)."""
        return self.valid_until is not None and self.valid_until <= (at or timezone.now())

    def next_change(self, at: datetime | None = None) -> datetime | None:
        """``valid_from`` or ``valid_until``, whichever comes next after ``at`` (aware; now by default)."""
        at = at or timezone.now()
        return min((moment for moment in (self.valid_from, self.valid_until) if moment and moment > at), default=None)

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ValidationError({"valid_until": _("Enter a time after the start of the notice.")})
        if (self.phone_opens is None) != (self.phone_closes is None):
            missing = "phone_opens" if self.phone_opens is None else "phone_closes"
            raise ValidationError({missing: _("Enter both times, or none.")})
        if self.phone_opens and self.phone_closes and self.phone_closes <= self.phone_opens:
            raise ValidationError({"phone_closes": _("The hours end before they start. Enter a later time.")})

    def clean_without_form(self) -> None:
        if self.has_ended():
            raise ValidationError({"valid_until": END_IN_PAST})

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """404 before the notice starts; 410 with the practice's telephone number after it has ended."""
        if self.is_valid():
            return super().serve(request, *args, **kwargs)
        if not self.has_ended():
            raise Http404
        return respond(request, lambda: self._ended_response(request))

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        changes_at(self.next_change())
        return super().get_context(request, *args, **kwargs)

    def get_sitemap_urls(self, request: Any = None) -> list[dict[str, Any]]:
        return super().get_sitemap_urls(request) if self.is_valid() else []

    def _ended_response(self, request: Any) -> TemplateResponse:
        request.is_preview = False
        context = self.get_context(request)
        return TemplateResponse(request, "wagtail_tyonohjaus/crisis_notice_ended.html", context, status=410)
