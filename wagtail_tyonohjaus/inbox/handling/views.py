"""Passing a request on, and correcting it: pages of their own, which say before if the user will no longer see it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ...contact.choices import EventKind
from ...contact.handling import corrections, passing_on
from ...contact.handling.changes import state_token
from ...contact.models import ContactRequest, RequestEvent
from ...contact.policy import requests_for
from ...practice.admin.users import staff_user
from ..links import NAMESPACE, detail_url, visitor_name
from ..media import REQUEST_MEDIA
from ..views import no_store
from .forms import CorrectionForm, HandlingForm, PassOnForm


class LosesAccess(Exception):
    """The user would no longer see the request, and has not agreed to that yet."""


class HandlingView(WagtailAdminTemplateMixin, FormView):
    """Base class: subclasses implement ``refusal`` and ``perform``.

    The change is tried in a transaction that is rolled back if the user loses access by it, so that the page can tell
    so by the same policy that decides afterwards. ``confirmed`` is the entry for which the user has agreed.
    """

    template_name = "wagtail_tyonohjaus/inbox/handling.html"
    header_icon = "mail"
    form_class: type[HandlingForm]
    button: str | Promise = ""
    confirm_button: str | Promise = ""
    intro: str | Promise = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.user, self.confirmed, self.new_state = staff_user(request), "", ""
        if not requests_for(self.user, "change").filter(pk=kwargs["pk"]).exists():
            return self.without_access(kwargs["pk"])
        self.object = self.load()
        return super().dispatch(request, *args, **kwargs)

    def load(self) -> ContactRequest:
        """The request as it is stored, with its records."""
        records = ("site", "service", "supervisor", "office", "assignee")
        return get_object_or_404(requests_for(self.user, "change").select_related(*records), pk=self.kwargs["pk"])

    def without_access(self, pk: int) -> HttpResponse:
        """A second click on the button that has ended the access leads to the list; else the request does not exist."""
        kinds = (EventKind.PASSED_ON, EventKind.CORRECTED)
        # By the key: a number that no key can have matches nothing there, in a relation it raises an error.
        last = RequestEvent.objects.filter(request__pk=pk, kind__in=kinds).order_by("-at", "-pk").first()
        if last is None or last.actor_id != self.user.pk:
            raise Http404
        messages.info(self.request, gettext("You no longer see this request."))
        return HttpResponseRedirect(reverse(f"{NAMESPACE}:index"))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.object, "user": self.user}

    def refusal(self) -> str:
        """Why the request can't be changed; empty if it can."""
        raise NotImplementedError

    def perform(self, form: Any) -> str:
        """Makes the change and returns the success message."""
        raise NotImplementedError

    def form_valid(self, form: HandlingForm) -> HttpResponse:
        may_lose_access = self.request.POST.get("confirmed") == form.access_key
        try:
            with transaction.atomic():
                message = self.perform(form)
                keeps_access = requests_for(self.user).filter(pk=self.object.pk).exists()
                if not (keeps_access or may_lose_access):
                    raise LosesAccess
        except LosesAccess:
            self.confirmed, self.object = form.access_key, self.load()
            return self.form_invalid(form)
        except ValidationError as error:
            form.add_error(None, error)
            self.object = self.load()
            self.new_state = state_token(self.object)
            return self.form_invalid(form)
        messages.success(self.request, message)
        if keeps_access:
            return HttpResponseRedirect(detail_url(self.object))
        messages.info(self.request, gettext("You no longer see this request."))
        return HttpResponseRedirect(reverse(f"{NAMESPACE}:index"))

    @property
    def seen(self) -> str:
        """The ``state_token`` that the form was displayed with; a form without one is out of date."""
        return self.request.POST.get("state", "")

    def get_page_title(self) -> str:
        return f"{self.page_title} · {self.object.reference}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(f"{NAMESPACE}:index"), "label": _("Contact requests")}
        own = {"url": detail_url(self.object), "label": f"{visitor_name(self.object)} · {self.object.reference}"}
        return [*self.breadcrumbs_items, index, own, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.new_state or self.seen or state_token(self.object)
        return super().get_context_data(
            media=REQUEST_MEDIA,
            contact=self.object,
            back_url=detail_url(self.object),
            refusal=self.refusal(),
            state=state,
            confirmed=self.confirmed,
            intro=self.intro,
            button=self.confirm_button if self.confirmed else self.button,
            **kwargs,
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return no_store(super().render_to_response(context, **kwargs))


class PassOnView(HandlingView):
    """To an office, a supervisor or another member of staff."""

    form_class = PassOnForm
    page_title = _("Pass on")
    button = _("Pass on")
    confirm_button = _("Pass on and lose access")
    intro = _(
        "The request is new again and has no assignee. Your choice and those whom the rules name are notified, and the "
        "response time starts again. Sessions and reserved times stay with their supervisor."
    )

    def refusal(self) -> str:
        return passing_on.refusal(self.object)

    def perform(self, form: PassOnForm) -> str:
        cleaned = form.cleaned_data
        passing_on.pass_on(self.object, cleaned["to"], self.user, cleaned["reason"], seen=self.seen)
        return gettext("The request has been passed on to %(name)s.") % {"name": passing_on.name_of(cleaned["to"])}


class CorrectView(HandlingView):
    """Service, office, format, delivery mode and language."""

    form_class = CorrectionForm
    page_title = _("Correct")
    button = _("Save the correction")
    confirm_button = _("Save and lose access")
    intro = _(
        "Nobody is notified unless you route the request again. What the visitor has answered stays in the history."
    )

    def refusal(self) -> str:
        return corrections.refusal(self.object)

    def perform(self, form: CorrectionForm) -> str:
        cleaned = form.cleaned_data
        corrections.correct(
            self.object,
            form.values,
            self.user,
            cleaned["reason"],
            route_again=cleaned.get("route_again", False),
            seen=self.seen,
        )
        return gettext("The request has been corrected.")
