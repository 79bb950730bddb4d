"""The channels that routing rules may name: those of the package, and those of the project that know addresses.

A rule goes on naming a channel that is not registered any more. Nobody can be reached by it then, so that its
recipients get e-mails.
"""

from ..messages.channels import addressing_channels
from ..practice.fields import Vocabulary
from .choices import RoutingChannel
from .form.standard_fields import StrOrPromise


class RoutingChannels(Vocabulary):
    """The vocabulary of ``RoutingRule.channels``."""

    @property
    def choices(self) -> list[tuple[str, StrOrPromise]]:
        own = addressing_channels()
        return [*RoutingChannel.choices, *((channel.name, channel.label or channel.name) for channel in own)]


def channel_labels() -> dict[str, StrOrPromise]:
    """The labels of all channels that a rule may name, by code."""
    return dict(RoutingChannels().choices)
