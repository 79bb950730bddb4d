"""The viewset of the inbox."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, path
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.viewsets.base import ViewSet

from ..contact.models import ContactRequest
from . import actions
from .callbacks import CallbackListView
from .detail import DetailView
from .handling.views import CorrectView, PassOnView
from .links import NAMESPACE
from .personal_data import PersonalDataView
from .report import ReportView
from .views import InboxView


class RequestURLFinder(ModelAdminURLFinder):
    """Wagtail's links to a request, such as in reports, lead to the page of the request."""

    edit_url_name = f"{NAMESPACE}:detail"


class InboxViewSet(ViewSet):
    """Not a ``ModelViewSet``, since requests are not added, copied or edited here. Subclass it to replace views."""

    name = NAMESPACE
    url_prefix = "contact-requests"
    icon = "mail"
    index_view_class = InboxView
    detail_view_class = DetailView
    pass_on_view_class = PassOnView
    correct_view_class = CorrectView
    callbacks_view_class = CallbackListView
    report_view_class = ReportView
    personal_data_view_class = PersonalDataView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {"index_url_name": "index", "index_results_url_name": "index_results"}
        urls = {key: self.get_url_name(name) for key, name in names.items()}
        return super().get_common_view_kwargs(header_icon=self.icon, **urls, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(self.index_view_class), name="index"),
            path("results/", self.construct_view(self.index_view_class, results_only=True), name="index_results"),
            path("callbacks/", self.get_callbacks_view(), name="callbacks"),
            path("report/", self.report_view_class.as_view(), name="report"),
            path("personal-data/", self.personal_data_view_class.as_view(), name="personal_data"),
            path("<int:pk>/", self.detail_view_class.as_view(), name="detail"),
            *self.get_action_patterns(),
        ]

    def get_callbacks_view(self) -> Callable[..., HttpResponseBase]:
        return self.callbacks_view_class.as_view(index_url_name=self.get_url_name("callbacks"))

    def get_action_patterns(self) -> list[URLPattern]:
        return [
            path("<int:pk>/assign-to-me/", actions.AssignToMeView.as_view(), name="assign_to_me"),
            path("<int:pk>/assign/", actions.AssignView.as_view(), name="assign"),
            path("<int:pk>/pass-on/", self.pass_on_view_class.as_view(), name="pass_on"),
            path("<int:pk>/correct/", self.correct_view_class.as_view(), name="correct"),
            path("<int:pk>/status/", actions.StatusView.as_view(), name="change_status"),
            path("<int:pk>/note/", actions.AddNoteView.as_view(), name="add_note"),
            path("<int:pk>/reply/", actions.ReplyView.as_view(), name="reply"),
            path("<int:pk>/release/", actions.ReleaseHoldView.as_view(), name="release_hold"),
            path("<int:pk>/callback/", actions.PlanCallbackView.as_view(), name="plan_callback"),
            path("<int:pk>/callback/<int:callback_pk>/", actions.RecordCallbackView.as_view(), name="record_callback"),
            path("<int:pk>/message/<int:delivery_pk>/", actions.ResendView.as_view(), name="resend"),
        ]

    def on_register(self) -> None:
        super().on_register()
        register_admin_url_finder(ContactRequest, RequestURLFinder)
