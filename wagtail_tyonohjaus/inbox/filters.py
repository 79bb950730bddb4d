"""What the inbox can be narrowed to. Choices show only what the user may see."""

from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.utils import get_user_display_name

from ..contact.choices import Status, Urgency
from ..contact.models import ContactRequest
from ..contact.policy import policy
from ..practice.date_fields import DayRangeFilter
from ..practice.models import Office, Service
from .queues import ALL, OPEN, QUEUES, condition


class UserChoiceField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, user: Any) -> str:
        return get_user_display_name(user)


class UserFilter(django_filters.ModelChoiceFilter):
    field_class = UserChoiceField


def offices(request: HttpRequest | None) -> QuerySet[Office]:
    return policy().offices_of(request.user) if request else Office.objects.none()


def services(request: HttpRequest | None) -> QuerySet[Service]:
    return Service.objects.filter(site__in=policy().sites_of(request.user)) if request else Service.objects.none()


def workers(request: HttpRequest | None) -> QuerySet:
    """Those who work in the practices whose requests the user sees."""
    found, rules = get_user_model()._default_manager.none(), policy()
    if request and rules.manages_all(request.user):
        found = rules.users_with_any_permission(["change"])
    elif request:
        found = reduce(or_, map(rules.workers, rules.sites_of(request.user)), found)
    found = found.select_related("wagtail_userprofile")
    return found.order_by(get_user_model().USERNAME_FIELD)


class InboxFilterSet(WagtailFilterSet):
    show = django_filters.ChoiceFilter(
        label=_("Show"), choices=QUEUES, initial=OPEN, empty_label=None, widget=forms.RadioSelect, method="in_queue"
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Status.choices, widget=forms.CheckboxSelectMultiple
    )
    urgency = django_filters.MultipleChoiceFilter(
        label=_("Urgency"), choices=Urgency.choices, widget=forms.CheckboxSelectMultiple
    )
    office = django_filters.ModelChoiceFilter(label=_("Office"), queryset=offices)
    service = django_filters.ModelChoiceFilter(label=_("Service"), queryset=services)
    assignee = UserFilter(label=_("Assigned to"), queryset=workers)
    created_at = DayRangeFilter(label=_("Came in"), widget=DateRangePickerWidget)

    class Meta:
        model = ContactRequest
        fields: list[str] = []

    def in_queue(self, requests: QuerySet[ContactRequest], name: str, queue: str) -> QuerySet[ContactRequest]:
        return requests.filter(condition(queue, self.request.user))


def chosen_queue(data: Any) -> str:
    """The heap that a query string asks for.

    Whoever searches or asks for a status means all of them; the form of the list names the open ones all the same.
    """
    asked = data.get("show")
    narrowed = bool(data.get("q", "").strip() or data.getlist("status"))
    if asked in dict(QUEUES) and not (narrowed and asked == OPEN):
        return asked
    return ALL if narrowed else OPEN
