"""The form's target and its receipt. Both are outside the page tree, so that pages stay cacheable."""

import logging
from datetime import timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, TooManyFieldsSent
from django.db import IntegrityError, transaction
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

from ..practice.models import PracticeSettings
from ..practice.phone_numbers import display_number
from ..practice.site import site_for_request
from . import outage, spam
from .booking import SlotUnavailable
from .call_windows import window_labels
from .csrf import is_own_post, with_csrf_cookie
from .form import ContactForm
from .form_factory import new_token
from .form_fields import PreferredTime
from .models import ContactRequest
from .phone_numbers import country_of, number_for_request
from .submission import Submission, submit
from .summary import windows_elsewhere, wished_text
from .tokens import FormToken

logger = logging.getLogger(__name__)

# For how long a receipt repeats the number that was typed; its address is all that opens it.
NUMBER_SHOWN = timedelta(hours=24)


# Not in the transaction of ATOMIC_REQUESTS: one that can't begin or end would take what was typed along.
@method_decorator(
    [csrf_exempt, never_cache, sensitive_post_parameters(), transaction.non_atomic_requests], name="dispatch"
)
class SubmitView(View):
    """Takes a form; answers with a redirect to the receipt, or with the form and what was typed in it."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        # Somebody who reloads the address of a form that came back.
        site = Site.find_for_request(request)
        return HttpResponseRedirect(site.root_url if site else "/")

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            token = FormToken.read(request.POST.get("form_key", ""))
        except (RequestDataTooBig, TooManyFieldsSent):
            return self._too_long(request)
        with translation.override(token.language if token and token.language else translation.get_language()):
            try:
                return self._answer(request, token)
            except outage.DATABASE_AWAY as error:
                return outage.answer(request, token, error)

    def _answer(self, request: HttpRequest, token: FormToken | None) -> HttpResponse:
        practice = PracticeSettings.for_site(site_for_request(request))
        form = ContactForm(request.POST, practice=practice, config=token.config if token else None)
        form.token = token or FormToken(language=translation.get_language() or "")
        own = is_own_post(request)
        if not own or token is None:
            notice = _("The form had grown old. Look it over and send it again.")
            return self._render_form(request, form, renew=True, notice=notice)
        if not form.is_valid():
            return self._render_form(request, form)
        return self._store(request, form)

    def _store(self, request: HttpRequest, form: ContactForm, last: bool = False) -> HttpResponse:
        try:
            stored = submit(Submission(form, form.token, spam.network_of(request)))
        except SlotUnavailable as error:
            return self._time_taken(request, form, error)
        except (IntegrityError, ObjectDoesNotExist) as error:
            logger.warning("What a contact request names has gone meanwhile (%s).", type(error).__name__)
            return self._record_deleted(request, form, last)
        return HttpResponseRedirect(stored.receipt_url, status=303)

    def _record_deleted(self, request: HttpRequest, form: ContactForm, last: bool) -> HttpResponse:
        """A record that the form names is told of in the form; its page, which nobody chose, is left out."""
        fresh = ContactForm(request.POST, practice=form.practice, config=form.config)
        fresh.token = form.token
        if not fresh.is_valid() or last:
            return self._render_form(request, fresh)
        return self._store(request, fresh, last=True)

    def _time_taken(self, request: HttpRequest, form: ContactForm, error: SlotUnavailable) -> HttpResponse:
        others = [
            PreferredTime(other.start, int((other.end - other.start).total_seconds()) // 60)
            for other in error.alternatives
        ]
        again = ContactForm(request.POST, practice=form.practice, config=form.config, offered=others)
        again.token = form.token
        again.is_valid()
        if "preferred_start" in again.fields:
            again.add_error("preferred_start", str(error.message))
        else:
            again.add_error(None, str(error.message))
        return self._render_form(request, again)

    def _render_form(
        self, request: HttpRequest, form: ContactForm, renew: bool = False, notice: str = ""
    ) -> HttpResponse:
        """Nothing of what was typed is lost. The key stays, so that a repeated post is known, unless it is renewed."""
        if renew:
            form.is_valid()
            form.token = new_token(form.practice, form.config, form.token.page, form.token.language)
        context = {"form": form, "notice": notice, "with_csrf": True}
        template = "wagtail_tyonohjaus/contact/form_page.html"
        response = rendered(request, template, context, form.token.language)
        # Without a referrer an older browser would name no origin for the next post.
        response["Referrer-Policy"] = "same-origin"
        return with_csrf_cookie(request, response)

    def _too_long(self, request: HttpRequest) -> HttpResponse:
        context = {"form": None, "notice": _("This is more than a form can hold. Please shorten the text.")}
        return rendered(request, "wagtail_tyonohjaus/contact/form_page.html", context, "", status=413)


@never_cache
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """Tells the reference and what comes next. The address can't be guessed and tells no more than it must."""
    stored = ContactRequest.objects.select_related("supervisor", "office").filter(receipt_key=key).first()
    if stored is None:
        raise Http404
    practice = PracticeSettings.for_site(stored.site)
    language = stored.visitor_language or translation.get_language() or ""
    with translation.override(language):
        context = receipt_context(stored, practice)
        response = rendered(request, "wagtail_tyonohjaus/contact/receipt.html", context, language)
    response["X-Robots-Tag"] = "noindex"
    return response


def receipt_context(stored: ContactRequest, practice: PracticeSettings) -> dict[str, Any]:
    fresh_time = timezone.now() - stored.created_at < NUMBER_SHOWN
    fresh = fresh_time and bool(stored.phone)
    return {
        "reference": stored.reference,
        "crisis": stored.is_crisis,
        "has_mail": bool(stored.email),
        "call_number": display_number(stored.phone, practice.phone_region) if fresh else "",
        "call_country": country_of(stored.phone) if fresh else "",
        "call_windows": window_labels(stored.call_windows) if fresh else [],
        "own_windows": windows_elsewhere(stored, practice) if fresh else [],
        "phone": number_for_request(stored, practice),
        "wished": wished_text(stored, practice) if fresh_time else "",
    }


def rendered(
    request: HttpRequest, template: str, context: dict[str, Any], language: str, status: int = 200
) -> HttpResponse:
    """A page of ours in the visitor's language, whatever language the address would have."""
    response = TemplateResponse(request, template, context, status=status)
    with translation.override(language or translation.get_language()):
        response.render()
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store, private"
    return response
