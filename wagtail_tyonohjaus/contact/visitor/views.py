"""The form's target and the receipt. Both are outside the page tree, so that pages with a form stay cacheable."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, TooManyFieldsSent
from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from wagtail.models import Site

from ...practice.front_page import front_page_url
from ...practice.models import PracticeSettings
from ...practice.page_model import page_model
from ...practice.site import site_for_request
from ..form import outage
from ..form.contact_form import ContactForm
from ..form.csrf import is_same_origin, set_csrf_cookie
from ..form.factory import renew_token
from ..form.tokens import FormToken
from ..models import ContactRequest
from ..rate_limits.networks import network_of
from ..routing.phone_numbers import number_for
from .form_post import FormPost, Rejected
from .receipt_sessions import sessions_of
from .receipts import is_expired, receipt_context, receipt_heading, receipt_messages

FORM_TEMPLATE = "wagtail_tyonohjaus/contact/form_page.html"
RECEIPT_TEMPLATE = "wagtail_tyonohjaus/contact/receipt.html"
GONE_TEMPLATE = "wagtail_tyonohjaus/contact/receipt_gone.html"


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
        post = FormPost(self.request.POST, practice, network_of(self.request))
        form = post.form(token)
        if not form.is_valid():
            return self._render_form(form)
        try:
            return HttpResponseRedirect(post.store(form).receipt_url, status=303)
        except Rejected as rejected:
            return self._render_form(rejected.form)
        except ObjectDoesNotExist as error:
            return outage.render(self.request, token, error)

    def _render_with_new_token(self, practice: PracticeSettings, token: FormToken) -> HttpResponse:
        form = FormPost(self.request.POST, practice).form(renew_token(practice, token))
        form.is_valid()
        return self._render_form(form, _("This form has expired. Please check it and send it again."))

    def _render_form(self, form: ContactForm, notice: str = "") -> HttpResponse:
        """With everything that the visitor entered, and the same token, so that a repeated submission is recognised."""
        context = {"form": form, "notice": notice, "with_csrf": True, "heading": _page_title(form.token.page)}
        response = render_page(self.request, FORM_TEMPLATE, context, form.token.language)
        # Without a referrer, older browsers send no origin with the next submission.
        response["Referrer-Policy"] = "same-origin"
        return set_csrf_cookie(self.request, response)

    def _render_too_big(self) -> HttpResponse:
        context = {"form": None, "notice": _("Your request is too long. Go back, shorten the text and send it again.")}
        return render_page(self.request, FORM_TEMPLATE, context, "", status=413)


def _page_title(pk: int | None) -> str:
    """The heading of the page that has the form; blank if it is not published any more."""
    page = page_model().objects.live().filter(pk=pk).first() if pk else None
    return page.title if page else ""


@never_cache
@sensitive_variables("key")
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """How a request stands and what happens next. Its URL can't be guessed; 410 once it has expired."""
    site = site_for_request(request)
    requests = ContactRequest.objects.select_related("supervisor", "office").filter(site=site)
    stored = requests.with_receipt(key).first()
    practice = PracticeSettings.for_request(request)
    sessions = sessions_of(stored, practice, request) if stored else []
    language = (stored.visitor_language if stored else "") or translation.get_language() or ""
    with translation.override(language):
        if stored is None or is_expired(stored, sessions, timezone.now()):
            context: dict[str, Any] = {"phone": number_for(practice)}
            response = render_page(request, GONE_TEMPLATE, context, language, status=410 if stored else 404)
        else:
            context = receipt_context(stored, practice, sessions, request)
            context |= {"receipt_messages": receipt_messages(context), "heading": receipt_heading(context)}
            response = render_page(request, RECEIPT_TEMPLATE, context, language)
    response["X-Robots-Tag"] = "noindex"
    return response


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
