"""Pages of the admin that show charts and tables, each of which can be downloaded as CSV."""

from collections.abc import Iterable
from typing import Any

from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ..exports import table_response
from .charts import Table

CHART_MEDIA = Media(css={"all": ["wagtail_tyonohjaus/admin-components.css", "wagtail_tyonohjaus/admin-report.css"]})


@method_decorator(never_cache, name="dispatch")
class ChartPage(WagtailAdminTemplateMixin, TemplateView):
    """``?export=csv&table=KEY`` downloads a table of ``get_tables``; the rest of the query selects the figures."""

    request: HttpRequest

    def get_tables(self) -> Iterable[Table]:
        """The tables of the page, by whose keys they are downloaded."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        if request.GET.get("export") == "csv":
            return self.download(request.GET.get("table", ""))
        return super().get(request, *args, **kwargs)

    def download(self, key: str) -> HttpResponseBase:
        """The table with this key as CSV; raises ``Http404`` if there is none."""
        for table in self.get_tables():
            if table.key == key:
                return table_response(f"{slugify(str(table.title))}.csv", table.headings, table.rows)
        raise Http404

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        for name in ("export", "table"):
            query.pop(name, None)
        return {**super().get_context_data(**kwargs), "media": CHART_MEDIA, "csv_query": query.urlencode()}
