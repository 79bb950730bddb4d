"""Why a message was not sent."""


class DeliveryError(Exception):
    """Its text is stored as the delivery's last response, so it must not contain addresses or message texts."""

    #: The word for the log.
    outcome = "failed"


class DeliveryRejected(DeliveryError):
    """A permanent failure: another attempt would have the same result."""

    outcome = "rejected"


class DeliveryPostponed(DeliveryError):
    """A temporary failure: the server refused the message for now, or the connection broke while it was sent."""

    outcome = "postponed"


class ServerUnreachable(DeliveryPostponed):
    """A temporary failure that affects every message of the channel."""

    outcome = "unreachable"
