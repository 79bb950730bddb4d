"""The pages and records that an editor should look at, in the admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import AbstractPage

from ..practice.admin.users import staff_user
from .counted_lines import CountedLine
from .limited_counts import MAX_COUNTED, count_text
from .links import page_link
from .page_kinds import may_edit_pages
from .page_lines import LINES_BY_KIND
from .problems import Link, Problem


class PagesView(WagtailAdminTemplateMixin, TemplateView):
    """The rows of one kind, with links to their editors; without a kind, those of all kinds of which there are any."""

    template_name = "wagtail_tyonohjaus/overview/pages.html"
    page_title = _("Pages to look at")
    header_icon = "doc-full"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_edit_pages(staff_user(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Pages to look at")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = [group for line in self._lines() if (group := _group(line, staff_user(self.request)))]
        return super().get_context_data(groups=groups, **kwargs)

    def _lines(self) -> list[CountedLine]:
        kind = self.request.GET.get("kind", "")
        if kind and kind not in LINES_BY_KIND:
            raise Http404
        return [LINES_BY_KIND[kind]] if kind else list(LINES_BY_KIND.values())


def _group(line: CountedLine, user: Any) -> dict[str, Any] | None:
    """The line with its rows; None without any."""
    rows = line.rows(user)
    listed = list(_ordered(rows)[: MAX_COUNTED + 1]) if rows is not None else []
    if not listed:
        return None
    text = capfirst(line.text % {"number": len(listed), "count": count_text(len(listed))})
    problem = Problem(line.code, text, str(line.cause))
    return {
        "problem": problem,
        "rows": [_link(row) for row in listed[:MAX_COUNTED]],
        "has_more": len(listed) > MAX_COUNTED,
    }


def _ordered(rows: QuerySet[Any]) -> QuerySet[Any]:
    is_page = issubclass(rows.model, AbstractPage)
    return rows.select_related("locale").order_by("path") if is_page else rows.order_by("pk")


def _link(row: Any) -> dict[str, Any]:
    if isinstance(row, AbstractPage):
        return {"link": page_link(row), "note": str(row.locale)}
    url = reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk])
    return {"link": Link(_("Edit “%(name)s”") % {"name": row}, url), "note": ""}
