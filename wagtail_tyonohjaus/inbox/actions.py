"""Actions on one contact request. Each handles a POST and redirects back to the request."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from ..contact import callbacks, workflow
from ..contact.choices import CallbackOutcome, EventKind, Status
from ..contact.history import record
from ..contact.models import ContactRequest
from ..contact.notifications import assignee_address
from ..contact.policy import requests_for
from ..messages.models import Delivery, DeliveryState
from ..messages.outbox import resend
from ..practice.admin.users import staff_user
from .detail import DetailView
from .forms import AssignForm, CallbackForm, NoteForm, ReplyForm, RequestForm, StatusForm
from .handling.warnings import warn_of_no_message
from .links import detail_url


class ActionView(View):
    """Base class: subclasses implement ``perform``. If it raises ``ValidationError``, the message is shown."""

    http_method_names = ["post"]
    form_class: type[RequestForm] | None = None
    form_name = ""
    anchor = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.user = staff_user(request)
        self.object: ContactRequest = get_object_or_404(requests_for(self.user, "change"), pk=kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, **self.get_form_kwargs()) if self.form_class else None
        if form is not None and not form.is_valid():
            return self.form_invalid(form)
        try:
            message = self.perform(form.cleaned_data if form else {})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, message)
        return HttpResponseRedirect(get_valid_next_url_from_request(request) or detail_url(self.object) + self.anchor)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"request": self.object}

    def perform(self, cleaned: dict[str, Any]) -> str:
        """Perform the action and return the success message."""
        raise NotImplementedError

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Renders the page of the request with the form and its errors, if the form has a place on that page."""
        messages.error(self.request, _("The form could not be saved. Check the marked field."))
        if not self.form_name:
            return HttpResponseRedirect(detail_url(self.object) + self.anchor)
        return DetailView.as_view(bound_forms={self.form_name: form})(as_get(self.request), pk=self.object.pk)


class AssignToMeView(ActionView):
    """Assigns the request to the user and starts work on it."""

    def perform(self, cleaned: dict[str, Any]) -> str:
        workflow.assign_to_self(self.object, self.user)
        return _("This request is now assigned to you.")


class AssignView(ActionView):
    """Assigns the request to the selected member of staff, or to nobody."""

    form_class, form_name = AssignForm, "assign_form"

    def perform(self, cleaned: dict[str, Any]) -> str:
        assignee, old = cleaned["assignee"], self.object.status
        workflow.assign(self.object, assignee, self.user)
        if not self.object.assignee_name:
            if self.object.status == Status.NEW != old:
                return _("This request is no longer assigned to anybody, and is new again.")
            return _("This request is no longer assigned to anybody.")
        if assignee != self.user and not assignee_address(assignee, self.object.site):
            warn_of_no_message(self.request, self.object.assignee_name)
        return _("Assigned to %(name)s.") % {"name": self.object.assignee_name}


class StatusView(ActionView):
    """Changes the status, as far as ``workflow.TRANSITIONS`` allows, with an optional note."""

    form_class, form_name = StatusForm, "status_form"

    def perform(self, cleaned: dict[str, Any]) -> str:
        workflow.set_status(self.object, cleaned["status"], self.user, cleaned["note"])
        return _("Status changed to “%(status)s”.") % {"status": self.object.get_status_display()}


class AddNoteView(ActionView):
    """Adds an internal note to the history."""

    form_class, form_name, anchor = NoteForm, "note_form", "#history"

    def perform(self, cleaned: dict[str, Any]) -> str:
        workflow.add_note(self.object, cleaned["text"], self.user)
        return _("Note saved.")


class ReplyView(ActionView):
    """Queues an e-mail to the visitor."""

    form_class, form_name = ReplyForm, "reply_form"

    def perform(self, cleaned: dict[str, Any]) -> str:
        workflow.reply(self.object, cleaned["subject"], cleaned["text"], self.user)
        return _("Reply queued for sending.")


class ReleaseHoldView(ActionView):
    """Releases a request that is held for review, which notifies its recipients."""

    def perform(self, cleaned: dict[str, Any]) -> str:
        if not self.object.held_for_review:
            raise ValidationError(_("This request is no longer held for review."))
        workflow.release(self.object, self.user)
        return _("Hold released. The recipients are being notified.")


class RecordCallbackView(ActionView):
    """Record the outcome of a callback."""

    form_class, form_name, anchor = CallbackForm, "callback_form", "#callbacks"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.callback = get_object_or_404(self.object.callbacks, pk=kwargs["callback_pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "callback": self.callback}

    def perform(self, cleaned: dict[str, Any]) -> str:
        if self.callback.done_at:
            raise ValidationError(_("The outcome of this call has already been recorded."))
        # The same object, so that changes that the outcome makes to the request are visible here.
        self.callback.request = self.object
        next_attempt = callbacks.record_callback(self.callback, cleaned["outcome"], self.user, cleaned["note"])
        if next_attempt:
            return _("Outcome recorded. Another callback has been planned.")
        return _("Outcome recorded: %(outcome)s.") % {"outcome": CallbackOutcome(cleaned["outcome"]).label}


class PlanCallbackView(ActionView):
    """Plans another callback in the visitor's next window."""

    anchor = "#callbacks"

    def perform(self, cleaned: dict[str, Any]) -> str:
        if not self.object.phone:
            raise ValidationError(_("This request has no telephone number."))
        with transaction.atomic():
            number = callbacks.last_number(self.object) + 1
            callbacks.plan_callback(self.object, self.object.practice, timezone.now(), number)
        return _("Callback planned.")


class ResendView(ActionView):
    """Queue a copy of a message about the request."""

    anchor = "#messages"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        deliveries = Delivery.objects.filter(about=self.object.reference)
        self.delivery = get_object_or_404(deliveries, pk=kwargs["delivery_pk"])

    def perform(self, cleaned: dict[str, Any]) -> str:
        if self.delivery.state == DeliveryState.PENDING:
            raise ValidationError(_("This message is already queued."))
        with transaction.atomic():
            copy = resend(self.delivery)
            data = {"delivery": copy.pk, "kind": copy.message_type, "of": self.delivery.pk}
            record(self.object, EventKind.RESENT, self.user, data=data)
        return _("The message has been queued again.")


def as_get(request: HttpRequest) -> HttpRequest:
    """Turn a POST into a GET, for a view that only renders."""
    request.method = "GET"
    return request
