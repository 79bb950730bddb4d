"""The delivery log, sending a message again, and previews of the messages."""

from collections.abc import Iterable
from typing import Any

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
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ...practice.access.managers import managed_sites
from ...practice.admin.columns import MomentColumn
from ...practice.admin.lists import FirstRowsPaginator, StrictFilterMixin
from ...practice.admin.users import staff_user
from ...practice.references import normalise_request_reference
from ...practice.users import AnyUser
from .. import channels
from ..message_types import message_type_label, subject_of, subjects
from ..models import Delivery, DeliveryState
from ..outbox import resend
from ..rendering import render
from ..texts.stored import changed_since_sent

NAMESPACE = "tyonohjaus_log"
# So many references of failed deliveries are listed; with more, those of all the user may see are compared.
MAX_LISTED_REFERENCES = 4000


def readable_deliveries(user: AnyUser) -> QuerySet[Delivery]:
    """All deliveries of the practices that the user manages, and those about subjects that the user may see."""
    references = (subject.readable_references(user) for subject in subjects())
    return _deliveries_about(user, references, ["view", "change"])


def readable_failures(user: AnyUser, failed: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Those of ``failed`` that the user may read. They are few beside all deliveries about the user's subjects."""
    references: Iterable[QuerySet | None] = (subject.readable_references(user) for subject in subjects())
    if not managed_sites(user):
        abouts = list(failed.order_by().values_list("about", flat=True).distinct()[: MAX_LISTED_REFERENCES + 1])
        if len(abouts) <= MAX_LISTED_REFERENCES:
            references = (_those_in(abouts, each) for each in references)
    return _deliveries_about(user, references, ["view", "change"]) & failed


def _those_in(abouts: list[str], references: QuerySet | None) -> QuerySet | None:
    columns = references.query.values_select if references is not None else ()
    if references is None or len(columns) != 1 or references.query.combinator or references.query.is_sliced:
        return references
    return references.filter(**{f"{columns[0]}__in": abouts})


def changeable_deliveries(user: AnyUser) -> QuerySet[Delivery]:
    """The deliveries that the user may send again or acknowledge: a right to view their subject is not enough."""
    references = (subject.changeable_references(user) for subject in subjects())
    return _deliveries_about(user, references, ["change"])


def _deliveries_about(
    user: AnyUser, references: Iterable[QuerySet | None], actions: Iterable[str]
) -> QuerySet[Delivery]:
    permitted, sites = Q(pk__in=[]), managed_sites(user)
    if sites:
        permitted |= Q(site__in=sites)
    # One subquery: with one for each kind of subject, databases read all deliveries instead of those about the user's.
    own = [each.order_by() for each in references if each is not None]
    if own:
        permitted |= Q(about__in=own[0].union(*own[1:], all=True).order_by())
    deliveries = Delivery.objects.filter(permitted)
    for subject in subjects():
        hidden_references = subject.hidden_references(user, actions)
        if hidden_references is not None:
            deliveries = deliveries.exclude(about__in=hidden_references)
    return deliveries


def matches(text: str) -> Q:
    """Deliveries whose recipient's address or whose reference contains a text.

    A whole reference of a contact request is looked up by the index. To ignore case takes most of a search's time, so
    references, which are in capitals, are compared as they are, and not at all with an e-mail address.
    """
    if text.upper().startswith("TO-") and (reference := normalise_request_reference(text)):
        return Q(about=reference)
    by_address = Q(address__icontains=text)
    return by_address if "@" in text else by_address | Q(about__contains=text.upper())


def can_open_log(user: AnyUser) -> bool:
    """Whether the user may read messages about any kind of subject."""
    return any(subject.can_read_any(user) for subject in subjects())


class DeliveryFilterSet(WagtailFilterSet):
    """Filters by state, channel, and staff or visitor."""

    class Meta:
        model = Delivery
        fields = ["state", "channel", "audience"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["channel"].extra["choices"] = list(channels.labels().items())


class DeliveryLogView(StrictFilterMixin, IndexView):
    """Everything that was to be sent, newest first."""

    model = Delivery
    page_title = _("Delivery log")
    header_icon = "mail"
    list_classname = "tyo-delivery-log"
    index_url_name = f"{NAMESPACE}:index"
    index_results_url_name = f"{NAMESPACE}:index_results"
    is_searchable = True
    filterset_class = DeliveryFilterSet
    # Messages are stored in the order in which they are created, and every database has an index for it.
    default_ordering = "-pk"
    list_export: list[str] = []
    paginate_by = 50
    paginator_class = FirstRowsPaginator
    columns = [
        TitleColumn("about", label=_("About"), get_url=lambda row: reverse(f"{NAMESPACE}:detail", args=[row.pk])),
        Column("message_type", label=_("Message"), accessor=lambda row: message_type_label(row.message_type)),
        Column("address", label=_("Recipient")),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor="get_state_display",
            primary=lambda row: row.state == DeliveryState.SENT,
        ),
        Column("attempts", label=_("Attempts"), classname="tyo-hide-on-medium"),
        Column("last_response", label=_("Last response")),
        MomentColumn("created_at", label=_("Created"), sort_key="pk"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_open_log(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[Delivery]:
        user = self.request.user
        if self.request.GET.get("state") == DeliveryState.FAILED:
            return readable_failures(user, Delivery.objects.filter(state=DeliveryState.FAILED))
        return readable_deliveries(user)

    def search_queryset(self, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        return queryset.filter(matches(self.search_query.strip())) if self.is_searching else queryset

    def user_has_permission(self, permission: str) -> bool:
        return False

    def user_has_any_permission(self, permissions: Any) -> bool:
        return True


class DeliveryView(WagtailAdminTemplateMixin, TemplateView):
    """One delivery: its state, its text, and buttons to send it again or to acknowledge that it failed."""

    template_name = "wagtail_tyonohjaus/messages/admin/message.html"
    page_title = _("Message")
    header_icon = "mail"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
        return [
            home,
            {"url": reverse(f"{NAMESPACE}:index"), "label": _("Delivery log")},
            {"url": "", "label": _("Message")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        delivery = get_object_or_404(readable_deliveries(user), pk=self.kwargs["pk"])
        subject = subject_of(delivery)
        can_change = changeable_deliveries(user).filter(pk=delivery.pk).exists()
        is_failure = delivery.state == DeliveryState.FAILED and delivery.acknowledged_at is None
        return super().get_context_data(
            delivery=delivery,
            message_type=message_type_label(delivery.message_type),
            rendered=render(delivery, for_staff=True),
            subject_url=subject.admin_url(delivery.about) if subject.can_open(user, delivery.about) else "",
            text_changed=changed_since_sent(delivery),
            can_resend=can_change and delivery.state != DeliveryState.PENDING,
            can_acknowledge=can_change and is_failure,
            **kwargs,
        )


class ResendView(View):
    """Sends a message again, or acknowledges that it was not delivered."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        delivery = get_object_or_404(changeable_deliveries(request.user), pk=pk)
        if request.POST.get("action") == "acknowledge":
            Delivery.objects.filter(pk=pk, acknowledged_at=None).update(
                acknowledged_at=timezone.now(), acknowledged_by=request.user
            )
        elif delivery.state != DeliveryState.PENDING:
            new_delivery = resend(delivery)
            subject_of(delivery).resent(new_delivery, staff_user(request))
            messages.success(request, gettext("The message has been queued again."))
        return HttpResponseRedirect(reverse(f"{NAMESPACE}:index"))
