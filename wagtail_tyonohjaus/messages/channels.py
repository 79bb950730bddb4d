"""The ways in which deliveries are sent: by e-mail, by text message, and by channels of the project."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from ..practice.fields import model_field
from ..registry import Registry
from . import email, sms
from .errors import DeliveryRejected
from .models import Channel, Delivery


@dataclass(frozen=True)
class DeliveryChannel:
    """``send`` sends one delivery; it raises a ``DeliveryError`` if the service did not accept it.

    ``name`` is stored with each delivery and shown in the delivery log. ``delivery.address`` is what the channel needs
    to reach the recipient.
    """

    name: str
    send: Callable[[Delivery], None]


_registered: Registry[DeliveryChannel] = Registry("channel")


def register_channel(channel: DeliveryChannel) -> None:
    """Adds a channel; one of the same name is replaced. Raises ``ImproperlyConfigured`` if the name is too long."""
    max_length = model_field(Delivery, "channel").max_length or 0
    if len(channel.name) > max_length:
        raise ImproperlyConfigured(f"The name of the channel {channel.name!r} has more than {max_length} characters.")
    _registered.register(channel.name, channel)


def unregister_channel(name: str) -> None:
    """Removes a channel, if it is registered. Its deliveries fail then, and go to the fallback recipients."""
    _registered.unregister(name)


def names() -> set[str]:
    """The names of all channels."""
    return {channel.name for channel in _registered}


def send(delivery: Delivery) -> None:
    """Sends a delivery by its channel. Raises a ``DeliveryError`` if the service did not accept it."""
    channel = _registered.get(delivery.channel)
    if channel is None:
        raise DeliveryRejected("The channel of this message is not installed.")
    channel.send(delivery)


register_channel(DeliveryChannel(Channel.MAIL.value, email.send))
register_channel(DeliveryChannel(Channel.SMS.value, sms.send))
