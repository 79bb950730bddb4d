"""The page of an alert: the link in its message shows it, and a button on it acknowledges.

The token in the URL authorises the request, as in ``appointments.views``; opening the page changes nothing, since mail
scanners do that, too. The page holds nothing of the visitor until the alert is acknowledged, and then only in the
browser in which that happened. For ``acknowledgement.REPEAT`` the same link may ask again, in case the response was
lost. The person can record the call in any browser, since that shows nothing.
"""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from ...digits import parse_digits
from ...duty.alert_models import Alert
from ...duty.alerts import find_alert
from ...practice.phone_numbers import display_number, tel_uri
from ..alerting.attempts import attempts_of
from ..alerting.steps import taken_by
from ..choices import CallbackOutcome, Status
from ..models import ContactRequest
from ..notifications import inbox_url
from ..visitor.views import render_page
from . import acknowledgement
from .acknowledgement import Way

TEMPLATE = "wagtail_tyonohjaus/contact/alert.html"
GONE_TEMPLATE = "wagtail_tyonohjaus/contact/alert_gone.html"
COOKIE = "tyonohjaus_alert"
#: So long the browser in which an alert was acknowledged shows the visitor's name and number.
REVEAL_SECONDS = 30 * 60


@method_decorator([csrf_exempt, sensitive_variables("token")], name="dispatch")
class AlertView(View):
    """How the alert stands. POST acknowledges it, shows the number once more, or records a call (``action``)."""

    http_method_names = ["get", "head", "post"]
    alert: Alert

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        alert = find_alert(kwargs["token"])
        with translation.override((alert.language if alert else "") or translation.get_language()):
            if alert is None or not acknowledgement.is_valid(alert, timezone.now()):
                response: HttpResponseBase = self._gone(alert)
            else:
                self.alert = alert
                response = self._respond(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        alert, contact_request = self.alert, self.alert.request
        has_taken, attempts = acknowledgement.has_taken(alert), attempts_of(contact_request)
        context: dict[str, Any] = {
            "reference": contact_request.reference,
            "office": contact_request.office_name,
            "due_at": attempts.retry_at or contact_request.due_at,
            "attempt": attempts.count,
            "tried_at": None if attempts.is_reached else attempts.last_at,
            "practice": contact_request.practice,
            "is_waiting": contact_request.status == Status.NEW,
            "has_taken": has_taken,
            "can_record_call": contact_request.status == Status.IN_PROGRESS,
            "taken_by": taken_by(contact_request),
            "inbox_url": inbox_url(contact_request),
        }
        if has_taken and self._is_revealed():
            context |= _visitor_context(contact_request)
        elif has_taken:
            context["can_reveal"] = acknowledgement.can_reveal(alert, timezone.now())
        return render_page(request, TEMPLATE, context, translation.get_language() or "")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Redirects (303) to the page, so that a reload does not repeat anything."""
        action, now = request.POST.get("action", ""), timezone.now()
        shows_visitor = False
        if action == "acknowledge":
            is_new = self.alert.request.status == Status.NEW
            has_taken = acknowledgement.acknowledge(self.alert, Way.LINK, now)
            shows_visitor = has_taken and (is_new or acknowledgement.was_just_revealed(self.alert, now))
        elif action == "reveal":
            shows_visitor = acknowledgement.reveal(self.alert, now)
        elif action == "called":
            acknowledgement.record_call(self.alert, CallbackOutcome.REACHED, now)
        elif action == "not-reached":
            attempt = parse_digits(request.POST.get("attempt"))
            acknowledgement.record_call(self.alert, CallbackOutcome.NO_ANSWER, now, attempt)
        response = HttpResponseRedirect(request.path, status=303)
        if shows_visitor:
            self._set_cookie(response)
        return response

    def _respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except ContactRequest.DoesNotExist:  # erased meanwhile
            return self._gone(None)

    def _gone(self, alert: Alert | None) -> HttpResponse:
        """Without a word about whether there was such a request."""
        language = translation.get_language() or ""
        return render_page(self.request, GONE_TEMPLATE, {}, language, status=410 if alert else 404)

    def _is_revealed(self) -> bool:
        try:
            value = _signer().unsign(self.request.COOKIES.get(COOKIE, ""), max_age=REVEAL_SECONDS)
        except signing.BadSignature:
            return False
        return value == str(self.alert.pk)

    def _set_cookie(self, response: HttpResponse) -> None:
        response.set_cookie(
            COOKIE,
            _signer().sign(str(self.alert.pk)),
            max_age=REVEAL_SECONDS,
            path=self.request.path,
            secure=self.request.is_secure(),
            httponly=True,
            samesite="Lax",
        )


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="wagtail_tyonohjaus.alert_view")


def _visitor_context(contact_request: ContactRequest) -> dict[str, Any]:
    phone = contact_request.phone
    region = contact_request.practice.phone_region
    return {
        "is_revealed": True,
        "visitor_name": contact_request.name,
        "visitor_phone": display_number(phone, region) if phone else "",
        "visitor_phone_uri": tel_uri(phone) if phone else "",
    }
