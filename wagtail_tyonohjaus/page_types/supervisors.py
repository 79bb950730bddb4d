"""Supervisor pages and their index."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import AbstractPage
from wagtail.search import index

from wagtail_tyonohjaus.practice import listings
from wagtail_tyonohjaus.practice.page_links import PageRole, register_page_type

from .base import PracticePageMixin
from .record_fields import PracticeRecordKey
from .supervisor_filters import SupervisorFilterForm

# What a supervisor's page lists by title, in the active language.
LISTED = ("offices", "approaches", "work_fields")


@register_page_type(PageRole.SUPERVISOR_INDEX)
class SupervisorIndexPageMixin(PracticePageMixin):
    """Abstract: the practice's supervisors, with a filter form that needs no JavaScript.

    It lists the records, so supervisors without a page are included.
    """

    practice_template = "wagtail_tyonohjaus/supervisor_index_page.html"
    page_size: ClassVar[int] = 24
    filter_form_class: ClassVar[type[SupervisorFilterForm]] = SupervisorFilterForm

    show_filters = models.BooleanField(_("show filters"), default=True)
    group_by_city = models.BooleanField(_("group by city"), default=False)

    content_panels = [
        *AbstractPage.content_panels,
        "introduction",
        MultiFieldPanel([FieldPanel("show_filters"), FieldPanel("group_by_city")], heading=_("List")),
        "body",
    ]

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        form = self.filter_form_class(request.GET, site=context["site"])
        results = Paginator(form.results(), self.page_size).get_page(request.GET.get("p"))
        supervisors = listings.supervisor_cards(results, context["site"], request)
        context.update(
            filter_form=form if self.show_filters else None,
            results=results,
            supervisors=supervisors,
            cities=listings.group_by_city(supervisors) if self.group_by_city else [],
            query_string=form.query_string(),
        )
        return context


@register_page_type(PageRole.SUPERVISOR, record_field="supervisor", form_field="show_form")
class SupervisorPageMixin(PracticePageMixin):
    """Abstract: presents a ``Supervisor`` in one language."""

    practice_template = "wagtail_tyonohjaus/supervisor_page.html"

    supervisor = PracticeRecordKey(
        "wagtail_tyonohjaus.Supervisor",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("supervisor"),
        help_text=_("The record with the photo, contact details, languages, offices and hours."),
    )
    show_free_times = models.BooleanField(_("show free times"), default=True)
    show_calendar_subscription = models.BooleanField(_("show the calendar subscription"), default=True)
    show_form = models.BooleanField(_("show the contact form"), default=True)

    content_panels = [
        *AbstractPage.content_panels,
        "supervisor",
        "introduction",
        "body",
        MultiFieldPanel(
            [FieldPanel("show_free_times"), FieldPanel("show_calendar_subscription"), FieldPanel("show_form")],
            heading=_("End of the page"),
        ),
    ]
    practice_search_fields = [
        *PracticePageMixin.practice_search_fields,
        index.RelatedFields("supervisor", [index.SearchField("name"), index.SearchField("role")]),
    ]
    api_fields = [*PracticePageMixin.api_fields, APIField("supervisor_name")]

    class Meta:
        abstract = True

    @property
    def supervisor_name(self) -> str:
        """The record's name, for the page API; blank without a record."""
        return self.supervisor.name if self.supervisor else ""

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.supervisor:
            prefetch_related_objects([self.supervisor], "translations", *(f"{name}__translations" for name in LISTED))
        context["supervisor"] = self.supervisor
        context["has_left"] = bool(self.supervisor and not self.supervisor.active)
        context["services"] = self.get_services(context["site"], request)
        return context

    def get_services(self, site: Any, request: Any) -> list[listings.RecordCard]:
        """Cards of the services that the supervisor offers. Override it to select or reorder them."""
        services = list(self.supervisor.services.all()) if self.supervisor else []
        return listings.services(site, services, request) if services else []
