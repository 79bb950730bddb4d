"""The page of one contact request, with the forms of its actions."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ..appointments.admin.continuing import continuations
from ..appointments.policy import sessions_for, supervisors_for
from ..contact.call_windows import interval_label
from ..contact.choices import CallbackOutcome
from ..contact.handling.changes import visitor_answers
from ..contact.models import Callback, ContactRequest
from ..contact.policy import policy, requests_for
from ..contact.routing.phone_numbers import country_of
from ..contact.summary import request_summary
from ..contact.workflow import next_statuses
from ..messages import channels
from ..messages.message_types import message_type_label
from ..messages.models import Delivery
from ..messages.recipients import site_language
from ..practice.admin.users import staff_user
from ..practice.models import PracticeSettings
from ..practice.phone_numbers import display_number, tel_uri
from ..practice.time_zones import time_zone_or_none
from .event_texts import event_text, spam_reason_text
from .forms import AssignForm, CallbackForm, NoteForm, ReplyForm, StatusForm
from .links import NAMESPACE, visitor_name
from .media import REQUEST_MEDIA
from .next_session import next_session
from .replies import SuggestedReply, suggested_replies
from .routing_explanation import notified_recipients, unmatched_rules
from .views import no_store


class DetailView(WagtailAdminTemplateMixin, TemplateView):
    """``bound_forms`` maps context names to forms that were submitted with errors."""

    template_name = "wagtail_tyonohjaus/inbox/detail.html"
    header_icon = "mail"
    bound_forms: Mapping[str, forms.Form] = MappingProxyType({})

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        records = ("site", "service", "supervisor", "office")
        requests = requests_for(staff_user(request)).select_related(*records)
        self.object: ContactRequest = get_object_or_404(requests, pk=kwargs["pk"])

    @cached_property
    def practice(self) -> PracticeSettings:
        return self.object.practice

    @cached_property
    def can_change(self) -> bool:
        return policy().user_has_permission_for_instance(self.request.user, "change", self.object)

    def get_page_title(self) -> str:
        return f"{visitor_name(self.object)} · {self.object.reference}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(f"{NAMESPACE}:index"), "label": _("Contact requests")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            **self.get_request_context(),
            **self.get_activity_context(),
            **self.get_form_context(),
            "media": REQUEST_MEDIA,
            "contact": self.object,
            "practice": self.practice,
            "can_change": self.can_change,
            "can_erase": policy().user_has_permission_for_instance(self.request.user, "delete", self.object),
        }

    def get_request_context(self) -> dict[str, Any]:
        """The visitor's answers and contact details, and the routing decision."""
        request, number = self.object, self.object.phone
        return {
            "summary": request_summary(request, self.practice),
            "phone_text": display_number(number, self.practice.phone_region),
            "phone_uri": tel_uri(number),
            "phone_country": country_of(number) if number else "",
            "visitor_time_zone": time_zone_or_none(request.visitor_time_zone),
            "spam_reasons": spam_reason_text(request.spam_reasons),
            "notified_recipients": notified_recipients(request),
            "unmatched_rules": unmatched_rules(request),
        }

    def get_activity_context(self) -> dict[str, Any]:
        """Callbacks, messages, sessions and history."""
        callbacks = self.object.callbacks.select_related("done_by")
        events = list(self.object.events.all())
        return {
            "open_callbacks": [
                (row, self.get_window(row), self.get_callback_form(row)) for row in callbacks if row.done_at is None
            ],
            "completed_callbacks": [row for row in callbacks if row.done_at],
            "outcomes": CallbackOutcome.choices,
            "deliveries": self.get_deliveries(),
            "sessions": self.object.sessions.with_related().order_by("start"),
            "visible_sessions": self.get_visible_sessions(),
            "continuations": self.get_continuations(),
            "next_session": next_session(self.object, staff_user(self.request)) if self.can_change else None,
            "events": [(event, event_text(event, self.practice.zone)) for event in reversed(events)],
            "visitor_answers": visitor_answers(self.object, events),
            "statuses": next_statuses(self.object),
        }

    def get_continuations(self) -> list[tuple[str, str]]:
        """As what crisis supervision can go on, for those who may book sessions."""
        is_possible = self.object.is_crisis and not self.object.held_for_review and not self.object.anonymised_at
        return continuations() if is_possible and supervisors_for(self.request.user).exists() else []

    def get_visible_sessions(self) -> set[int]:
        """The primary keys of the request's sessions that the user may open."""
        sessions = sessions_for(staff_user(self.request)).filter(request=self.object)
        return set(sessions.values_list("pk", flat=True))

    def get_deliveries(self) -> list[tuple[Delivery, str, str | Promise]]:
        """The messages about the request with the labels of their types and channels, newest first."""
        rows = Delivery.objects.filter(about=self.object.reference).order_by("-created_at", "-pk")
        labels = channels.labels()
        return [(row, message_type_label(row.message_type), labels.get(row.channel, row.channel)) for row in rows]

    def get_window(self, callback: Callback) -> str:
        """The callback's window in the practice's time zone."""
        return interval_label(callback.due_from, callback.due_until, self.practice.zone)

    def get_callback_form(self, callback: Callback) -> forms.Form:
        """The form for the outcome of a callback, which may have been submitted with errors."""
        bound = self.bound_forms.get("callback_form")
        is_of_callback = isinstance(bound, CallbackForm) and bound.callback == callback
        return bound if bound and is_of_callback else CallbackForm(request=self.object, callback=callback)

    def get_form_context(self) -> dict[str, Any]:
        """The forms of the actions. One that was submitted with errors is in ``bound_forms``."""
        replies = suggested_replies(self.object, self.practice) if self.can_change and self.object.email else []
        unbound_forms = {
            "assign_form": AssignForm(request=self.object),
            "status_form": StatusForm(request=self.object),
            "note_form": NoteForm(request=self.object),
            "reply_form": ReplyForm(request=self.object, initial=self.get_initial_reply(replies)),
        }
        selected = self.request.GET.get("reply", "")
        return {"replies": replies, "selected_reply": selected, **unbound_forms, **self.bound_forms}

    def get_initial_reply(self, replies: list[SuggestedReply]) -> dict[str, str]:
        """Subject and text of the reply in ``?reply=``, else a subject in the visitor's language."""
        selected = next((reply for reply in replies if reply.key == self.request.GET.get("reply")), None)
        if selected:
            return {"subject": selected.subject, "text": selected.text}
        with override(self.object.visitor_language or site_language()):
            return {"subject": str(_("Your request")), "text": ""}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return no_store(super().render_to_response(context, **kwargs))
