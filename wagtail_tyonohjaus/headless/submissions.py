"""Stores what another site has posted, by the same code as what a page's form sends."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist
from django.db import Error
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..conf import app_settings
from ..contact.form import outage
from ..contact.form.contact_form import ContactForm
from ..contact.form.factory import renew_token
from ..contact.form.tokens import FormToken
from ..contact.models import ContactRequest
from ..contact.rate_limits.counters import HOUR, exceeds_limit
from ..contact.rate_limits.networks import network_of
from ..contact.submission import IdempotencyKeyReused
from ..contact.visitor.form_post import FormPost, Rejected
from ..contact.visitor.receipts import ReceiptMessage, receipt_context, receipt_heading, receipt_messages
from ..practice.models import PracticeSettings
from ..practice.phone_numbers import international_number, tel_uri
from ..practice.site import site_for_request
from . import problems
from .answers import as_form_data, field_error, read_answers, read_idempotency_key, type_errors
from .form_data import current_phone, form_data
from .practice_data import phone_data
from .problems import Problem, ProblemType
from .schemas import FieldError, FormAnswers, Message, Phone, Receipt, SummaryRow


def post_form(request: HttpRequest) -> tuple[Receipt, str]:
    """The receipt and the path of its page. Raises ``Problem``; nothing is stored then."""
    answers, idempotency_key = read_answers(request), read_idempotency_key(request)
    valid = FormToken.load(answers.token)
    token = valid or FormToken.load_expired(answers.token)
    if token is None or token.language not in ("", get_language()):
        raise Problem(problems.INVALID_TOKEN, _("Load the form again."))
    network = network_of(request)
    try:
        _check_frequency(network, token)
        practice = PracticeSettings.for_site(site_for_request(request))
        post = FormPost(as_form_data(answers.answers), practice, network, idempotency_key)
        stored = _store(post, token, answers, is_valid=valid is not None)
        return _receipt(stored, practice), stored.receipt_url
    except (Error, ObjectDoesNotExist) as error:
        outage.log(error)
        raise unavailable(token) from error


def unavailable(token: FormToken | None = None) -> Problem:
    """The database does not answer; the client can send the same again."""
    headers = {"Retry-After": str(outage.RETRY_AFTER_SECONDS)}
    return Problem(problems.UNAVAILABLE, _("Try again in a minute, or call us."), _phone_member(token), headers)


def _check_frequency(network: str, token: FormToken) -> None:
    """Far above what holds requests for review: such a network is a script, and its requests would fill the inbox."""
    now = timezone.now()
    if exceeds_limit(f"headless {network}", app_settings.HEADLESS_POSTS_PER_HOUR, now):
        seconds = int(HOUR.total_seconds() - now.timestamp() % HOUR.total_seconds()) + 1
        detail = _("Too much has been sent from your network. Try again later, or call us.")
        raise Problem(problems.TOO_MANY_REQUESTS, detail, _phone_member(token), {"Retry-After": str(seconds)})


def _store(post: FormPost, token: FormToken, answers: FormAnswers, is_valid: bool) -> ContactRequest:
    if not is_valid:
        form = post.form(renew_token(post.practice, token))
        raise _rejection(
            problems.FORM_EXPIRED, form, [], _("This form has expired. Please check it and send it again.")
        )
    form = post.form(token)
    wrong_types = list(type_errors(form, answers.answers))
    if not form.is_valid() or wrong_types:
        raise _rejection(problems.INVALID_ANSWERS, form, [*wrong_types, *_errors(form)])
    try:
        return post.store(form)
    except Rejected as rejected:
        problem_type = problems.TIME_TAKEN if rejected.is_time_taken else problems.INVALID_ANSWERS
        raise _rejection(problem_type, rejected.form, list(_errors(rejected.form))) from rejected
    except IdempotencyKeyReused as error:
        raise Problem(problems.KEY_REUSED, _("Send these answers with a new Idempotency-Key.")) from error


def _rejection(problem_type: ProblemType, form: ContactForm, errors: list[FieldError], detail: str = "") -> Problem:
    """With the form as a page would show it again."""
    members: dict[str, Any] = {"form": form_data(form, current_phone(form)).model_dump(mode="json")}
    if errors:
        members["errors"] = [error.model_dump() for error in errors]
    return Problem(problem_type, detail or _("Check the fields that are marked, and send the form again."), members)


def _errors(form: ContactForm) -> Iterator[FieldError]:
    for name, messages in form.errors.items():
        yield from (field_error("" if name == NON_FIELD_ERRORS else name, str(message)) for message in messages)


def _receipt(stored: ContactRequest, practice: PracticeSettings) -> Receipt:
    context = receipt_context(stored, practice)
    return Receipt(
        reference=stored.reference,
        receipt_url=stored.receipt_url,
        heading=receipt_heading(context),
        summary=[SummaryRow(label=str(label), text=str(text)) for label, text in context["rows"]],
        messages=[_message(message) for message in receipt_messages(context)],
    )


def _message(message: ReceiptMessage) -> Message:
    return Message(text=message.text, phone=phone_data(message.phone))


def _phone_member(token: FormToken | None) -> dict[str, Any]:
    """The practice's number, which the token carries, as it is dialled from every country."""
    number = outage.number_of(token)
    if number is None:
        return {"phone": None}
    phone = Phone(
        number=number.as_e164, text=international_number(number), uri=tel_uri(number), hours="", is_open=False
    )
    return {"phone": phone.model_dump()}
