"""The list of callbacks to make, ordered by the end of their time windows."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import BaseListingView, PermissionCheckedMixin

from ..contact.call_windows import interval_label
from ..contact.choices import CallbackOutcome
from ..contact.crisis import crisis_first
from ..contact.models import Callback, CallbackQuerySet, ContactRequest
from ..contact.policy import callbacks_for
from ..practice.models import PracticeSettings
from ..practice.phone_numbers import display_number, tel_uri
from .forms import CallbackForm
from .links import visitor_name
from .media import REQUEST_MEDIA
from .views import practices_of


class CallbackListView(PermissionCheckedMixin, BaseListingView):
    """Open callbacks, the most urgent first."""

    model = ContactRequest
    template_name = "wagtail_tyonohjaus/inbox/callbacks.html"
    page_title = _("Callbacks")
    any_permission_required = ["view", "change"]
    header_icon = "tyonohjaus-phone"
    paginate_by = 25
    is_searchable = False
    verbose_name_plural = Callback._meta.verbose_name_plural

    def get_base_queryset(self) -> CallbackQuerySet:
        callbacks = callbacks_for(self.request.user).open().filter(request__held_for_review=False)
        return callbacks.select_related("request__site").order_by("due_until", crisis_first("request__"), "pk")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        callbacks = list(context["object_list"])
        practices = practices_of(ContactRequest.objects.filter(callbacks__in=callbacks))
        return {
            **context,
            "media": REQUEST_MEDIA,
            "outcomes": CallbackOutcome.choices,
            "callbacks": [callback_row(callback, practices[callback.request.site_id]) for callback in callbacks],
        }


def callback_row(callback: Callback, practice: PracticeSettings) -> dict[str, Any]:
    """The template context of one callback; its window is in the practice's time zone."""
    now, number = timezone.now(), callback.request.phone
    return {
        "callback": callback,
        "request": callback.request,
        "visitor_name": visitor_name(callback.request),
        "window": interval_label(callback.due_from, callback.due_until, practice.zone),
        "is_overdue": callback.due_until < now,
        "is_due_now": callback.due_from <= now <= callback.due_until,
        "form": CallbackForm(request=callback.request, callback=callback),
        "phone_number": display_number(number, practice.phone_region),
        "phone_uri": tel_uri(number),
    }
