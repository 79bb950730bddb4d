"""The viewset of sessions: list, calendar, and the views of one session."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import pgettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from ..policy import policy
from .calendar import MONTH, WEEK, calendar
from .create import CreateView
from .detail import CancelView, ConfirmView, DeclineView, DetailView, MoveView, ProposeView
from .list import NAMESPACE, SessionListView
from .proposing import ProposeTimesView


class SessionMenuItem(MenuItem):
    """For users who may see at least some sessions."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policy().user_has_any_permission(request.user, ["view", "change"])


class SessionViewSet(ViewSet):
    """Not a ``ModelViewSet``, since sessions change only through ``holds``, ``transitions``, ``series`` and
    ``proposals``.
    """

    name = NAMESPACE
    url_prefix = "tyonohjaus/sessions"
    icon = "calendar-alt"
    menu_label = pgettext_lazy("supervision", "Sessions")
    menu_order = 205
    add_to_admin_menu = True
    menu_item_class = SessionMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", SessionListView.as_view(), name="index"),
            path("results/", SessionListView.as_view(results_only=True), name="index_results"),
            path("new/", CreateView.as_view(), name="create"),
            path("propose/", ProposeTimesView.as_view(), name="propose_times"),
            path("week/", calendar, {"view": WEEK}, name=WEEK),
            path("month/", calendar, {"view": MONTH}, name=MONTH),
            path("<int:pk>/", DetailView.as_view(), name="detail"),
            path("<int:pk>/confirm/", ConfirmView.as_view(), name="confirm"),
            path("<int:pk>/decline/", DeclineView.as_view(), name="decline"),
            path("<int:pk>/cancel/", CancelView.as_view(), name="cancel"),
            path("<int:pk>/move/", MoveView.as_view(), name="move"),
            path("<int:pk>/propose/", ProposeView.as_view(), name="propose"),
        ]
