"""What can be done with several requests of the inbox at once. Each request is asked for its own permission."""

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
from ..contact.policy import policy, requests_for
from ..contact.search import search
from ..practice.models import PracticeSettings
from ..practice.primary_keys import keys_in
from .columns import detail_url, who
from .filters import InboxFilterSet, chosen_queue, workers
from .forms import UserField


class RequestBulkAction(BulkAction):
    """Base: only requests that the user may change are ever looked at; whatever else is asked for does not exist."""

    template_name = "wagtail_tyonohjaus/inbox/bulk.html"
    action_priority = 10

    @classproperty
    def models(cls) -> list[type[ContactRequest]]:
        return [ContactRequest]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policy().user_has_permission(request.user, "change"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def get_queryset(cls, model: type[ContactRequest], object_ids: Iterable[Any]) -> QuerySet[ContactRequest]:
        return ContactRequest.objects.filter(pk__in=keys_in(object_ids)).select_related("site")

    def get_actionable_objects(self) -> tuple[list[ContactRequest], dict[str, list[ContactRequest]]]:
        allowed = requests_for(self.request.user, "change")
        asked = self.request.GET.getlist("id")
        keys = self.get_all_objects_in_listing_query(None) if "all" in asked else asked
        found = self.get_queryset(self.model, keys).filter(pk__in=allowed.values("pk"))
        return list(found), {"items_with_no_access": []}

    def get_all_objects_in_listing_query(self, parent_id: Any) -> QuerySet:
        """What the list showed: its heap, filters and search travel in the address."""
        data = self.request.GET.copy()
        data["show"] = chosen_queue(data)
        allowed = requests_for(self.request.user, "change")
        filters = InboxFilterSet(data=data, queryset=allowed, request=self.request)
        found = filters.filter_queryset(allowed) if filters.is_valid() else allowed.none()
        query = data.get("q", "").strip()
        if query:
            regions = PracticeSettings.objects.values_list("phone_region", flat=True)
            found = search(found, query, set(regions) or {"FI"})
        return found.values_list("pk", flat=True)

    def object_context(self, obj: ContactRequest) -> dict[str, Any]:
        return {"item": obj, "name": who(obj), "url": detail_url(obj)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "action": self}

    def get_execution_context(self) -> dict[str, Any]:
        cleaned = self.cleaned_form.cleaned_data if self.cleaned_form else {}
        return {"user": self.request.user, "cleaned": cleaned, "action": self}

    @classmethod
    def execute_action(cls, objects: list[ContactRequest], **kwargs: Any) -> tuple[int, int]:
        action, done = kwargs["action"], 0
        for request in objects:
            try:
                action.perform(request, kwargs["user"], kwargs["cleaned"])
                done += 1
            except ValidationError as error:
                text = " ".join(error.messages)
                messages.warning(action.request, f"{request.reference}: {text}")
        return done, 0

    def perform(self, request: ContactRequest, user: Any, cleaned: dict[str, Any]) -> None:
        """Does it to one; a ``ValidationError`` leaves that one as it is and is shown."""
        raise NotImplementedError

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        if not num_parent_objects:
            return None
        text = ngettext("%(count)d request changed.", "%(count)d requests changed.", num_parent_objects)
        return text % {"count": num_parent_objects}


class BulkAssignForm(forms.Form):
    assignee = UserField(queryset=None, required=False, label=_("Assigned to"), empty_label=_("Nobody"))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = workers(request)


class AssignBulkAction(RequestBulkAction):
    display_name = _("Assign")
    action_type = "assign"
    aria_label = _("Assign the selected requests")
    form_class = BulkAssignForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def perform(self, request: ContactRequest, user: Any, cleaned: dict[str, Any]) -> None:
        assignee = cleaned["assignee"]
        if assignee and not policy().workers(request.site).filter(pk=assignee.pk).exists():
            raise ValidationError(_("Whoever was chosen does not work in this practice."))
        workflow.assign(request, assignee, user)


class BulkStatusForm(forms.Form):
    status = forms.ChoiceField(label=_("New status"), choices=[one for one in Status.choices if one[0] != Status.SPAM])


class StatusBulkAction(RequestBulkAction):
    display_name = _("Change status")
    action_type = "status"
    aria_label = _("Change the status of the selected requests")
    action_priority = 20
    form_class = BulkStatusForm

    def perform(self, request: ContactRequest, user: Any, cleaned: dict[str, Any]) -> None:
        workflow.set_status(request, cleaned["status"], user)


class SpamBulkAction(RequestBulkAction):
    display_name = _("Spam")
    action_type = "spam"
    aria_label = _("Mark the selected requests as spam")
    action_priority = 30
    classes = {"serious"}

    def perform(self, request: ContactRequest, user: Any, cleaned: dict[str, Any]) -> None:
        workflow.set_status(request, Status.SPAM, user)


BULK_ACTIONS = (AssignBulkAction, StatusBulkAction, SpamBulkAction)
