"""Filters of the inbox. Their choices are limited to records that the user may see."""

from functools import reduce
from operator import or_

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.utils import get_user_display_name

from ..contact.choices import Status, Urgency
from ..contact.models import ContactRequest
from ..contact.policy import policy
from ..contact.search import search
from ..practice.admin.filters import DayRangeFilter
from ..practice.form_fields.dates import DateRangeInput
from ..practice.models import Office, PracticeSettings, Service
from ..practice.users import Account
from .queues import ALL, OPEN, QUEUES, queue_filter


class UserChoiceField(django_filters.fields.ModelChoiceField):
    """Users by the name that Wagtail displays."""

    def label_from_instance(self, user: Account) -> str:
        return get_user_display_name(user)


class UserFilter(django_filters.ModelChoiceFilter):
    """A filter by user, with ``UserChoiceField``."""

    field_class = UserChoiceField


def visible_offices(request: HttpRequest | None) -> QuerySet[Office]:
    """The offices whose requests the user may see; none without a request."""
    return policy().visible_offices(request.user) if request else Office.objects.none()


def visible_services(request: HttpRequest | None) -> QuerySet[Service]:
    """The services of the practices whose requests the user may see; none without a request."""
    return Service.objects.filter(site__in=policy().visible_sites(request.user)) if request else Service.objects.none()


def assignable_users(request: HttpRequest | None) -> QuerySet[Account]:
    """The staff of the practices whose requests the user can see."""
    users, access = get_user_model()._default_manager.none(), policy()
    if request and access.can_manage_all(request.user):
        users = access.users_with_any_permission(["change"])
    elif request:
        users = reduce(or_, map(access.assignable_users, access.visible_sites(request.user)), users)
    return users.select_related("wagtail_userprofile").order_by(get_user_model().USERNAME_FIELD)


class InboxFilterSet(WagtailFilterSet):
    """Filters of the list. ``queue`` is one of ``queues.QUEUES``; the view sets it by ``selected_queue``."""

    queue = django_filters.ChoiceFilter(
        label=_("Queue"),
        choices=QUEUES,
        initial=OPEN,
        empty_label=None,
        widget=forms.RadioSelect,
        method="filter_by_queue",
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Status.choices, widget=forms.CheckboxSelectMultiple
    )
    urgency = django_filters.MultipleChoiceFilter(
        label=_("Urgency"), choices=Urgency.choices, widget=forms.CheckboxSelectMultiple
    )
    office = django_filters.ModelChoiceFilter(label=_("Office"), queryset=visible_offices)
    service = django_filters.ModelChoiceFilter(label=_("Service"), queryset=visible_services)
    assignee = UserFilter(label=_("Assigned to"), queryset=assignable_users)
    created_at = DayRangeFilter(
        label=_("Received"), widget=DateRangeInput, zone_lookup="site__tyonohjaus_practice__time_zone"
    )

    class Meta:
        model = ContactRequest
        fields: list[str] = []

    def filter_by_queue(self, requests: QuerySet[ContactRequest], name: str, queue: str) -> QuerySet[ContactRequest]:
        return requests.filter(queue_filter(queue, self.request.user))


def selected_queue(query: QueryDict) -> str:
    """The queue that a query string selects, ``OPEN`` by default.

    A search or a status filter covers all requests: the list's form submits ``OPEN`` along with them.
    """
    queue = query.get("queue")
    is_narrowed = bool(query.get("q", "").strip() or query.getlist("status"))
    if queue in dict(QUEUES) and not (is_narrowed and queue == OPEN):
        return queue
    return ALL if is_narrowed else OPEN


def search_requests(requests: QuerySet[ContactRequest], query: str) -> QuerySet[ContactRequest]:
    """Search with the telephone number formats of every practice's country; all requests for a blank query."""
    if not query.strip():
        return requests
    regions = set(PracticeSettings.objects.values_list("phone_region", flat=True))
    return search(requests, query.strip(), regions or {"FI"})
