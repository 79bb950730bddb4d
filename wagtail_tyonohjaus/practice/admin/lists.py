"""Base of the lists of personal data in the admin."""

from typing import Any

from django import forms
from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic import IndexView

from ..form_fields.texts import clean_email
from .exports import SafeExportMixin, in_order

MEDIA = forms.Media(css={"all": ["wagtail_tyonohjaus/admin-components.css", "wagtail_tyonohjaus/admin-lists.css"]})


class CountingPaginator(WagtailPaginator):
    """Wagtail's own text of the count has the model's plural after any number, which is wrong in Finnish."""

    @cached_property
    def items_count_label(self) -> str:
        """How many rows there are on all pages."""
        return ngettext("%(count)d entry", "%(count)d entries", self.count) % {"count": self.count}


class FirstRowsPaginator(CountingPaginator):
    """Pages of the first ``max_rows`` rows, for lists in which counting all rows would take longer than the rest.

    The primary keys are read in one query and the rows of a page in another, without related records.
    """

    max_rows = 1000

    @cached_property
    def _pks(self) -> list[Any]:
        return list(self.object_list.values_list("pk", flat=True)[: self.max_rows + 1])

    @cached_property
    def count(self) -> int:
        """The number of rows on all pages."""
        return min(len(self._pks), self.max_rows)

    @property
    def has_more_rows(self) -> bool:
        """Whether there are rows after the last page."""
        return len(self._pks) > self.max_rows

    def page(self, number: int | str) -> Page:
        """The page of that number; raises ``InvalidPage`` if there is none."""
        valid_number = self.validate_number(number)
        start = (valid_number - 1) * self.per_page
        pks = self._pks[start : min(start + self.per_page, self.count)]
        rows = in_order(self.object_list.model._default_manager.all(), pks)
        return self._get_page(rows, valid_number, self)


class StrictFilterMixin(SafeExportMixin, IndexView):
    """With an invalid filter, the list is empty and shows the errors; Wagtail would list or export everything.

    On a narrow screen each row is a card.
    """

    list_classname = ""
    paginator_class = CountingPaginator

    results_template_name = "wagtail_tyonohjaus/practice/strict_results.html"

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return super().filter_queryset(queryset) if self.are_filters_valid else queryset.none()

    @cached_property
    def search_query(self) -> Any:
        """What was entered; an e-mail address without what a paste has added to it."""
        query = super().search_query
        return clean_email(query) if query and "@" in query else query

    @cached_property
    def no_results_message(self) -> str:
        return _("No matches.") if self.is_searching or self.is_filtering else _("No entries yet.")

    @property
    def are_filters_valid(self) -> bool:
        """Whether the query string has no filter, or only valid ones."""
        return not self.filters or self.filters.is_valid()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        paginator = context["paginator"]
        return {
            **context,
            "row_limit": paginator.max_rows if getattr(paginator, "has_more_rows", False) else None,
            "media": context["media"] + MEDIA,
            "list_classname": self.list_classname,
            "filter_errors": [] if self.are_filters_valid else _errors(self.filters.form),
        }


def _errors(form: Any) -> list[tuple[str, str]]:
    return [(form.fields[name].label, error) for name, errors in form.errors.items() for error in errors]
