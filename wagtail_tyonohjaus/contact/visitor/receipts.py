"""What a receipt tells the visitor: the context of its template, and its paragraphs.

A receipt shows how the request stands whenever it is opened: it says what is true now, not what the form promised.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from ...appointments.models import Session
from ...practice.formatting import format_long_moment
from ...practice.installation.state import is_paused
from ...practice.models import PracticeSettings, Supervisor
from ...practice.phone_numbers import display_number
from ..alerting.attempts import Attempts, attempts_of
from ..call_windows import window_labels
from ..choices import CallbackOutcome, EventKind, Status
from ..models import ContactRequest
from ..notices import notice_of
from ..routing.phone_numbers import DisplayedNumber, country_of, number_for, number_for_request
from ..summary import call_windows_for_visitor, preferred_time_text
from .promises import is_worker_late
from .receipt_rows import requested_rows, session_rows
from .receipt_sessions import receipt_session, sessions_of

# How long a receipt displays the visitor's own telephone number. Its URL is the only protection.
NUMBER_PERIOD = timedelta(hours=24)
# How long a receipt can be opened after the last session, or after the request if there is none.
RECEIPT_PERIOD = timedelta(days=30)


@dataclass(frozen=True)
class ReceiptMessage:
    """A paragraph of a receipt: a text, and the number to call that follows it. ``is_state`` marks how things stand."""

    text: str
    phone: DisplayedNumber | None = None
    is_state: bool = False


def receipt_context(
    stored: ContactRequest,
    practice: PracticeSettings,
    sessions: Iterable[Session] | None = None,
    page_request: HttpRequest | None = None,
) -> dict[str, Any]:
    """The template context of a receipt. The visitor's telephone number is left out after ``NUMBER_PERIOD``.

    ``sessions`` are those of the request, if they are loaded already. ``page_request`` is that of the receipt's page.
    """
    now, paused = timezone.now(), is_paused()
    is_open = stored.status in (Status.NEW, Status.IN_PROGRESS)
    sessions = sessions_of(stored, practice) if sessions is None else sessions
    current = None if paused else receipt_session(sessions, now)
    # A time that is held says itself how it stands.
    has_unheld_time = stored.preferred_start is not None and current is None
    call_instead = stored.is_crisis and stored.held_for_review
    return {
        "current": current,
        "is_closed": stored.status in (Status.CLOSED, Status.SPAM),
        "rows": [
            *session_rows(stored, current),
            *(requested_rows(stored, practice) if has_unheld_time and not paused else ()),
        ],
        **({} if paused or call_instead else _answer_context(stored, practice, now)),
        "paused": paused,
        "reference": stored.reference,
        "crisis": stored.is_crisis,
        "call_instead": call_instead,
        # No message goes to the address of a suspicious crisis request.
        "has_email": not paused and bool(stored.email) and not (stored.is_crisis and stored.spam_reasons),
        "phone": _number(stored, practice, page_request),
        # While nobody is told of the request, nothing is promised, nor of a time that is over.
        "preferred_time": preferred_time_text(stored, practice)
        if has_unheld_time and is_open and not paused and (stored.preferred_start or now) > now
        else "",
        "not_held": has_unheld_time and stored.events.filter(kind=EventKind.NOT_HELD).exists(),
        **(_callback_context(stored, practice, now, is_waiting=is_open) if stored.phone and not paused else {}),
    }


def receipt_messages(context: dict[str, Any]) -> list[ReceiptMessage]:
    """The paragraphs of the receipt's template, in its order. ``context`` is that of ``receipt_context``."""
    answer = (_callback_messages, _answer_messages)
    if context.get("has_call"):  # who calls is what matters most
        answer = (_answer_messages, _callback_messages)
    parts = (_urgent_messages, _state_messages, _time_messages, *answer, _last_messages)
    return [message for part in parts for message in part(context)]


def receipt_heading(context: dict[str, Any]) -> str:
    """What the visitor wants to know first."""
    current = context["current"]
    if current and current.is_confirmed:
        return _("Your session is confirmed")
    return _("We received your request")


def is_expired(stored: ContactRequest, sessions: Iterable[Session], now: datetime) -> bool:
    """Whether the receipt can't be opened any more. That of an anonymised request never can."""
    last = max([stored.created_at, *(session.end for session in sessions)])
    return stored.anonymised_at is not None or now >= last + RECEIPT_PERIOD


