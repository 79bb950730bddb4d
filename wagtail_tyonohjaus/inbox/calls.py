"""The calls to make, by when they are best made."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import BaseListingView, PermissionCheckedMixin

from ..contact.call_windows import interval_label
from ..contact.choices import CallOutcome
from ..contact.models import CallTask, ContactRequest
from ..contact.policy import calls_for
from ..practice.models import PracticeSettings
from ..practice.phone_numbers import display_number, tel_uri
from .columns import who
from .queues import crisis_first
from .views import MEDIA, practices_of


class CallsView(PermissionCheckedMixin, BaseListingView):
    """Open calls, what should be done first at the top."""

    model = ContactRequest
    template_name = "wagtail_tyonohjaus/inbox/calls.html"
    page_title = _("Calls")
    any_permission_required = ["view", "change"]
    header_icon = "tyonohjaus-phone"
    paginate_by = 25
    is_searchable = False
    verbose_name_plural = CallTask._meta.verbose_name_plural

    def get_base_queryset(self) -> QuerySet[CallTask]:
        calls = calls_for(self.request.user).open().filter(request__held_for_review=False)
        return calls.select_related("request__site").order_by("due_until", crisis_first("request__"), "pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        calls = list(context["object_list"])
        practices = practices_of(ContactRequest.objects.filter(calls__in=calls))
        return {
            **context,
            "media": MEDIA,
            "outcomes": CallOutcome.choices,
            "calls": [described(call, practices[call.request.site_id]) for call in calls],
        }


def described(call: CallTask, practice: PracticeSettings) -> dict[str, Any]:
    now, number = timezone.now(), call.request.phone
    return {
        "call": call,
        "request": call.request,
        "who": who(call.request),
        "window": interval_label(call.due_from, call.due_until, practice.zone),
        "late": call.due_until < now,
        "now": call.due_from <= now <= call.due_until,
        "number": display_number(number, practice.phone_region),
        "uri": tel_uri(number),
    }
