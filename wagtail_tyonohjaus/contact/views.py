"""The form's target and the receipt. Both are outside the page tree, so that pages with a form stay cacheable."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, TooManyFieldsSent
from django.db import Error, IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.models import Site

from ..appointments.exceptions import AlternativeSlot
from ..practice.front_page import front_page_url
from ..practice.installation.state import is_paused
from ..practice.models import PracticeSettings
from ..practice.phone_numbers import display_number
from ..practice.site import site_for_request
from .booking import SlotUnavailable
from .call_windows import window_labels
from .choices import EventKind
from .form import outage
from .form.contact_form import ContactForm
from .form.csrf import is_same_origin, set_csrf_cookie
from .form.factory import renew_token
from .form.fields import PreferredTime
from .form.tokens import FormToken
from .models import ContactRequest
from .rate_limits.networks import network_of
from .routing.phone_numbers import country_of, number_for_request
from .submission import Submission, submit
from .summary import call_windows_for_visitor, preferred_time_text

logger = logging.getLogger(__name__)

FORM_TEMPLATE = "wagtail_tyonohjaus/contact/form_page.html"
RECEIPT_TEMPLATE = "wagtail_tyonohjaus/contact/receipt.html"
# How long a receipt displays what the visitor entered. Its URL is the only protection.
DETAILS_PERIOD = timedelta(hours=24)


# Outside the transaction of ATOMIC_REQUESTS: if that can't begin or end, what the visitor entered would be lost.
@method_decorator(
    [csrf_exempt, never_cache, sensitive_post_parameters(), transaction.non_atomic_requests], name="dispatch"
)
class SubmitView(View):
    """Redirects to the receipt, or renders the form again with what the visitor entered."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        # A visitor has reloaded the URL of a form that was rendered again.
        site = Site.find_for_request(request)
        return HttpResponseRedirect(front_page_url(site.root_url if site else ""))

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            key = request.POST.get("form_key", "")
        except (RequestDataTooBig, TooManyFieldsSent):
            return self._render_too_big()
        valid = FormToken.load(key)
        token = valid or FormToken.load_expired(key) or FormToken(language=translation.get_language() or "")
        with translation.override(token.language or translation.get_language()):
            try:
                return self._submit(token, is_valid=valid is not None)
            except Error as error:
                return outage.render(request, token, error)

    def _submit(self, token: FormToken, is_valid: bool) -> HttpResponse:
        practice = PracticeSettings.for_site(site_for_request(self.request))
        if not is_valid or not is_same_origin(self.request):
            return self._render_with_new_token(practice, token)
        form = self._form(practice, token)
        return self._store(form) if form.is_valid() else self._render_form(form)

    def _form(self, practice: PracticeSettings, token: FormToken, offered: Iterable[PreferredTime] = ()) -> ContactForm:
        return ContactForm(self.request.POST, practice=practice, token=token, offered=offered)

    def _store(self, form: ContactForm, is_retry: bool = False) -> HttpResponse:
        try:
            stored = submit(Submission(form, network_of(self.request)))
        except SlotUnavailable as error:
            return self._render_alternatives(form, error)
        except (IntegrityError, ObjectDoesNotExist) as error:
            return self._store_again(form, error) if not is_retry else outage.render(self.request, form.token, error)
        return HttpResponseRedirect(stored.receipt_url, status=303)

    def _store_again(self, form: ContactForm, error: Exception) -> HttpResponse:
        """A record that was deleted meanwhile is an error of its field. A deleted page is left out then."""
        fresh = self._form(form.practice, form.token)
        if fresh.is_valid():
            return self._store(fresh, is_retry=True)
        logger.warning("A record of a contact request was deleted during submission (%s).", type(error).__name__)
        return self._render_form(fresh)

    def _render_alternatives(self, form: ContactForm, error: SlotUnavailable) -> HttpResponse:
        form = self._form(form.practice, form.token, map(_preferred_time, error.alternatives))
        form.is_valid()
        form.add_error("preferred_start" if "preferred_start" in form.fields else None, str(error.message))
        return self._render_form(form)

    def _render_with_new_token(self, practice: PracticeSettings, token: FormToken) -> HttpResponse:
        form = self._form(practice, renew_token(practice, token))
        form.is_valid()
        return self._render_form(form, _("This form has expired. Please check it and send it again."))

    def _render_form(self, form: ContactForm, notice: str = "") -> HttpResponse:
        """With everything that the visitor entered, and the same token, so that a repeated submission is recognised."""
        context = {"form": form, "notice": notice, "with_csrf": True}
        response = render_page(self.request, FORM_TEMPLATE, context, form.token.language)
        # Without a referrer, older browsers send no origin with the next submission.
        response["Referrer-Policy"] = "same-origin"
        return set_csrf_cookie(self.request, response)

    def _render_too_big(self) -> HttpResponse:
        context = {"form": None, "notice": _("Your request is too long. Go back, shorten the text and send it again.")}
        return render_page(self.request, FORM_TEMPLATE, context, "", status=413)


@never_cache
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """The reference and what happens next. Its URL can't be guessed."""
    stored = ContactRequest.objects.select_related("supervisor", "office").filter(receipt_key=key).first()
    if stored is None:
        raise Http404
    language = stored.visitor_language or translation.get_language() or ""
    with translation.override(language):
        context = receipt_context(stored, PracticeSettings.for_site(stored.site))
        response = render_page(request, RECEIPT_TEMPLATE, context, language)
    response["X-Robots-Tag"] = "noindex"
    return response


def receipt_context(stored: ContactRequest, practice: PracticeSettings) -> dict[str, Any]:
    """The template context of a receipt. What the visitor entered is left out after ``DETAILS_PERIOD``."""
    paused = is_paused()
    # While nobody is told of the request, nothing is promised.
    has_details = not paused and timezone.now() - stored.created_at < DETAILS_PERIOD
    return {
        "paused": paused,
        "reference": stored.reference,
        "crisis": stored.is_crisis,
        "call_instead": stored.is_crisis and stored.held_for_review,
        # No message goes to the address of a suspicious crisis request.
        "has_email": not paused and bool(stored.email) and not (stored.is_crisis and stored.spam_reasons),
        "phone": number_for_request(stored, practice),
        "preferred_time": preferred_time_text(stored, practice) if has_details else "",
        "not_held": stored.events.filter(kind=EventKind.NOT_HELD).exists() if stored.preferred_start else False,
        **(_callback_context(stored, practice) if has_details and stored.phone else {}),
    }


def _callback_context(stored: ContactRequest, practice: PracticeSettings) -> dict[str, Any]:
    return {
        "call_number": display_number(stored.phone, practice.phone_region),
        "call_country": country_of(stored.phone),
        "call_windows": window_labels(stored.call_windows),
        "visitor_call_windows": call_windows_for_visitor(stored, practice),
    }


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any], language: str, status: int = 200
) -> HttpResponse:
    """A page in the visitor's language, which may differ from that of the URL."""
    response = TemplateResponse(request, template, context, status=status)
    with translation.override(language or translation.get_language()):
        response.render()
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store, private"
    return response


def _preferred_time(slot: AlternativeSlot) -> PreferredTime:
    return PreferredTime(slot.start, int((slot.end - slot.start).total_seconds()) // 60)
