"""Bulk actions of the inbox. The permission is checked for each request."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from ..contact import workflow
from ..contact.choices import Status
from ..contact.models import ContactRequest
from ..contact.notifications import assignee_address
from ..contact.policy import policy, requests_for
from ..practice.admin.primary_keys import parse_pks
from ..practice.form_fields.choices import set_queryset
from ..practice.users import Account
from .filters import InboxFilterSet, assignable_users, search_requests, selected_queue
from .forms import UserField
from .handling.warnings import warn_of_no_message
from .links import detail_url, visitor_name


class RequestBulkAction(BulkAction):
    """Base class. Requests that the user may not change are ignored, as if they did not exist."""

    template_name = "wagtail_tyonohjaus/inbox/bulk_action.html"
    action_priority = 10

    @classproperty
    def models(cls) -> list[type[ContactRequest]]:
        return [ContactRequest]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policy().user_has_permission(request.user, "change"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def get_queryset(cls, model: type[ContactRequest], object_ids: Iterable[str | int]) -> QuerySet[ContactRequest]:
        return ContactRequest.objects.filter(pk__in=parse_pks(object_ids)).select_related("site")

    def get_actionable_objects(self) -> tuple[list[ContactRequest], dict[str, list[ContactRequest]]]:
        allowed = requests_for(self.request.user, "change")
        ids = self.request.GET.getlist("id")
        keys = self.get_all_objects_in_listing_query(None) if "all" in ids else ids
        requests = self.get_queryset(self.model, keys).filter(pk__in=allowed.values("pk"))
        return list(requests), {"items_with_no_access": []}

    def get_all_objects_in_listing_query(self, parent_id: int | None) -> QuerySet[ContactRequest, int]:
        """The keys of the whole list: its queue, filters and search are in the query string."""
        data = self.request.GET.copy()
        data["queue"] = selected_queue(data)
        allowed = requests_for(self.request.user, "change")
        filters = InboxFilterSet(data=data, queryset=allowed, request=self.request)
        requests = filters.filter_queryset(allowed) if filters.is_valid() else allowed.none()
        return search_requests(requests, data.get("q", "")).values_list("pk", flat=True)

    def object_context(self, obj: ContactRequest) -> dict[str, Any]:
        return {"item": obj, "name": visitor_name(obj), "url": detail_url(obj)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "action": self}

    def get_execution_context(self) -> dict[str, Any]:
        cleaned = self.cleaned_form.cleaned_data if self.cleaned_form else {}
        return {"user": self.request.user, "cleaned": cleaned, "action": self}

    @classmethod
    def execute_action(cls, objects: list[ContactRequest], **kwargs: Any) -> tuple[int, int]:
        action, changed_count = kwargs["action"], 0
        for request in objects:
            try:
                action.perform(request, kwargs["user"], kwargs["cleaned"])
                changed_count += 1
            except ValidationError as error:
                text = " ".join(error.messages)
                messages.warning(action.request, f"{request.reference}: {text}")
        return changed_count, 0

    def perform(self, request: ContactRequest, user: Account, cleaned: dict[str, Any]) -> None:
        """Change one request. A ``ValidationError`` is shown to the user; the other requests are still changed."""
        raise NotImplementedError

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        if not num_parent_objects:
            return None
        text = ngettext("%(count)d request changed.", "%(count)d requests changed.", num_parent_objects)
        return text % {"count": num_parent_objects}


class BulkAssignForm(forms.Form):
    """An assignee for all selected requests. Who works for none of the user's practices can't be selected."""

    assignee = UserField(queryset=None, required=False, label=_("Assigned to"), empty_label=_("Nobody"))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_queryset(self, "assignee", assignable_users(request))


class AssignBulkAction(RequestBulkAction):
    """Assigns the requests, except those of a practice for which the assignee does not work."""

    display_name = _("Assign")
    action_type = "assign"
    aria_label = _("Assign the selected requests")
    form_class = BulkAssignForm
    has_warned = False

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def perform(self, request: ContactRequest, user: Account, cleaned: dict[str, Any]) -> None:
        assignee = cleaned["assignee"]
        if assignee and not policy().assignable_users(request.site).filter(pk=assignee.pk).exists():
            raise ValidationError(_("This person does not work in the practice of the request."))
        workflow.assign(request, assignee, user)
        if assignee and assignee != user and not (self.has_warned or assignee_address(assignee, request.site)):
            self.has_warned = True
            warn_of_no_message(self.request, request.assignee_name)


class BulkStatusForm(forms.Form):
    """A status for all selected requests. Spam has a bulk action of its own."""

    status = forms.ChoiceField(
        label=_("New status"), choices=[choice for choice in Status.choices if choice[0] != Status.SPAM]
    )


class StatusBulkAction(RequestBulkAction):
    """Changes the status of the requests for which ``workflow.TRANSITIONS`` allows it."""

    display_name = _("Change status")
    action_type = "status"
    aria_label = _("Change the status of the selected requests")
    action_priority = 20
    form_class = BulkStatusForm

    def perform(self, request: ContactRequest, user: Account, cleaned: dict[str, Any]) -> None:
        workflow.set_status(request, cleaned["status"], user)


class SpamBulkAction(RequestBulkAction):
    """Marks the requests as spam, which releases the times held for them."""

    display_name = _("Mark as spam")
    action_type = "spam"
    aria_label = _("Mark the selected requests as spam")
    action_priority = 30
    classes = {"serious"}

    def perform(self, request: ContactRequest, user: Account, cleaned: dict[str, Any]) -> None:
        workflow.set_status(request, Status.SPAM, user)


BULK_ACTIONS = (AssignBulkAction, StatusBulkAction, SpamBulkAction)
