"""The ways in which deliveries are sent: by e-mail, by text message, and by channels of the project."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from ..practice.fields import model_field
from ..registry import Registry
from . import email, sms
from .errors import DeliveryRejected
from .models import Channel, Delivery


class Addressee(Protocol):
    """A recipient of routing rules. ``user`` is the primary key of the account; ``key`` is such as ``supervisor:4``.

    Unknown values are blank, or None. Addressees are keys of mappings.
    """

    @property
    def key(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def user(self) -> int | None: ...


@dataclass(frozen=True)
class DeliveryChannel:
    """``send`` sends one delivery; it raises a ``DeliveryError`` if the service did not accept it.

    ``name`` is stored with each delivery. ``delivery.address`` is what the channel needs to reach the recipient, at
    most 254 characters. With ``addresses``, routing rules can select the channel: the function takes all recipients of
    a practice's rules and returns the addresses of those that the channel can reach. ``label`` is shown to staff.
    """

    name: str
    send: Callable[[Delivery], None]
    label: str | Promise = ""
    addresses: Callable[[Sequence[Addressee]], Mapping[Any, str]] | None = None


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


def labels() -> dict[str, str | Promise]:
    """The labels of all channels by name, for staff."""
    return {**{channel.name: channel.label or channel.name for channel in _registered}, **dict(Channel.choices)}


def addressing_channels() -> list[DeliveryChannel]:
    """The project's channels that routing rules may select."""
    own = (channel for channel in _registered if channel.name not in Channel.values)
    return [channel for channel in own if channel.addresses]


def send(delivery: Delivery) -> None:
    """Sends a delivery by its channel. Raises a ``DeliveryError`` if the service did not accept it."""
    channel = _registered.get(delivery.channel)
    if channel is None:
        raise DeliveryRejected("The channel of this message is not installed.")
    channel.send(delivery)


register_channel(DeliveryChannel(Channel.MAIL.value, email.send))
register_channel(DeliveryChannel(Channel.SMS.value, sms.send))
