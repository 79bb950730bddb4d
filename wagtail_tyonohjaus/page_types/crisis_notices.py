"""Notices of crisis supervision, shown only while they are valid."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
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

from wagtail_tyonohjaus.practice.page_links import PageRole, page_classes, register_page_type
from wagtail_tyonohjaus.practice.phone_numbers import validate_ordinary_rate

from .api_fields import MomentInTime, RichTextInTime, StreamInTime, TextInTime
from .base import PROSE, PracticePageMixin
from .child_pages import children
from .localize import kept_alike


def without_notices_out_of_time(pages: models.QuerySet, at: datetime | None = None) -> models.QuerySet:
    """Of these pages those that are no notice before its time or after it; for a site's own search or API."""
    at = at or timezone.now()
    for model in page_classes(PageRole.CRISIS_NOTICE):
        pages = pages.exclude(pk__in=model.objects.exclude(model.valid_q(at)).values("pk"))
    return pages


@register_page_type(PageRole.CRISIS_NOTICE_INDEX)
class CrisisNoticeIndexPageMixin(PracticePageMixin):
    """Abstract: lists the notices under it that are valid now."""

    practice_template = "wagtail_tyonohjaus/crisis_notice_index_page.html"

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        context["notices"] = [page for page in children(self, PageRole.CRISIS_NOTICE, request) if page.is_valid(now)]
        return context


@register_page_type(PageRole.CRISIS_NOTICE, record_field="service", form_field="show_form", is_time_limited=True)
class CrisisNoticePageMixin(PracticePageMixin):
    """Abstract: what a practice offers to those whom a crisis at work has met, for a limited time.

    ``valid_from`` and ``valid_until`` work at the minute and without a scheduled command, unlike ``go_live_at`` and
    ``expire_at``, which the base page has besides.
    """

    practice_template = "wagtail_tyonohjaus/crisis_notice_page.html"

    happened = RichTextField(_("what happened, or for whom this is meant"), blank=True, features=PROSE)
    offer = RichTextField(_("what is offered"), blank=True, features=PROSE)
    how_soon = models.CharField(
        _("how soon"),
        max_length=160,
        blank=True,
        help_text=_("For example: the first meeting within two working days."),
    )
    series_plan = RichTextField(
        _("series of sessions"),
        blank=True,
        features=PROSE,
        help_text=_("A few sessions close together: how many, when."),
    )
    afterwards = RichTextField(_("what comes after"), blank=True, features=PROSE)
    phone = PhoneNumberField(
        _("telephone"), blank=True, validators=[validate_ordinary_rate], help_text=_("Blank: the practice's number.")
    )
    phone_hours = models.CharField(
        _("answered"), max_length=160, blank=True, help_text=_("For example: every day 8–20.")
    )
    service = models.ForeignKey(
        "wagtail_tyonohjaus.Service",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("service"),
        help_text=_("What the form asks for and whose free times are shown."),
    )
    show_form = models.BooleanField(_("show the contact form"), default=True)
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True, help_text=_("Blank: once published."))
    valid_until = models.DateTimeField(
        _("valid until"), null=True, blank=True, help_text=_("Blank: until it is unpublished.")
    )

    content_panels = [
        *AbstractPage.content_panels,
        "lead",
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")])], heading=_("When it is shown")
        ),
        MultiFieldPanel([FieldPanel("happened"), FieldPanel("offer"), FieldPanel("how_soon")], heading=_("The offer")),
        MultiFieldPanel([FieldPanel("series_plan"), FieldPanel("afterwards")], heading=_("How it goes on")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("phone"), FieldPanel("phone_hours")]),
                FieldPanel("service"),
                FieldPanel("show_form"),
            ],
            heading=_("How to reach us"),
        ),
        FieldPanel("body", heading=_("More content")),
    ]
    practice_search_fields = [
        *PracticePageMixin.practice_search_fields,
        *(index.SearchField(name) for name in ("happened", "offer", "how_soon", "series_plan", "afterwards")),
        index.FilterField("valid_from"),
        index.FilterField("valid_until"),
    ]
    api_fields = [
        APIField("lead", serializer=TextInTime()),
        APIField("body", serializer=StreamInTime()),
        *(APIField(name, serializer=RichTextInTime()) for name in ("happened", "offer", "series_plan", "afterwards")),
        *(APIField(name, serializer=TextInTime()) for name in ("how_soon", "phone_hours")),
        *(APIField(name, serializer=MomentInTime()) for name in ("valid_from", "valid_until")),
    ]
    override_translatable_fields = kept_alike("phone")

    class Meta:
        abstract = True

    @classmethod
    def valid_q(cls, at: datetime) -> models.Q:
        """Which rows are valid at the moment ``at`` (aware)."""
        begun = models.Q(valid_from=None) | models.Q(valid_from__lte=at)
        return begun & (models.Q(valid_until=None) | models.Q(valid_until__gt=at))

    def is_valid(self, at: datetime | None = None) -> bool:
        at = at or timezone.now()
        return (self.valid_from is None or self.valid_from <= at) and not self.has_ended(at)

    def has_ended(self, at: datetime | None = None) -> bool:
        return self.valid_until is not None and self.valid_until <= (at or timezone.now())

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ValidationError({"valid_until": _("The notice ends before it begins. Give a later time.")})

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Not found before the notice begins; gone after it has ended, with a page that says whom to call now."""
        if self.is_valid():
            return super().serve(request, *args, **kwargs)
        if not self.has_ended():
            raise Http404
        request.is_preview = False
        context = self.get_context(request)
        return TemplateResponse(request, "wagtail_tyonohjaus/crisis_notice_ended.html", context, status=410)

    def get_sitemap_urls(self, request: Any = None) -> list[dict[str, Any]]:
        return super().get_sitemap_urls(request) if self.is_valid() else []
