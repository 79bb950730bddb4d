"""Filters of the inbox. Their choices are limited to records that the user may see."""

from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from ..contact.choices import Status, Urgency
from ..contact.crisis import URGENCY_LABELS, is_crisis
from ..contact.models import OPEN_STATUSES, ContactRequest, ContactRequestQuerySet
from ..contact.policy import policy, requests_for
from ..contact.search import search
from ..practice.admin.filters import DayRangeFilter
from ..practice.admin.primary_keys import parse_pks
from ..practice.form_fields.dates import DateRangeInput
from ..practice.models import Office, PracticeSettings, Service, Supervisor
from ..practice.users import Account, display_name
from .queues import ALL, FORMER, OF_FORMER_ASSIGNEES, OPEN, QUEUES, queue_filter


class UserChoiceField(django_filters.fields.ModelChoiceField):
    """Users by the name that Wagtail displays."""

    def label_from_instance(self, user: Account) -> str:
        return display_name(user)


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
    return _listed(users)


def assignees(request: HttpRequest | None) -> QuerySet[Account]:
    """Who works on open requests that the user may see, also after leaving, and the user that the filter names.

    A list of all staff would be longer than the inbox.
    """
    users = get_user_model()._default_manager.all()
    if request is None:
        return users.none()
    assignable = Q(pk__in=assignable_users(request).order_by().values("pk"))
    return _listed(users.filter(_of_requests(request, "assignee", assignable)))


def supervisors(request: HttpRequest | None) -> QuerySet[Supervisor]:
    """The supervisors of open requests that the user may see, also after leaving, and the one that the filter names."""
    if request is None:
        return Supervisor.objects.none()
    managed = Q(site__in=policy().managed_sites(request.user))
    return Supervisor.objects.filter(_of_requests(request, "supervisor", managed)).order_by("name", "pk")


def _of_requests(request: HttpRequest, name: str, others: Q) -> Q:
    """``others`` are the records that the filter may name without being in a request."""
    visible = requests_for(request.user)
    condition = Q(pk__in=_referred(visible.filter(status__in=OPEN_STATUSES), name))
    named = parse_pks([request.GET.get(name, "")])
    return condition | Q(pk__in=named) & (others | Q(pk__in=_referred(visible, name))) if named else condition


def _referred(requests: QuerySet[ContactRequest], name: str) -> QuerySet[Any, Any]:
    return requests.exclude(**{name: None}).order_by().values(name)


def _listed(users: QuerySet[Account]) -> QuerySet[Account]:
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
        label=_("Urgency"),
        choices=list(URGENCY_LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
        method="filter_urgency",
    )
    office = django_filters.ModelChoiceFilter(label=_("Office"), queryset=visible_offices)
    service = django_filters.ModelChoiceFilter(label=_("Service"), queryset=visible_services)
    supervisor = django_filters.ModelChoiceFilter(label=_("Supervisor"), queryset=supervisors)
    assignee = UserFilter(label=_("Assigned to"), queryset=assignees)
    former = django_filters.ChoiceFilter(label=_("People who have left"), choices=FORMER, method="filter_former")
    created_at = DayRangeFilter(
        label=_("Received"), widget=DateRangeInput, zone_lookup="site__tyonohjaus_practice__time_zone"
    )

    class Meta:
        model = ContactRequest
        fields: list[str] = []

    def filter_by_queue(self, requests: QuerySet[ContactRequest], name: str, queue: str) -> QuerySet[ContactRequest]:
        return requests.filter(queue_filter(queue, self.request.user))

    def filter_urgency(self, requests: ContactRequestQuerySet, name: str, codes: list[str]) -> ContactRequestQuerySet:
        """A request for a crisis service is a crisis, with any urgency."""
        crisis = is_crisis() if Urgency.CRISIS in codes else Q(pk__in=[])
        return requests.filter(crisis | Q(urgency__in=codes) & ~is_crisis())

    def filter_former(self, requests: ContactRequestQuerySet, name: str, value: str) -> ContactRequestQuerySet:
        """``value`` is a code of ``FORMER``."""
        if value == OF_FORMER_ASSIGNEES:
            return requests.abandoned()
        return requests.filter(status__in=OPEN_STATUSES, supervisor__active=False)


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
