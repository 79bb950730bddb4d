"""The one place that knows how this version of Django sends mail."""

import smtplib
from email.utils import formataddr, make_msgid
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils.encoding import punycode
from wagtail.models import Site

from ..conf import app_settings
from ..practice.models import PracticeSettings
from .errors import NotSent, Postponed, Refused, Unreachable
from .models import Audience, Delivery
from .rendering import Rendered, one_line, render

# The sender is the same for every message, so what is said against it says nothing about this one.
OUR_FAULT = (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused, smtplib.SMTPHeloError)


def open_backend() -> Any:
    """Django's mail backend, never without a timeout: Django's own default waits for ever."""
    if hasattr(mail, "mailers"):  # Django 6.1
        backend = mail.mailers[app_settings.MAILER]
    else:
        backend = mail.get_connection()
    if getattr(backend, "timeout", False) is None:
        backend.timeout = app_settings.MAIL_TIMEOUT
    return backend


def send(delivery: Delivery) -> None:
    """Sends one message to its one receiver; raises ``Refused``, ``Postponed`` or ``Unreachable``."""
    message = build(delivery, render(delivery))
    backend = _opened()
    try:
        if not backend.send_messages([message]):
            raise Postponed("The mail backend sent nothing.")
    except Exception as error:
        raise as_not_sent(error) from error
    finally:
        _close(backend)


def build(delivery: Delivery, words: Rendered) -> EmailMultiAlternatives:
    """The message that Django sends: From the practice, one receiver, the Message-ID that was stored beforehand."""
    message = EmailMultiAlternatives(
        subject=words.subject,
        body=words.text,
        from_email=sender(delivery),
        to=[delivery.address],
        reply_to=[delivery.reply_to] if delivery.reply_to else None,
        headers=_headers(delivery),
    )
    if words.html:
        message.attach_alternative(words.html, "text/html")
    if delivery.calendar:
        _attach_invitation(message, delivery)
    return message


def sender(delivery: Delivery) -> str:
    """The practice's name and address; never the visitor's, whose domain would disown it."""
    practice = PracticeSettings.for_site(delivery.site) if delivery.site else None
    if practice and practice.email:
        return formataddr((one_line(str(practice)), practice.email))
    return settings.DEFAULT_FROM_EMAIL


def new_message_id(site: Site | None) -> str:
    return make_msgid(domain=punycode(site.hostname) if site else "localhost")


def as_not_sent(error: Exception) -> NotSent:
    """What an exception of the mail backend means for the message."""
    if isinstance(error, NotSent):
        return error
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()), (451, b""))
        return _by_code(code, answer)
    if isinstance(error, OUR_FAULT):
        return Unreachable(_line(error.smtp_code, error.smtp_error))
    if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPServerDisconnected):
        return Unreachable(type(error).__name__)
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code, error.smtp_error)
    if isinstance(error, UnicodeError | ValueError | smtplib.SMTPNotSupportedError):
        return Refused(f"The message can't be written as mail ({type(error).__name__}).")
    if isinstance(error, OSError):
        return Unreachable(type(error).__name__)
    return Postponed(type(error).__name__)


def _opened() -> Any:
    try:
        backend = open_backend()
        backend.open()
    except Exception as error:
        found = as_not_sent(error)
        raise Unreachable(str(found)) from error
    return backend


def _close(backend: Any) -> None:
    # What happens here comes after the server's answer and must not change it.
    try:
        backend.close()
    except Exception:  # noqa: S110
        pass


def _headers(delivery: Delivery) -> dict[str, str]:
    answered = delivery.kind == "receipt" and delivery.audience == Audience.VISITOR
    return {
        "Message-ID": delivery.message_id,
        # RFC 3834, section 5: keeps other machines from answering.
        "Auto-Submitted": "auto-replied" if answered else "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def _attach_invitation(message: EmailMultiAlternatives, delivery: Delivery) -> None:
    # RFC 6047, section 2.4: the part names the method that the calendar object holds.
    message.attach_alternative(delivery.calendar, f"text/calendar; method={delivery.calendar_method}")
    message.attach("invite.ics", delivery.calendar.encode(), "application/ics")


def _by_code(code: int, answer: bytes | str) -> NotSent:
    kind = Refused if code >= 500 else Postponed
    return kind(_line(code, answer))


def _line(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return f"{code} {text}"