def _number(
    stored: ContactRequest, practice: PracticeSettings, page_request: HttpRequest | None
) -> DisplayedNumber | None:
    """In a crisis, that of the notice from which the visitor has come, if it has one of its own.

    A notice that concerns several offices may have another number than the practice, if it is not known which of them
    the visitor means.
    """
    notice = notice_of(stored.page_id) if stored.is_crisis else None
    is_anywhere = stored.office_id is None and stored.supervisor_id is None
    if notice is not None and (notice.phone or is_anywhere):
        return number_for(practice, notice=notice, page_request=page_request)
    return number_for_request(stored, practice, page_request=page_request)


def _answer_context(stored: ContactRequest, practice: PracticeSettings, now: datetime) -> dict[str, Any]:
    """Who answers by when, while there is no answer. In a crisis, that is a call, also while somebody works on it.

    Without the worker, a call is not promised: nobody is alerted a second time.
    """
    waiting = (Status.NEW, Status.IN_PROGRESS) if stored.is_crisis else (Status.NEW,)
    if stored.status not in waiting or stored.due_at is None or stored.answered_at is not None:
        return {}
    has_call = stored.is_crisis and bool(stored.phone)
    attempts = attempts_of(stored) if has_call else Attempts()
    due_at = attempts.retry_at or stored.due_at
    is_late = due_at < now
    has_wrong_number = attempts.outcome == CallbackOutcome.WRONG_NUMBER
    return {
        "answered_by": _answering(stored, practice),
        "answer_due": format_long_moment(due_at, practice.zone),
        "is_late": is_late,
        "has_call": has_call,
        "called": format_long_moment(attempts.last_at, practice.zone) if attempts.last_at else "",
        "has_wrong_number": has_wrong_number,
        # Nobody is promised a call to a number that is not the visitor's.
        "is_unpromised": has_call and (is_late or has_wrong_number or is_worker_late(now)),
    }


def _answering(stored: ContactRequest, practice: PracticeSettings) -> str:
    """The supervisor who works on it or was notified, or the office, else the practice: no names of other staff."""
    if stored.is_crisis and stored.assignee_id:
        assigned = Supervisor.objects.filter(site=stored.site_id, user=stored.assignee_id, active=True).first()
        return assigned.name if assigned else str(practice)
    reached = {each.get("to") for each in stored.decision.get("notifications", ())}
    if stored.supervisor and stored.supervisor.active and f"supervisor:{stored.supervisor_id}" in reached:
        return stored.supervisor.name
    if stored.office and f"office:{stored.office_id}" in reached:
        return stored.office.title
    return str(practice)


def _callback_context(
    stored: ContactRequest, practice: PracticeSettings, now: datetime, *, is_waiting: bool
) -> dict[str, Any]:
    """The number to be called, for a while, and when, as long as there is no answer."""
    has_number = now - stored.created_at < NUMBER_PERIOD and stored.status not in (Status.CLOSED, Status.SPAM)
    is_answered = stored.answered_at is not None or not is_waiting
    return {
        "call_number": display_number(stored.phone, practice.phone_region) if has_number else "",
        "call_country": country_of(stored.phone) if has_number else "",
        "call_windows": [] if is_answered else window_labels(stored.call_windows),
        "visitor_call_windows": [] if is_answered else call_windows_for_visitor(stored, practice),
    }


def _urgent_messages(context: dict[str, Any]) -> Iterator[ReceiptMessage]:
    if context.get("is_unpromised"):
        yield _unpromised_message(context)
    if context["crisis"]:
        yield ReceiptMessage(_("We are not an emergency service. In an emergency call 112."))
    if context["paused"]:
        sentences = [_("This site does not forward requests at the moment, so nobody has been told of yours.")]
        sentences += [_("Call us:")] if context["phone"] else []
        yield ReceiptMessage(" ".join(sentences), context["phone"])
    elif context["call_instead"] and context["phone"]:
        text = _(
            "We are receiving an unusual number of requests, so your request may take longer to reach us. Call us now:"
        )
        yield ReceiptMessage(text, context["phone"])


