"""Service pages and their index."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import AbstractPage
from wagtail.search import index

from wagtail_tyonohjaus.blocks.base import RICH_TEXT_FEATURES
from wagtail_tyonohjaus.late_imports import LateModule
from wagtail_tyonohjaus.practice import listings
from wagtail_tyonohjaus.practice.choices import Kind
from wagtail_tyonohjaus.practice.page_links import PageRole, register_page_type

from .api_fields import RecordIdField
from .base import PracticePageMixin
from .child_pages import child_pages
from .general import HeaderImageMixin
from .record_fields import PracticeRecordKey

if TYPE_CHECKING:
    from wagtail_tyonohjaus.finding import alternatives
else:
    alternatives = LateModule("wagtail_tyonohjaus.finding.alternatives")

TEXT_FIELDS = ("about", "audience", "goals", "content", "methods", "practicalities", "getting_started")


@register_page_type(PageRole.SERVICE_INDEX)
class ServiceIndexPageMixin(PracticePageMixin):
    """Abstract: lists the service pages under it."""

    practice_template = "wagtail_tyonohjaus/service_index_page.html"

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["services"] = child_pages(
            self,
            PageRole.SERVICE,
            request,
            select_related=["service"],
            prefetch_related=["service__translations"],
        )
        return context


@register_page_type(PageRole.SERVICE, record_field="service", form_field="show_form")
class ServicePageMixin(HeaderImageMixin, PracticePageMixin):
    """Abstract: presents a ``Service`` in one language."""

    practice_template = "wagtail_tyonohjaus/service_page.html"
    max_supervisors: ClassVar[int] = 12
    """If there are more, the page links to the list of supervisors."""

    service = PracticeRecordKey(
        "wagtail_tyonohjaus.Service",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("service"),
        help_text=_("The record with the formats, lengths, interval, price and supervisors."),
    )
    about = RichTextField(_("about the service"), blank=True, features=RICH_TEXT_FEATURES)
    audience = RichTextField(_("who it is for"), blank=True, features=RICH_TEXT_FEATURES)
    goals = RichTextField(_("goals"), blank=True, features=RICH_TEXT_FEATURES)
    content = RichTextField(_("content"), blank=True, features=RICH_TEXT_FEATURES)
    methods = RichTextField(_("methods"), blank=True, features=RICH_TEXT_FEATURES)
    practicalities = RichTextField(
        _("agreement and practical matters"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("Agreement, place and who pays."),
    )
    getting_started = RichTextField(_("getting started"), blank=True, features=RICH_TEXT_FEATURES)
    show_supervisors = models.BooleanField(_("show supervisors"), default=True)
    show_free_times = models.BooleanField(_("show free times"), default=True)
    show_form = models.BooleanField(_("show the contact form"), default=True)

    content_panels = [
        *AbstractPage.content_panels,
        MultiFieldPanel([FieldPanel("service"), FieldPanel("introduction"), FieldPanel("image")], heading=_("Summary")),
        MultiFieldPanel([FieldPanel(name) for name in ("about", "audience", "goals")], heading=_("About the service")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("content", "methods", "practicalities", "getting_started")],
            heading=_("How it works"),
        ),
        FieldPanel("body", heading=_("More content")),
        MultiFieldPanel(
            [FieldPanel("show_supervisors"), FieldPanel("show_free_times"), FieldPanel("show_form")],
            heading=_("End of the page"),
        ),
    ]
    practice_search_fields = [
        *PracticePageMixin.practice_search_fields,
        *(index.SearchField(name) for name in TEXT_FIELDS),
        index.RelatedFields("service", [index.SearchField("name"), index.SearchField("summary")]),
    ]
    api_fields = [
        *PracticePageMixin.api_fields,
        *(APIField(name) for name in (*TEXT_FIELDS, "image")),
        APIField("service_id", serializer=RecordIdField("service")),
        *(APIField(name) for name in ("show_supervisors", "show_free_times", "show_form")),
    ]

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.service:
            prefetch_related_objects([self.service], "translations")
        supervisors = self.get_supervisors(context["site"], request)
        context.update(
            sections=self.get_sections(),
            supervisors=supervisors[: self.max_supervisors],
            has_more=len(supervisors) > self.max_supervisors,
            filter_service=self.service,
            is_available=True,
        )
        if not self.is_available(context["site"], request, supervisors):
            context.update(is_available=False, **self.get_alternatives(context["site"], request))
        return context

    def is_available(self, site: Any, request: Any, supervisors: list[listings.RecordCard]) -> bool:
        """Whether somebody who accepts new clients offers the service; a crisis service has its own way.

        ``supervisors`` are those of ``get_supervisors()``. Also True if the practice has no supervisors.
        """
        if self.service is None or self.service.kind == Kind.CRISIS:
            return True
        if any(card.record.accepts_new_clients for card in supervisors):
            return True
        return alternatives.is_offered(site, self.service, request)

    def get_alternatives(self, site: Any, request: Any) -> dict[str, list[listings.RecordCard]]:
        """Other services and supervisors who accept new clients, if the service is not available."""
        others = alternatives.other_supervisors(site, request, service=self.service)
        return {
            "other_services": alternatives.other_services(site, self.service, request),
            "alternatives": others.cards,
        }

    def get_sections(self) -> list[tuple[str, str | Promise, str]]:
        """(id, heading, rich text) of each text that is not empty. Override it to add or reorder sections."""
        sections: list[tuple[str, str | Promise, str]] = [
            ("about", _("About the service"), self.about),
            ("audience", _("Who it is for"), self.audience),
            ("goals", _("Goals"), self.goals),
            ("details", _("Content"), self.content),
            ("methods", _("Methods"), self.methods),
            ("practicalities", _("Agreement and practical matters"), self.practicalities),
            ("getting-started", _("Getting started"), self.getting_started),
        ]
        return [section for section in sections if section[2]]

    def get_supervisors(self, site: Any, request: Any) -> list[listings.RecordCard]:
        """Supervisors who offer the service; one more than ``max_supervisors`` if there are others."""
        if not (self.service and self.show_supervisors):
            return []
        return listings.supervisors(site, None, request, service=self.service, limit=self.max_supervisors)
