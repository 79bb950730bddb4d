"""Acknowledgement by a text message in reply, which the SMS gateway posts to the site.

The body is JSON: ``from``, a number in E.164, and ``text``, which contains the code of an alert. The header
``X-Tyonohjaus-Timestamp`` has the time in seconds since 1970, and ``X-Tyonohjaus-Signature`` the HMAC-SHA-256 of the
timestamp, a full stop and the body, in hexadecimal digits, with the setting ``SMS_REPLY_SECRET``. A signature is
accepted once, and only for a few minutes. If an error kept the reply from being stored, the gateway may send it again.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from ...appointments.locking import run_with_retries
from ...conf import app_settings
from ...duty.alert_models import Alert
from ...duty.alerts import VALIDITY
from ...messages.models import Channel
from ...messages.outbox import delivery_key
from ...messages.recipients import Recipient
from ..alerting.steps import message_key
from ..models import ContactRequest
from ..rate_limits.counters import claim_once
from . import acknowledgement
from .acknowledgement import Way

#: So far the gateway's clock may differ from ours.
TOLERANCE = timedelta(minutes=5)
MAX_BODY = 10_000
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


class Refused(Exception):
    """The status code says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@csrf_exempt
@require_POST
@sensitive_variables()
def sms_reply(request: HttpRequest) -> HttpResponse:
    """Acknowledges the alert whose code the text contains, if the alert was sent to that number.

    200 with ``{"acknowledged": true}`` or ``false``; 400 for an unreadable body, 403 for a signature that is wrong, old
    or used already. Without the setting, the URL does not exist.
    """
    if not app_settings.SMS_REPLY_SECRET:
        raise Http404
    now = timezone.now()
    try:
        signature, sent_at = _signature(request, now)
        number, text = _message(request.body)
        is_acknowledged = run_with_retries(lambda: _use(signature, sent_at, number, text, now))
    except Refused as refused:
        return JsonResponse({"acknowledged": False}, status=refused.status)
    return JsonResponse({"acknowledged": is_acknowledged})


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature that a gateway sends."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _use(signature: str, sent_at: datetime, number: str, text: str, now: datetime) -> bool:
    """``acknowledge_reply`` in one transaction with the claim of the signature, so that an error undoes both."""
    # By the hour of the timestamp, so that a replay in the next hour finds the same claim.
    if not claim_once(f"sms reply {signature}", sent_at):
        raise Refused(403)
    return acknowledge_reply(number, text, now)


def _signature(request: HttpRequest, now: datetime) -> tuple[str, datetime]:
    """The valid signature of the request, and when (UTC) it was signed."""
    timestamp = request.headers.get("X-Tyonohjaus-Timestamp", "")
    if len(request.body) > MAX_BODY:
        raise Refused(413)
    signature = sign(app_settings.SMS_REPLY_SECRET, timestamp, request.body)
    sent = request.headers.get("X-Tyonohjaus-Signature", "")
    if not hmac.compare_digest(signature.encode(), sent.encode(errors="replace")) or not _is_recent(timestamp, now):
        raise Refused(403)
    return signature, datetime.fromtimestamp(int(timestamp), UTC)


def _is_recent(timestamp: str, now: datetime) -> bool:
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        return False
    return abs(now.timestamp() - int(timestamp)) <= TOLERANCE.total_seconds()


def _message(body: bytes) -> tuple[str, str]:
    try:
        data: Any = json.loads(body)
    except ValueError:
        raise Refused(400) from None
    if not isinstance(data, dict) or not all(isinstance(data.get(name), str) for name in ("from", "text")):
        raise Refused(400)
    return data["from"].strip(), data["text"]


def acknowledge_reply(number: str, text: str, now: datetime) -> bool:
    """Whether the sender has acknowledged an alert by a code in the text. ``number`` is in E.164, ``now`` aware.

    The caller knows that the message comes from this number.
    """
    try:
        return any(acknowledgement.acknowledge(alert, Way.SMS, now) for alert in _alerts(number, text, now))
    except ContactRequest.DoesNotExist:  # erased meanwhile
        return False


def _alerts(number: str, text: str, now: datetime) -> Iterator[Alert]:
    """The recent alerts with a code of the text that were sent to the number, newest first."""
    codes = set(_CODE.findall(text))
    rows = Alert.objects.filter(code__in=codes, channel=Channel.SMS, created_at__gt=now - VALIDITY)
    for alert in rows.select_related("request__site", "user").order_by("-pk"):
        key = message_key(alert.request_id, alert.escalation, alert.step)
        if alert.key == delivery_key(key, Recipient(number, Channel.SMS.value)):
            yield alert
