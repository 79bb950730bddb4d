"""The addresses of recipients for the project's own channels."""

import logging
from collections.abc import Container, Iterable, Mapping
from typing import Any

from django.db import transaction

from ...messages.channels import DeliveryChannel, addressing_channels
from ...messages.failures import log_failure
from ...messages.models import Delivery
from ...practice.fields import model_field
from .evaluation import RoutingRecipient

logger = logging.getLogger(__name__)


def own_addresses(
    recipients: Iterable[RoutingRecipient], names: Container[str]
) -> dict[RoutingRecipient, dict[str, str]]:
    """The addresses of recipients by the project's channels of these names; a recipient without any is left out.

    A channel that fails, or an address that can't be stored, is logged: the recipient is notified in another way.
    """
    found: dict[RoutingRecipient, dict[str, str]] = {}
    if channels := [channel for channel in addressing_channels() if channel.name in names]:
        recipients = list(dict.fromkeys(recipients))
        for channel in channels:
            for recipient, address in _addresses(channel, recipients).items():
                found.setdefault(recipient, {})[channel.name] = address
    return found


def _addresses(channel: DeliveryChannel, recipients: list[RoutingRecipient]) -> dict[RoutingRecipient, str]:
    max_length = model_field(Delivery, "address").max_length or 0
    try:
        # A query that fails would end the transaction in which the request is stored.
        with transaction.atomic():
            addresses: Mapping[Any, Any] = channel.addresses(recipients) if channel.addresses else {}
            stored = {each: addresses[each] for each in recipients if addresses.get(each)}
        if not all(isinstance(address, str) and len(address) <= max_length for address in stored.values()):
            raise ValueError
    except Exception as error:
        log_failure(logger, f"The addresses of the channel {channel.name}", error)
        return {}
    return stored
