"""The last answer of a server about a message in plain words, without what the server wrote itself.

Servers repeat addresses and names, so only the code of an answer, or the name of an error, is looked at.
"""

import re
from collections import Counter
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .models import Delivery

#: So many answers are looked at for the most frequent reasons.
MAX_RESPONSES = 100
_CODE = re.compile(r"\s*(?:HTTP )?(\d{3})\b(?:[ -]+(\d\.\d{1,3}\.\d{1,3}))?")
_UNREACHABLE = re.compile(r"\A(?:Connection|Timeout|timeout|gaierror|OSError|SMTPServerDisconnected|SMTPConnectError)")
_CERTIFICATE = re.compile(r"\A(?:SSL|Certificate)")


def plain_answer(response: str) -> str:
    """A sentence about ``Delivery.last_response`` in the active language; never empty."""
    if not response.strip():
        return _("There is no answer of the server.")
    if response.startswith("HTTP"):
        return _sms_answer(_code(response))
    if code := _code(response):
        return _mail_answer(code, _detail(response))
    if _UNREACHABLE.match(response):
        return _("The server can't be reached.")
    if _CERTIFICATE.match(response):
        return _("The server's certificate can't be trusted.")
    if "No text message service" in response:
        return _("No service for text messages is configured.")
    if "can't be written" in response:
        return _("The message can't be written as an e-mail, perhaps because of its address.")
    return _("The attempt failed for a technical reason.")


def latest_responses(deliveries: QuerySet[Delivery]) -> list[str]:
    """The last answers about the latest of these deliveries, at most ``MAX_RESPONSES``; one query."""
    return list(deliveries.order_by("-pk").values_list("last_response", flat=True)[:MAX_RESPONSES])


def reasons_text(responses: Iterable[str]) -> str:
    """The two most frequent reasons in plain words."""
    counted = Counter(plain_answer(response) for response in responses)
    return " ".join(reason for reason, _count in counted.most_common(2))


def _mail_answer(code: int, detail: str) -> str:
    """By RFC 5321, section 4.2, and the enhanced codes of RFC 3463."""
    if code in (454, 530, 534, 535, 538):
        return _("The mail server refuses the user name or password of this site (%(code)d).") % {"code": code}
    if code in (452, 552) or detail.endswith(".2.2"):
        return _("The recipient's mailbox is full (%(code)d).") % {"code": code}
    if code in (511, 550, 551, 553) and not detail.startswith("5.7"):
        return _("The recipient's mail server knows no such address, or does not accept mail for it (%(code)d).") % {
            "code": code
        }
    if code >= 500:
        return _("The mail server refused the message, perhaps as spam (%(code)d).") % {"code": code}
    return _("The mail server is busy or does not accept the message for now (%(code)d).") % {"code": code}


def _sms_answer(code: int) -> str:
    if code in (401, 403):
        return _("The service for text messages refuses the access of this site (%(code)d).") % {"code": code}
    if code == 429 or code >= 500:
        return _("The service for text messages is busy or out of order (%(code)d).") % {"code": code}
    return _("The service for text messages refused the number or the text (%(code)d).") % {"code": code}


def _code(response: str) -> int:
    match = _CODE.match(response)
    return int(match[1]) if match else 0


def _detail(response: str) -> str:
    match = _CODE.match(response)
    return (match[2] or "") if match else ""
