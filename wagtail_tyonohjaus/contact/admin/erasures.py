"""The list of erasures, for the managers of a practice."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from ...practice.access.managers import ManagersPolicy, is_manager
from ...practice.admin.columns import MomentColumn
from ...practice.admin.lists import StrictFilterMixin
from ...practice.erasure.models import ErasureRecord

NAMESPACE = "tyonohjaus_erasures"
policy = ManagersPolicy("wagtail_tyonohjaus.ErasureRecord")


class ErasureFilterSet(WagtailFilterSet):
    """Filters by what was done, and by its cause."""

    class Meta:
        model = ErasureRecord
        fields = ["erasure", "cause"]


class ErasureListView(StrictFilterMixin):
    """Who erased which reference and when, newest first. Nothing here can be changed."""

    model = ErasureRecord
    page_title = _("Erasures")
    header_icon = "bin"
    index_url_name = f"{NAMESPACE}:index"
    index_results_url_name = f"{NAMESPACE}:index_results"
    search_fields = ["reference"]
    search_backend_name = None
    filterset_class = ErasureFilterSet
    default_ordering = "-at"
    list_export: list[str] = []
    paginate_by = 50
    columns = [
        Column("reference", label=_("Reference")),
        Column("erasure", label=_("Erasure"), accessor="get_erasure_display"),
        Column("cause", label=_("Reason"), accessor="get_cause_display"),
        Column("user_name", label=_("By")),
        MomentColumn("at", label=_("Time"), sort_key="at"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_manager(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[ErasureRecord]:
        return policy.instances_user_has_any_permission_for(self.request.user, ["view"])

    def user_has_permission(self, permission: str) -> bool:
        return False

    def user_has_any_permission(self, permissions: Any) -> bool:
        return True