def _unpromised_message(context: dict[str, Any]) -> ReceiptMessage:
    sentences = [*_attempt_sentences(context), _unpromised_sentence(context)]
    sentences += [_("Call us now:")] if context["phone"] else []
    return ReceiptMessage(" ".join(filter(None, sentences)), context["phone"])


def _unpromised_sentence(context: dict[str, Any]) -> str:
    if context["has_wrong_number"]:
        return ""
    if not context["is_late"]:
        return _("We can’t promise at the moment how soon we call you.")
    return _("We should have called you again by now.") if context["called"] else _("We should have called you by now.")


def _attempt_sentences(context: dict[str, Any]) -> list[str]:
    """That somebody has called without reaching the visitor."""
    if not context["called"]:
        return []
    if context["has_wrong_number"]:
        return [_("We called you, but the number you gave us seems to be wrong.")]
    return [_("We called you but did not reach you. Last call: %(called)s.") % context]


def _state_messages(context: dict[str, Any]) -> Iterator[ReceiptMessage]:
    current = context["current"]
    if current:
        yield ReceiptMessage(current.state_text, is_state=True)
        if current.is_held:
            yield ReceiptMessage(_("We will confirm it or propose another time."))
    elif context["is_closed"] and not context["paused"]:
        text = _("This request is closed. Send a new one or call us if you need anything else.")
        yield ReceiptMessage(text, is_state=True)


def _time_messages(context: dict[str, Any]) -> Iterator[ReceiptMessage]:
    if not context["preferred_time"]:
        return
    if context["not_held"]:
        text = _(
            "The time you requested is %(preferred_time)s. We could not reserve it for you, so somebody else may take "
            "it before we answer."
        )
    else:
        text = _("The time you requested is %(preferred_time)s. We will confirm it.")
    yield ReceiptMessage(text % {"preferred_time": context["preferred_time"]})


def _callback_messages(context: dict[str, Any]) -> Iterator[ReceiptMessage]:
    has_number = bool(context.get("call_number"))
    sentences = [_("Your number is %(call_number)s (%(call_country)s).") % context] if has_number else []
    if context.get("call_windows"):
        windows = ", ".join(context["call_windows"])
        sentences.append(_("We will call at these times: %(windows)s.") % {"windows": windows})
    if context.get("visitor_call_windows"):
        windows = ", ".join(context["visitor_call_windows"])
        sentences.append(_("In your time zone, that is %(windows)s.") % {"windows": windows})
    if sentences:
        yield ReceiptMessage(" ".join(sentences))
    if has_number:
        yield ReceiptMessage(_("If this number is wrong, send the form again or call us."))


def _answer_messages(context: dict[str, Any]) -> Iterator[ReceiptMessage]:
    if not context.get("answered_by") or context["is_unpromised"]:
        return
    if context["has_call"]:
        yield from _call_messages(context)
    elif context["is_late"]:
        yield ReceiptMessage(_("You should have had our answer by now."))
    else:
        text = _("%(answered_by)s will answer you. At the latest: %(answer_due)s.")
        yield ReceiptMessage(text % context)


def _call_messages(context: dict[str, Any]) -> Iterator[ReceiptMessage]:
    for sentence in _attempt_sentences(context):
        yield ReceiptMessage(sentence)
    call, again = (
        _("%(answered_by)s calls you. At the latest: %(answer_due)s."),
        _("%(answered_by)s calls you again. At the latest: %(answer_due)s."),
    )
    yield ReceiptMessage((again if context["called"] else call) % context, is_state=True)
    text = _(
        "Until then, keep your telephone with you and its sound on. If you can, stay with a colleague or with somebody "
        "close to you."
    )
    yield ReceiptMessage(text)
    if context["phone"]:
        yield ReceiptMessage(_("If nobody has called you by then, call"), context["phone"])


def _last_messages(context: dict[str, Any]) -> Iterator[ReceiptMessage]:
    if context["has_email"]:
        yield ReceiptMessage(_("We have also sent you a confirmation by e-mail, with a link to this page."))
    has_number = context["call_instead"] or context["paused"] or context.get("has_call")
    if context["phone"] and not has_number:
        crisis, other = _("If you need help now, call"), _("If it is urgent, call")
        yield ReceiptMessage(crisis if context["crisis"] else other, context["phone"])
