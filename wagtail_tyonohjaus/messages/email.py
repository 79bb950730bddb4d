"""Sends a delivery by e-mail. No other module depends on how this version of Django sends mail."""

import smtplib
from email.utils import formataddr, make_msgid
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.encoding import punycode
from wagtail.models import Site

from ..conf import app_settings
from ..practice.models import PracticeSettings
from .errors import DeliveryError, DeliveryPostponed, DeliveryRejected, ServerUnreachable
from .message_types import subject_of
from .models import Audience, Delivery
from .recipients import site_language
from .rendering import RenderedMessage, one_line, render

# All messages have the same sender, so a complaint about the sender is not about this message.
SENDER_ERRORS = (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused, smtplib.SMTPHeloError)


def open_connection() -> BaseEmailBackend:
    """Django's mail backend, always with a timeout: by default Django has none."""
    # Django 6.1 has mailers; its backends, unlike the base class, have a timeout.
    connection: Any = mail.mailers[app_settings.MAILER] if hasattr(mail, "mailers") else mail.get_connection()
    if getattr(connection, "timeout", False) is None:
        connection.timeout = app_settings.MAIL_TIMEOUT
    return connection


def send(delivery: Delivery) -> None:
    """Sends a delivery to its recipient.

    Raises ``DeliveryRejected``, ``DeliveryPostponed`` or ``ServerUnreachable``.
    """
    message = build_email(delivery, render(delivery))
    connection = _connect()
    try:
        if not connection.send_messages([message]):
            raise DeliveryPostponed("The mail backend sent nothing.")
    except Exception as error:
        raise to_delivery_error(error) from error
    finally:
        _close(connection)


def build_email(delivery: Delivery, rendered: RenderedMessage) -> EmailMultiAlternatives:
    """The e-mail as it is sent: from the practice to one recipient, with the stored Message-ID."""
    message = EmailMultiAlternatives(
        subject=rendered.subject,
        body=rendered.text,
        from_email=from_address(delivery),
        to=[delivery.address],
        reply_to=[delivery.reply_to] if delivery.reply_to else None,
        headers=_headers(delivery),
    )
    if rendered.html:
        message.attach_alternative(rendered.html, "text/html")
    if delivery.calendar:
        _attach_invitation(message, delivery)
    return message


def from_address(delivery: Delivery) -> str:
    """The practice's name and address. Never the visitor's: it would fail their domain's SPF and DMARC checks."""
    practice = PracticeSettings.for_site(delivery.site) if delivery.site else None
    if practice and practice.email:
        return formataddr((one_line(str(practice)), practice.email))
    return settings.DEFAULT_FROM_EMAIL


def new_message_id(site: Site | None) -> str:
    """A Message-ID (RFC 5322, section 3.6.4) at the site's host, which is the same for every attempt."""
    return make_msgid(domain=punycode(site.hostname) if site else "localhost")


def to_delivery_error(error: Exception) -> DeliveryError:
    """Classifies an exception of the mail backend."""
    if isinstance(error, DeliveryError):
        return error
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, response = next(iter(error.recipients.values()), (451, b""))
        return _error_for_code(code, response)
    if isinstance(error, SENDER_ERRORS):
        return ServerUnreachable(_response_line(error.smtp_code, error.smtp_error))
    if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPServerDisconnected):
        return ServerUnreachable(type(error).__name__)
    if isinstance(error, smtplib.SMTPResponseException):
        return _error_for_code(error.smtp_code, error.smtp_error)
    if isinstance(error, UnicodeError | ValueError | smtplib.SMTPNotSupportedError):
        return DeliveryRejected(f"The message can't be written as an e-mail ({type(error).__name__}).")
    if isinstance(error, OSError):
        return ServerUnreachable(type(error).__name__)
    return DeliveryPostponed(type(error).__name__)


def _connect() -> BaseEmailBackend:
    try:
        connection = open_connection()
        connection.open()
    except Exception as error:
        raise ServerUnreachable(str(to_delivery_error(error))) from error
    return connection


def _close(connection: BaseEmailBackend) -> None:
    # The server has responded already; an error here must not change the outcome.
    try:
        connection.close()
    except Exception:  # noqa: S110
        pass


def _headers(delivery: Delivery) -> dict[str, str]:
    is_reply = delivery.message_type == "receipt" and delivery.audience == Audience.VISITOR
    return {
        "Message-ID": delivery.message_id,
        # RFC 3834, section 5: keeps other machines from responding.
        "Auto-Submitted": "auto-replied" if is_reply else "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": delivery.language or site_language(),
        **_thread_headers(delivery),
    }


def _thread_headers(delivery: Delivery) -> dict[str, str]:
    """RFC 5322, section 3.6.4: mail programs show the messages about one subject together."""
    earlier = delivery.in_reply_to
    return {"In-Reply-To": earlier, "References": earlier} if earlier else {}


def _attach_invitation(message: EmailMultiAlternatives, delivery: Delivery) -> None:
    # RFC 6047, section 2.4: the part has the same method as the calendar object.
    content = subject_of(delivery).calendar_text(delivery)
    content_type = f"text/calendar; method={delivery.calendar_method}"
    if delivery.calendar_method == "PUBLISH":
        # Several events: as an alternative, mail programs would read only the first of them.
        message.attach("sessions.ics", content, content_type)
        return
    message.attach_alternative(content, content_type)
    message.attach("invite.ics", content.encode(), "application/ics")


def _error_for_code(code: int, response: bytes | str) -> DeliveryError:
    error_class = DeliveryRejected if code >= 500 else DeliveryPostponed
    return error_class(_response_line(code, response))


def _response_line(code: int, response: bytes | str) -> str:
    text = response.decode("utf-8", "replace") if isinstance(response, bytes) else str(response)
    return f"{code} {text}"
