"""The log of messages, sending one again, and a look at what messages say."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ...contact.admin.policy import managed
from ...contact.choices import EventKind
from ...contact.history import record
from ...contact.models import ContactRequest
from ...contact.policy import deliveries_for, policy
from ...practice.admin.lists import StrictFilters
from ...practice.models import PracticeSettings
from ..models import Delivery, DeliveryState
from ..outbox import resend
from ..rendering import render
from .samples import KINDS, kind_label, sample

NAMESPACE = "tyonohjaus_log"


def visible(user: Any) -> QuerySet[Delivery]:
    """Messages about requests that the user may see; all of the site's for its managers."""
    own = deliveries_for(user).values("pk")
    return Delivery.objects.filter(Q(pk__in=own) | Q(site__in=managed(user)))


class LogFilterSet(WagtailFilterSet):
    class Meta:
        model = Delivery
        fields = ["state", "channel", "audience"]


class LogView(StrictFilters, IndexView):
    """Everything that was to be sent, newest first."""

    model = Delivery
    page_title = _("Messages")
    header_icon = "mail"
    list_classname = "tyo-log"
    index_url_name = f"{NAMESPACE}:index"
    index_results_url_name = f"{NAMESPACE}:index_results"
    search_fields = ["about", "address"]
    search_backend_name = None
    filterset_class = LogFilterSet
    default_ordering = "-created_at"
    list_export: list[str] = []
    paginate_by = 50
    columns = [
        TitleColumn("about", label=_("About"), get_url=lambda row: reverse(f"{NAMESPACE}:detail", args=[row.pk])),
        Column("kind", label=_("Message"), accessor=lambda row: kind_label(row.kind)),
        Column("address", label=_("Receiver")),
        StatusTagColumn(
            "state", label=_("State"), accessor="get_state_display", primary=lambda row: row.state == "sent"
        ),
        Column("attempts", label=_("Attempts"), classname="tyo-wider"),
        Column("last_answer", label=_("Last answer")),
        DateColumn("created_at", label=_("Created"), sort_key="created_at"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refuse_outsiders(request.user)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[Delivery]:
        return visible(self.request.user)

    def user_has_permission(self, permission: str) -> bool:
        return False

    def user_has_any_permission(self, permissions: Any) -> bool:
        return True


class MessageView(WagtailAdminTemplateMixin, TemplateView):
    """One message, and what becomes of it."""

    template_name = "wagtail_tyonohjaus/messages/admin/message.html"
    page_title = _("Message")
    header_icon = "mail"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
        return [
            home,
            {"url": reverse(f"{NAMESPACE}:index"), "label": _("Messages")},
            {"url": "", "label": _("Message")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        message = get_object_or_404(visible(self.request.user), pk=self.kwargs["pk"])
        request = ContactRequest.objects.filter(reference=message.about).first() if message.about else None
        return super().get_context_data(
            message=message,
            kind=kind_label(message.kind),
            words=render(message, for_staff=True),
            contact=request,
            can_resend=message.state != DeliveryState.WAITING,
            is_dead=message.state == DeliveryState.DEAD and message.seen_at is None,
            **kwargs,
        )


class ResendView(View):
    """Sends a message again, or takes note that it was not delivered."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        message = get_object_or_404(visible(request.user), pk=pk)
        if request.POST.get("action") == "seen":
            Delivery.objects.filter(pk=pk, seen_at=None).update(seen_at=timezone.now(), seen_by=request.user)
        elif message.state != DeliveryState.WAITING:
            self._resend(request, message)
        return HttpResponseRedirect(reverse(f"{NAMESPACE}:index"))

    def _resend(self, request: HttpRequest, message: Delivery) -> None:
        copy = resend(message)
        about = ContactRequest.objects.filter(reference=message.about).first() if message.about else None
        if about is not None:
            record(about, EventKind.RESENT, request.user, data={"delivery": copy.pk, "kind": copy.kind})
        messages.success(request, gettext("The message leaves again."))


class WordsView(WagtailAdminTemplateMixin, TemplateView):
    """What each message says, in each language, with invented facts."""

    template_name = "wagtail_tyonohjaus/messages/admin/preview.html"
    page_title = _("Words of messages")
    header_icon = "doc-full"
    _show_breadcrumbs = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sites = managed(self.request.user)
        if not sites:
            raise PermissionDenied
        kind = self.request.GET.get("kind", "")
        language = self.request.GET.get("language", "")
        languages = dict(settings.LANGUAGES)
        kind = kind if kind in KINDS else next(iter(KINDS))
        language = language if language in languages else settings.LANGUAGE_CODE
        return super().get_context_data(
            kinds=KINDS.items(),
            languages=languages.items(),
            chosen=(kind, language),
            folder=f"wagtail_tyonohjaus/messages/{kind}/",
            words=render(sample(kind, language, PracticeSettings.for_site(sites[0]))),
            **kwargs,
        )


def refuse_outsiders(user: Any) -> None:
    if not policy().user_has_any_permission(user, ["view", "change"]):
        raise PermissionDenied
