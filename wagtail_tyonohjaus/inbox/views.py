"""The inbox: the list of contact requests, and its CSV and XLSX exports."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db.models import OrderBy, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from ..contact.models import ContactRequest
from ..contact.policy import policy, requests_for
from ..practice.admin.exports import Row
from ..practice.admin.lists import StrictFilterMixin
from ..practice.admin.spreadsheets import Cells
from ..practice.models import PracticeSettings
from . import columns, queues
from .export import headings, row_chunks
from .filters import InboxFilterSet, search_requests, selected_queue
from .links import detail_url

Response = TypeVar("Response", bound=HttpResponseBase)

LIST_FIELDS = (
    "site",
    "reference",
    "name",
    "organisation",
    "service_name",
    "office_name",
    "assignee_name",
    "urgency",
    "kind",
    "status",
    "held_for_review",
    "due_at",
    "created_at",
)


class InboxView(StrictFilterMixin, generic.IndexView):
    """The requests that the user may see: by default the open ones; a search covers all."""

    model = ContactRequest
    template_name = "wagtail_tyonohjaus/inbox/index.html"
    results_template_name = "wagtail_tyonohjaus/inbox/index_results.html"
    page_title = _("Contact requests")
    any_permission_required = ["view", "change"]
    filterset_class = InboxFilterSet
    is_searchable = True
    paginate_by = 25
    list_export = ["reference"]
    export_filename = "contact-requests"
    has_byte_order_mark = True

    def get_base_queryset(self) -> QuerySet[ContactRequest]:
        return requests_for(self.request.user)

    @cached_property
    def can_change(self) -> bool:
        """Whether there may be requests for the bulk actions, which need the right to change them."""
        return policy().user_has_permission(self.request.user, "change")

    @cached_property
    def columns(self) -> list[Column]:
        return columns.COLUMNS if self.can_change else columns.COLUMNS[1:]

    def get_queryset(self) -> QuerySet[ContactRequest]:
        requests = super().get_queryset()
        return requests if self.is_export else requests.only(*LIST_FIELDS)

    @cached_property
    def queue(self) -> str:
        return selected_queue(self.request.GET)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        data = self.request.GET.copy()
        data["queue"] = self.queue
        return {**super().get_filterset_kwargs(), "data": data}

    def get_ordering(self) -> Sequence[str | OrderBy]:
        ordering = self.request.GET.get("ordering")
        return ordering if ordering in self.get_valid_orderings() else queues.queue_ordering(self.queue)

    def order_queryset(self, queryset: QuerySet[ContactRequest]) -> QuerySet[ContactRequest]:
        ordering = [self.ordering, "-pk"] if isinstance(self.ordering, str) else self.ordering
        return queryset.order_by(*ordering)

    def get_table_kwargs(self) -> dict[str, Any]:
        # The table marks the column that it is sorted by; a queue's default order is not a single column.
        ordering = self.ordering if isinstance(self.ordering, str) else None
        return {**super().get_table_kwargs(), "ordering": ordering, "caption": self.get_page_title()}

    def search_queryset(self, queryset: QuerySet[ContactRequest]) -> QuerySet[ContactRequest]:
        return search_requests(queryset, self.search_query) if self.is_searching else queryset

    def get_edit_url(self, instance: ContactRequest) -> str:
        return detail_url(instance)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return {**context, "queues": self.get_queues(), "can_change": self.can_change}

    def get_queues(self) -> list[dict[str, Any]]:
        """The links to the queues, with the number of requests in each."""
        counts = queues.queue_counts(requests_for(self.request.user), self.request.user)
        return [
            {"name": name, "label": label, "count": counts.get(name), "current": name == self.queue}
            for name, label in queues.QUEUES
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_export:
            # An export needs neither the pagination's count nor the table.
            return self.as_spreadsheet(self.get_queryset(), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def as_spreadsheet(self, queryset: QuerySet[ContactRequest], spreadsheet_format: str) -> HttpResponseBase:
        return no_store(super().as_spreadsheet(queryset, spreadsheet_format))

    def get_export_headings(self, queryset: QuerySet[ContactRequest]) -> list[str]:
        return headings()

    def get_export_chunks(self, queryset: QuerySet[ContactRequest], cells: Cells) -> Iterator[list[Row]]:
        return row_chunks(queryset, practices_of(queryset), cells)


def practices_of(requests: QuerySet[ContactRequest]) -> dict[int | None, PracticeSettings]:
    """The settings of every site by the site's primary key; unsaved defaults for a site that has requests only."""
    practices = {practice.site_id: practice for practice in PracticeSettings.objects.select_related("site")}
    others = requests.order_by().exclude(site__in=practices).values_list("site", flat=True).distinct()
    return {**practices, **{site: PracticeSettings(site_id=site) for site in others}}


def no_store(response: Response) -> Response:
    """Keep personal data out of browser and proxy caches."""
    response["Cache-Control"] = "no-store"
    return response
