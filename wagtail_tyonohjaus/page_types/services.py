"""The services' pages."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import AbstractPage
from wagtail.search import index

from wagtail_tyonohjaus.practice import listings
from wagtail_tyonohjaus.practice.page_links import PageRole, register_page_type

from .base import PROSE, PracticePageMixin
from .child_pages import children
from .general import PictureMixin


@register_page_type(PageRole.SERVICE_INDEX)
class ServiceIndexPageMixin(PracticePageMixin):
    """Abstract: lists the service pages under it."""

    practice_template = "wagtail_tyonohjaus/service_index_page.html"

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["services"] = children(self, PageRole.SERVICE, request, ["service__translations"])
        return context


@register_page_type(PageRole.SERVICE, record_field="service", form_field="show_form")
class ServicePageMixin(PictureMixin, PracticePageMixin):
    """Abstract: presents a ``Service`` in one language."""

    practice_template = "wagtail_tyonohjaus/service_page.html"
    supervisors_shown: ClassVar[int] = 12
    """More of them are a link away, on the list of supervisors."""

    service = models.ForeignKey(
        "wagtail_tyonohjaus.Service",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("service"),
        help_text=_("The record that holds formats, lengths, interval, price and who offers it."),
    )
    about = RichTextField(_("what it is"), blank=True, features=PROSE)
    for_whom = RichTextField(_("for whom"), blank=True, features=PROSE)
    goals = RichTextField(_("goals"), blank=True, features=PROSE)
    content = RichTextField(_("content"), blank=True, features=PROSE)
    methods = RichTextField(_("methods"), blank=True, features=PROSE)
    practicalities = RichTextField(
        _("agreement and practical matters"), blank=True, features=PROSE, help_text=_("Agreement, place, who pays.")
    )
    how_to_begin = RichTextField(_("how to begin"), blank=True, features=PROSE)
    show_supervisors = models.BooleanField(_("show who offers it"), default=True)
    show_free_times = models.BooleanField(_("show free times"), default=True)
    show_form = models.BooleanField(_("show the contact form"), default=True)

    content_panels = [
        *AbstractPage.content_panels,
        MultiFieldPanel(
            [FieldPanel("service"), FieldPanel("lead"), FieldPanel("image")], heading=_("The service in short")
        ),
        MultiFieldPanel(
            [FieldPanel("about"), FieldPanel("for_whom"), FieldPanel("goals")], heading=_("What it is and for whom")
        ),
        MultiFieldPanel(
            [
                FieldPanel("content"),
                FieldPanel("methods"),
                FieldPanel("practicalities"),
                FieldPanel("how_to_begin"),
            ],
            heading=_("How it goes"),
        ),
        FieldPanel("body", heading=_("More content")),
        MultiFieldPanel(
            [FieldPanel("show_supervisors"), FieldPanel("show_free_times"), FieldPanel("show_form")],
            heading=_("At the end of the page"),
        ),
    ]
    practice_search_fields = [
        *PracticePageMixin.practice_search_fields,
        *(
            index.SearchField(name)
            for name in ("about", "for_whom", "goals", "content", "methods", "practicalities", "how_to_begin")
        ),
        index.RelatedFields("service", [index.SearchField("name"), index.SearchField("summary")]),
    ]
    api_fields = [
        *PracticePageMixin.api_fields,
        *(
            APIField(name)
            for name in ("about", "for_whom", "goals", "content", "methods", "practicalities", "how_to_begin", "image")
        ),
    ]

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.service:
            prefetch_related_objects([self.service], "translations")
        context["sections"] = self.get_sections()
        found = self.get_supervisors(context["site"], request)
        context.update(
            supervisors=found[: self.supervisors_shown],
            has_more=len(found) > self.supervisors_shown,
            filter_service=self.service,
        )
        return context

    def get_sections(self) -> list[tuple[str, str, str]]:
        """Anchor, heading and text of each part that is written. Override it for other parts or another order."""
        parts = [
            ("what", _("What it is"), self.about),
            ("whom", _("For whom"), self.for_whom),
            ("goals", _("Goals"), self.goals),
            ("content", _("Content"), self.content),
            ("methods", _("Methods"), self.methods),
            ("practical", _("Agreement and practical matters"), self.practicalities),
            ("begin", _("How to begin"), self.how_to_begin),
        ]
        return [part for part in parts if part[2]]

    def get_supervisors(self, site: Any, request: Any) -> list[listings.Shown]:
        """Those who offer the service, one more than are shown where there are others."""
        if not (self.service and self.show_supervisors):
            return []
        return listings.supervisors(site, None, request, service=self.service, most=self.supervisors_shown)
