"""Sends a test message at once, by the channel and with the templates of all messages, and reports the answer.

It is not stored: a test is neither tried again nor handed to the fallback recipients.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from ..practice.installation.texts import pause_text
from ..practice.models import PracticeSettings
from . import channels
from .email import new_message_id
from .errors import DeliveryError
from .failures import log_failure
from .message_types import MessageSubject, MessageType, register_message_type
from .models import Delivery
from .plain_answers import plain_answer
from .recipients import Recipient
from .sending import logger, response_text

MESSAGE_TYPE = "trial"


@dataclass(frozen=True)
class TrialResult:
    """``text`` says in plain words what happened; ``answer`` is the server's own, without the address."""

    accepted: bool
    text: str
    answer: str = ""


def send_trial(site: Site | None, recipient: Recipient) -> TrialResult:
    """Sends one test message, as ``send_at_once`` does."""
    delivery = Delivery(
        site=site,
        message_type=MESSAGE_TYPE,
        channel=recipient.channel,
        address=recipient.address,
        recipient_name=recipient.name,
        language=recipient.language,
        message_id=new_message_id(site),
    )
    return send_at_once(delivery)


def send_at_once(delivery: Delivery) -> TrialResult:
    """Sends an unsaved delivery within the time limits of its channel. Nothing is sent from a copy of the database."""
    if pause := pause_text():
        return TrialResult(False, pause)
    try:
        channels.send(delivery)
    except DeliveryError as error:
        answer = response_text(delivery, error)
        return TrialResult(False, plain_answer(answer), answer)
    except Exception as error:
        log_failure(logger, "A test message", error)
        return TrialResult(False, plain_answer(type(error).__name__), type(error).__name__)
    return TrialResult(True, _("The server accepted the message."))


def sample_context(practice: PracticeSettings) -> dict[str, Any]:
    """Data for the preview of the message."""
    return {}


register_message_type(
    MessageType(
        MESSAGE_TYPE,
        gettext_lazy("Test message"),
        MessageSubject(),
        sample_context,
        not_editable=gettext_lazy("It only goes to people who test whether messages arrive."),
    )
)
