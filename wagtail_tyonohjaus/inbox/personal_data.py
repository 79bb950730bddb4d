"""Personal data (GDPR): find, export and erase everything that is stored about a data subject.

For users with the permission to delete the requests of at least one site. The search covers the sites of that
permission.
"""

import json
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ..access_limits import hidden_rows
from ..appointments.models import Session
from ..contact.choices import EventKind
from ..contact.history import record
from ..contact.models import ContactRequest
from ..contact.policy import policy
from ..contact.privacy import data_subjects
from ..practice.admin.users import staff_user
from ..practice.erasure.models import Cause
from ..practice.erasure.recording import Eraser
from ..practice.form_fields.texts import EmailField, LineField
from ..practice.models import PracticeSettings
from .links import NAMESPACE
from .media import REQUEST_MEDIA
from .views import no_store


class DataSubjectForm(forms.Form):
    """What is known of a data subject, and the confirmation that erasing requires."""

    email = EmailField(label=_("E-mail"), required=False)
    phone = LineField(label=_("Telephone"), required=False, max_length=40)
    reference = LineField(label=_("Reference"), required=False, max_length=20)
    confirm = forms.BooleanField(label=_("I want to erase all of this data permanently"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("email", "phone", "reference")) and not self.errors:
            raise ValidationError(_("Enter an e-mail address, a telephone number or a reference."))
        return cleaned

    def get_data_subject(self, region: str, sites: frozenset[int] | None) -> data_subjects.DataSubject:
        """``region`` and ``sites`` as in ``DataSubject``. Call it only if the form is valid."""
        cleaned = self.cleaned_data
        return data_subjects.DataSubject(cleaned["email"], cleaned["phone"], cleaned["reference"], region, sites)


@method_decorator(sensitive_post_parameters("email", "phone", "reference"), name="dispatch")
class PersonalDataView(WagtailAdminTemplateMixin, FormView):
    """Searches by POST, so that personal data stay out of the URLs in server logs."""

    template_name = "wagtail_tyonohjaus/inbox/personal_data.html"
    page_title = _("Personal data")
    header_icon = "user"
    form_class = DataSubjectForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy().can_manage(request.user, ["delete"]) or self.is_limited():
            raise PermissionDenied
        return no_store(super().dispatch(request, *args, **kwargs))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sites = None if self.covers_all_sites() else policy().managed_sites(self.request.user, ["delete"])
        return {**super().get_context_data(**kwargs), "media": REQUEST_MEDIA, "searched_sites": sites}

    def form_valid(self, form: DataSubjectForm) -> HttpResponse:
        data_subject = form.get_data_subject(self.get_phone_region(), self.get_site_pks())
        operation = self.request.POST.get("operation")
        if operation in ("json", "text"):
            return self.export(data_subject, operation)
        if operation == "erase":
            return self.erase(form, data_subject)
        return self.show_results(form, data_subject)

    def show_results(self, form: DataSubjectForm, data_subject: data_subjects.DataSubject) -> HttpResponse:
        """The page with the matching requests and the numbers of sessions and messages."""
        data = data_subjects.export(data_subject)
        results = {
            "requests": data_subjects.requests_of(data_subject).select_related("site"),
            "session_count": len(data["sessions"]),
            "message_count": len(data["messages"]),
            "is_empty": not any(data.values()),
        }
        return self.render_to_response(self.get_context_data(form=form, results=results))

    def export(self, data_subject: data_subjects.DataSubject, file_format: str) -> HttpResponse:
        """A file in the format ``json`` or ``text``. Each request's history records the export."""
        data = data_subjects.export(data_subject)
        for request in data_subjects.requests_of(data_subject):
            record(request, EventKind.EXPORTED, staff_user(self.request))
        return _json_file(data) if file_format == "json" else _text_file(data)

    def erase(self, form: DataSubjectForm, data_subject: data_subjects.DataSubject) -> HttpResponse:
        """Erases the data once the user has confirmed it."""
        if not form.cleaned_data["confirm"]:
            form.add_error("confirm", _("Tick this box to erase the data."))
            return self.show_results(form, data_subject)
        counts = data_subjects.erase(data_subject, Eraser(Cause.STAFF, staff_user(self.request)))
        messages.success(self.request, _erasure_message(counts))
        return HttpResponseRedirect(reverse(f"{NAMESPACE}:personal_data"))

    def is_limited(self) -> bool:
        """Whether the project hides some rows from the user, who then can't answer for all data of a visitor."""
        hidden = (hidden_rows(model, self.request.user) for model in (ContactRequest, Session))
        return any(rows is not None and rows.exists() for rows in hidden)

    def covers_all_sites(self) -> bool:
        """Whether the user may erase the data of every practice."""
        return policy().can_manage_all(self.request.user, ["delete"])

    def get_site_pks(self) -> frozenset[int] | None:
        """The sites to search; None for all of them."""
        managed = policy().managed_sites(self.request.user, ["delete"])
        return None if self.covers_all_sites() else frozenset(managed.values_list("pk", flat=True))

    def get_phone_region(self) -> str:
        """The country of telephone numbers without a country code: that of the current practice."""
        return PracticeSettings.for_request(self.request).phone_region


def _json_file(data: dict[str, Any]) -> HttpResponse:
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return _attachment(text, "application/json", "personal-data.json")


def _text_file(data: dict[str, Any]) -> HttpResponse:
    return _attachment(data_subjects.format_as_text(data), "text/plain; charset=utf-8", "personal-data.txt")


def _attachment(text: str, content_type: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(True, name)
    return HttpResponse(text, content_type=content_type, headers={"Content-Disposition": disposition})


def _erasure_message(counts: dict[str, int]) -> str:
    requests = ngettext("%(requests)d request erased.", "%(requests)d requests erased.", counts["requests"])
    sent = ngettext("%(messages)d message erased.", "%(messages)d messages erased.", counts["messages"])
    sessions = ngettext("%(sessions)d session anonymised.", "%(sessions)d sessions anonymised.", counts["sessions"])
    return " ".join(text % counts for text in (requests, sent, sessions))
