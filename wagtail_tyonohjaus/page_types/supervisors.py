"""Supervisor pages and their index."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import prefetch_related_objects
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import AbstractPage
from wagtail.search import index

from wagtail_tyonohjaus.blocks.registered_choices import RegisteredChoiceBlock
from wagtail_tyonohjaus.late_imports import LateModule
from wagtail_tyonohjaus.once_per_request import once_per_request
from wagtail_tyonohjaus.practice import listings
from wagtail_tyonohjaus.practice.page_links import PageRole, register_page_type
from wagtail_tyonohjaus.practice.site import site_of

from .api_fields import RecordIdField
from .base import PracticePageMixin
from .http_caching import respond
from .record_fields import PracticeRecordKey

if TYPE_CHECKING:
    from wagtail_tyonohjaus.finding import alternatives
    from wagtail_tyonohjaus.finding import directory as finding_directory
    from wagtail_tyonohjaus.finding import labels as finding_labels
    from wagtail_tyonohjaus.finding import results as finding_results
    from wagtail_tyonohjaus.finding import selection as finding_selection
else:
    finding_directory, finding_labels, finding_results, finding_selection = (
        LateModule(f"wagtail_tyonohjaus.finding.{name}") for name in ("directory", "labels", "results", "selection")
    )
    alternatives = LateModule("wagtail_tyonohjaus.finding.alternatives")


def _facet_choices() -> list[tuple[str, Any]]:
    return finding_labels.facet_choices()


# What a supervisor's page lists by title, in the active language.
LISTED = ("offices", "approaches", "work_fields")


@register_page_type(PageRole.SUPERVISOR_INDEX)
class SupervisorIndexPageMixin(PracticePageMixin):
    """Abstract: the practice's supervisors, with a search, facets and views that need no JavaScript.

    It lists the records, so supervisors without a page are included.
    """

    practice_template = "wagtail_tyonohjaus/supervisor_index_page.html"
    page_size: ClassVar[int] = 24

    show_filters = models.BooleanField(_("show filters"), default=True)
    group_by_city = models.BooleanField(_("group by city"), default=False)
    offered_facets = StreamField(
        [("facet", RegisteredChoiceBlock(choices=[], registered=_facet_choices, label=_("Filter")))],
        verbose_name=_("filters"),
        null=True,
        blank=True,
        help_text=_("In this order. Leave empty to offer all."),
    )

    content_panels = [
        *AbstractPage.content_panels,
        "introduction",
        MultiFieldPanel(
            [
                FieldPanel("show_filters"),
                FieldPanel("offered_facets"),
                FieldPanel("group_by_city", help_text=_("At first. Visitors can choose the list or the cities.")),
            ],
            heading=_("List"),
        ),
        "body",
    ]

    class Meta:
        abstract = True

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Redirects to the URL without empty parameters, which browsers send for fields that were left blank."""
        # Without parameters there is nothing to clean, and the list may be stored.
        if request.GET and not getattr(request, "is_preview", False):
            query = finding_selection.clean_query(request.GET, self.get_results(request).selection)
            if query is not None:
                return HttpResponseRedirect(request.path + query)
        return super().serve(request, *args, **kwargs)

    def get_results(self, request: Any) -> "finding_results.Results":
        """The list for the request's query string; computed once per request."""
        return once_per_request(request, ("results", self.pk), lambda: self._compute_results(request))

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        results = self.get_results(request)
        context.update(results=results, facets=results.facets if self.show_filters else [])
        return context

    def _compute_results(self, request: Any) -> "finding_results.Results":
        site = site_of(self, request)
        directory = finding_directory.directory_of(site, request)
        options = {
            "sort": "soonest" if directory.publishes_times else "name",
            "view": "city" if self.group_by_city and len(directory.cities) > 1 else "list",
        }
        selection = finding_selection.read_selection(request.GET, directory, **options)
        shown: dict[str, Any] = {**options, "page_size": self.page_size, "offered": self.get_offered_facets()}
        results = finding_results.Results(site, directory, selection, request, **shown)
        if selection.page <= results.page_count:
            return results
        last = replace(selection, page=results.page_count)
        return finding_results.Results(site, directory, last, request, **shown)

    def get_offered_facets(self) -> list[str]:
        """The facets by which visitors can filter, in their order; all unless an editor has chosen some."""
        chosen = [child.value for child in self.offered_facets or ()]
        return [name for name in chosen if name in finding_selection.FACETS] or list(finding_selection.FACETS)


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
    api_fields = [
        *PracticePageMixin.api_fields,
        APIField("supervisor_name"),
        APIField("supervisor_id", serializer=RecordIdField("supervisor")),
        APIField("show_free_times"),
        APIField("show_form"),
    ]

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
        context["alternatives"] = self.get_alternatives(context["site"], request)
        context["services"] = self.get_services(context["site"], request)
        return context

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """410 with other supervisors if the supervisor no longer works at the practice."""
        if self.supervisor is None or self.supervisor.active:
            return super().serve(request, *args, **kwargs)
        return respond(request, lambda: self._left_response(request))

    def get_sitemap_urls(self, request: Any = None) -> list[dict[str, Any]]:
        has_left = self.supervisor is not None and not self.supervisor.active
        return [] if has_left else super().get_sitemap_urls(request)

    @property
    def heading(self) -> str:
        """The title, or the supervisor's name if the title does not contain it."""
        title, name = str(getattr(self, "title", "")), self.supervisor_name
        return title if name.casefold() in title.casefold() else name

    def get_alternatives(self, site: Any, request: Any) -> list[listings.RecordCard]:
        """Cards of others, if the supervisor takes no new clients. Override it to select others."""
        if self.supervisor is None or self.supervisor.accepts_new_clients:
            return []
        return alternatives.other_supervisors(site, request, supervisor=self.supervisor).cards

    def _left_response(self, request: Any) -> TemplateResponse:
        request.is_preview = False
        context = PracticePageMixin.get_context(self, request)
        context["supervisor"] = self.supervisor
        others = alternatives.other_supervisors(context["site"], request, supervisor=self.supervisor)
        context |= {"supervisors": others.cards, "share_service": others.share_service}
        return TemplateResponse(request, "wagtail_tyonohjaus/errors/supervisor_left.html", context, status=410)

    def get_services(self, site: Any, request: Any) -> list[listings.RecordCard]:
        """Cards of the services that the supervisor offers. Override it to select or reorder them."""
        services = list(self.supervisor.services.all()) if self.supervisor else []
        return listings.services(site, services, request) if services else []
