"""The addresses of the inbox and the practice's texts for answers."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.panels import ObjectList
from wagtail.admin.viewsets.base import ViewSet

from ..contact.models import ContactRequest, ReplyTemplate
from ..practice.admin.viewsets import UnchosenViewSet
from . import actions
from .calls import CallsView
from .columns import NAMESPACE
from .detail import DetailView
from .personal_data import PersonView
from .report import ReportView
from .views import InboxView


class RequestURLFinder(ModelAdminURLFinder):
    edit_url_name = f"{NAMESPACE}:detail"


class InboxViewSet(ViewSet):
    """Not a ``ModelViewSet``, for nobody adds, copies or freely edits a request. Subclass to replace single views."""

    name = NAMESPACE
    url_prefix = "contact-requests"
    icon = "mail"
    index_view_class = InboxView
    detail_view_class = DetailView
    calls_view_class = CallsView
    report_view_class = ReportView
    person_view_class = PersonView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {"index_url_name": "index", "index_results_url_name": "index_results"}
        urls = {key: self.get_url_name(name) for key, name in names.items()}
        return super().get_common_view_kwargs(header_icon=self.icon, **urls, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(self.index_view_class), name="index"),
            path("results/", self.construct_view(self.index_view_class, results_only=True), name="index_results"),
            path("calls/", self.calls_view_class.as_view(index_url_name=self.get_url_name("calls")), name="calls"),
            path("report/", self.report_view_class.as_view(), name="report"),
            path("person/", self.person_view_class.as_view(), name="person"),
            path("<int:pk>/", self.detail_view_class.as_view(), name="detail"),
            *self.get_action_patterns(),
        ]

    def get_action_patterns(self) -> list[URLPattern]:
        return [
            path("<int:pk>/take/", actions.TakeView.as_view(), name="take"),
            path("<int:pk>/assign/", actions.AssignView.as_view(), name="assign"),
            path("<int:pk>/status/", actions.StatusView.as_view(), name="status"),
            path("<int:pk>/note/", actions.NoteView.as_view(), name="note"),
            path("<int:pk>/reply/", actions.ReplyView.as_view(), name="reply"),
            path("<int:pk>/release/", actions.ReleaseView.as_view(), name="release"),
            path("<int:pk>/call/", actions.PlanCallView.as_view(), name="plan_call"),
            path("<int:pk>/call/<int:call>/", actions.CallView.as_view(), name="call"),
            path("<int:pk>/message/<int:message>/", actions.ResendView.as_view(), name="resend"),
        ]

    def on_register(self) -> None:
        super().on_register()
        register_admin_url_finder(ContactRequest, RequestURLFinder)


class ReplyTemplateViewSet(UnchosenViewSet):
    model = ReplyTemplate
    icon = "edit"
    menu_label = _("Reply templates")
    menu_item_is_registered = True
    base_url_path = "reply-templates"
    add_to_reference_index = False
    list_display = ["name", "language", "subject", "site"]
    list_filter = ["site", "language"]
    search_fields = ["name", "subject", "text"]
    tabs = [ObjectList(["site", "name", "language", "subject", "text"], heading=_("Reply template"))]
