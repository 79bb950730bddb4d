"""What staff does with one request; each answers a post and goes back to the request."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from ..contact import calls, workflow
from ..contact.choices import CallOutcome, EventKind
from ..contact.history import record
from ..contact.models import ContactRequest
from ..contact.policy import requests_for
from ..messages.models import Delivery, DeliveryState
from ..messages.outbox import resend
from .columns import detail_url
from .detail import DetailView
from .forms import AssignForm, CallForm, NoteForm, ReplyForm, StatusForm


class ActionView(View):
    """Subclasses say in ``perform`` what is done. A ``ValidationError`` from there is shown at the request."""

    http_method_names = ["post"]
    form_class: Any = None
    form_name = ""
    anchor = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object: ContactRequest = get_object_or_404(requests_for(request.user, "change"), pk=kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, request=self.object) if self.form_class else None
        if form is not None and not form.is_valid():
            return self.form_invalid(form)
        try:
            done = self.perform(form.cleaned_data if form else {})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, done)
        return HttpResponseRedirect(get_valid_next_url_from_request(request) or detail_url(self.object) + self.anchor)

    def perform(self, cleaned: dict[str, Any]) -> str:
        """Does it and returns what the user is told."""
        raise NotImplementedError

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        messages.error(self.request, _("This could not be saved. Look at the field that is marked."))
        if not self.form_name:
            return HttpResponseRedirect(detail_url(self.object) + self.anchor)
        return DetailView.as_view(bound={self.form_name: form})(as_get(self.request), pk=self.object.pk)


class TakeView(ActionView):
    def perform(self, cleaned: dict[str, Any]) -> str:
        workflow.take(self.object, self.request.user)
        return _("You have taken this request.")


class AssignView(ActionView):
    form_class, form_name = AssignForm, "assign_form"

    def perform(self, cleaned: dict[str, Any]) -> str:
        workflow.assign(self.object, cleaned["assignee"], self.request.user)
        name = self.object.assignee_name
        return _("Assigned to %(name)s.") % {"name": name} if name else _("Assigned to nobody.")


class StatusView(ActionView):
    form_class, form_name = StatusForm, "status_form"

    def perform(self, cleaned: dict[str, Any]) -> str:
        workflow.set_status(self.object, cleaned["status"], self.request.user, cleaned["note"])
        return _("Status: %(status)s.") % {"status": self.object.get_status_display()}


class NoteView(ActionView):
    form_class, form_name, anchor = NoteForm, "note_form", "#history"

    def perform(self, cleaned: dict[str, Any]) -> str:
        workflow.add_note(self.object, cleaned["text"], self.request.user)
        return _("The note is saved.")


class ReplyView(ActionView):
    form_class, form_name = ReplyForm, "reply_form"

    def perform(self, cleaned: dict[str, Any]) -> str:
        workflow.reply(self.object, cleaned["subject"], cleaned["text"], self.request.user)
        return _("Your answer is on its way.")


class ReleaseView(ActionView):
    def perform(self, cleaned: dict[str, Any]) -> str:
        if not self.object.held_for_review:
            raise ValidationError(_("This request is not held any more."))
        workflow.release(self.object, self.request.user)
        return _("The request is released; whoever is to answer it has been told.")


class CallView(ActionView):
    """Ticks one call off."""

    form_class, anchor = CallForm, "#calls"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.call = get_object_or_404(self.object.calls, pk=kwargs["call"])

    def perform(self, cleaned: dict[str, Any]) -> str:
        if self.call.done_at:
            raise ValidationError(_("This call has been ticked off already."))
        # One object for both, so that what the call does to the request is known here too.
        self.call.request = self.object
        again = calls.record_call(self.call, cleaned["outcome"], self.request.user, cleaned["note"])
        if again:
            return _("Noted. The call comes back to the list.")
        return _("Noted: %(outcome)s.") % {"outcome": CallOutcome(cleaned["outcome"]).label}


class PlanCallView(ActionView):
    anchor = "#calls"

    def perform(self, cleaned: dict[str, Any]) -> str:
        if not self.object.phone:
            raise ValidationError(_("This request has no telephone number."))
        with transaction.atomic():
            number = self.object.calls.aggregate(last=Max("number"))["last"] or 0
            calls.plan_call(self.object, self.object.practice, timezone.now(), number + 1)
        return _("The call is on the list.")


class ResendView(ActionView):
    """Sends a message about the request again, as it was."""

    anchor = "#messages"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        about = Delivery.objects.filter(about=self.object.reference)
        self.delivery = get_object_or_404(about, pk=kwargs["message"])

    def perform(self, cleaned: dict[str, Any]) -> str:
        if self.delivery.state == DeliveryState.WAITING:
            raise ValidationError(_("This message is on its way still."))
        with transaction.atomic():
            again = resend(self.delivery)
            data = {"delivery": again.pk, "kind": again.kind, "of": self.delivery.pk}
            record(self.object, EventKind.RESENT, self.request.user, data=data)
        return _("The message is sent again.")


def as_get(request: HttpRequest) -> HttpRequest:
    """The same request, for a view that only shows."""
    request.method = "GET"
    return request
