"""A person's rights: everything that is kept about somebody, handed over or removed.

For those who may remove all requests of a site; the person is looked for on the sites where they may.
"""

import json
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ..contact import privacy
from ..contact.choices import EventKind
from ..contact.history import record
from ..contact.policy import policy
from ..practice.models import PracticeSettings
from .columns import NAMESPACE
from .views import MEDIA, private


class PersonForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    reference = forms.CharField(label=_("Reference"), required=False, max_length=20)
    sure = forms.BooleanField(label=_("Yes, remove all of it for good"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("email", "phone", "reference")) and not self.errors:
            raise ValidationError(_("Give an e-mail address, a telephone number or a reference."))
        return cleaned

    def person(self, region: str, sites: frozenset[int] | None) -> privacy.DataSubject:
        cleaned = self.cleaned_data
        return privacy.DataSubject(cleaned["email"], cleaned["phone"], cleaned["reference"], region, sites)


@method_decorator(sensitive_post_parameters("email", "phone", "reference"), name="dispatch")
class PersonView(WagtailAdminTemplateMixin, FormView):
    """Posts only, so that nobody's address comes to lie in a log of addresses."""

    template_name = "wagtail_tyonohjaus/inbox/person.html"
    page_title = _("A person's data")
    header_icon = "user"
    form_class = PersonForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy().manages(request.user, ["delete"]):
            raise PermissionDenied
        return private(super().dispatch(request, *args, **kwargs))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sites = policy().managed(self.request.user, ["delete"])
        return {**super().get_context_data(**kwargs), "media": MEDIA, "searched": None if self.everywhere() else sites}

    def form_valid(self, form: PersonForm) -> HttpResponse:
        person = form.person(self.region(), self.sites())
        wish = self.request.POST.get("wish")
        if wish in ("json", "text"):
            return self.hand_over(person, wish)
        if wish == "erase":
            return self.erase(form, person)
        return self.show(form, person)

    def show(self, form: PersonForm, person: privacy.DataSubject, **context: Any) -> HttpResponse:
        data = privacy.export(person)
        found = {
            "requests": privacy.requests_of(person).select_related("site"),
            "sessions": len(data["sessions"]),
            "messages": len(data["messages"]),
            "nothing": not any(data.values()),
        }
        return self.render_to_response(self.get_context_data(form=form, found=found, **context))

    def hand_over(self, person: privacy.DataSubject, kind: str) -> HttpResponse:
        data = privacy.export(person)
        for request in privacy.requests_of(person):
            record(request, EventKind.EXPORTED, self.request.user)
        text = json.dumps(data, ensure_ascii=False, indent=2) if kind == "json" else privacy.readable(data)
        content_type = "application/json" if kind == "json" else "text/plain; charset=utf-8"
        name = "personal-data.json" if kind == "json" else "personal-data.txt"
        return HttpResponse(
            text, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    def erase(self, form: PersonForm, person: privacy.DataSubject) -> HttpResponse:
        if not form.cleaned_data["sure"]:
            form.add_error("sure", _("Tick this box to remove everything."))
            return self.show(form, person)
        counts = privacy.erase(person)
        text = _("Removed: %(requests)d requests, %(messages)d messages; emptied: %(sessions)d sessions.")
        messages.success(self.request, text % counts)
        return HttpResponseRedirect(reverse(f"{NAMESPACE}:person"))

    def everywhere(self) -> bool:
        return policy().manages_all(self.request.user, ["delete"])

    def sites(self) -> frozenset[int] | None:
        managed = policy().managed(self.request.user, ["delete"])
        return None if self.everywhere() else frozenset(managed.values_list("pk", flat=True))

    def region(self) -> str:
        """The country of a number typed without one: the practice's that is asked."""
        return PracticeSettings.for_request(self.request).phone_region
