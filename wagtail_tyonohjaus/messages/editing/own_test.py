"""A message with a text that is being edited, sent at once to the user who edits it, and to nobody else."""

from collections.abc import Mapping

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import override

from ...practice.models import PracticeSettings
from ...practice.users import Account, display_name
from .. import sms
from ..email import new_message_id
from ..message_types import MessageType, Sample
from ..models import Channel
from ..recipients import own_number
from ..texts.stored import use_parts
from ..trial import TrialResult, send_at_once
from .defaults import default_parts, sample_delivery

#: Tests of one user in an hour.
MAX_AN_HOUR = 20
HOUR = 3600


def own_address(user: Account, channel: str) -> str:
    """Where tests of the channel go: the user's own address or number; blank without one."""
    if channel == Channel.SMS:
        return own_number(user) if sms.is_configured() else ""
    return getattr(user, "email", "")


def send_test(
    message_type: MessageType,
    sample: Sample,
    language: str,
    practice: PracticeSettings,
    parts: Mapping[str, str],
    channel: str,
    user: Account,
) -> TrialResult:
    """Sends the sample with ``parts``, marked as a test, to the user's own address of the channel."""
    address = own_address(user, channel)
    if not address:
        return TrialResult(False, _("You have no address to which the test could be sent."))
    if not _may_send(user):
        return TrialResult(False, _("You have sent many tests. Wait an hour before the next one."))
    delivery = sample_delivery(message_type, sample, language, practice, channel)
    delivery.address, delivery.recipient_name = address, display_name(user)
    delivery.message_id = new_message_id(practice.site)
    defaults = default_parts(message_type, sample, language, practice)
    whole = {part: parts.get(part) or text for part, text in defaults.items()}
    with override(language):
        mark = _("Test")
    for part in {"subject", "sms"} & whole.keys():
        whole[part] = f"{mark}: {whole[part]}"
    use_parts(delivery, whole)
    return send_at_once(delivery)


def _may_send(user: Account) -> bool:
    key = f"tyonohjaus:message-tests:{user.pk}"
    if cache.add(key, 1, HOUR):
        return True
    try:
        return cache.incr(key) <= MAX_AN_HOUR
    except ValueError:  # it has just expired
        return True
