"""Why a message did not leave."""


class NotSent(Exception):
    """``str()`` of it is kept as the message's last answer, so it must hold no address and no text."""


class Refused(NotSent):
    """For good: another attempt would have the same answer."""


class Postponed(NotSent):
    """For now: the server refused this message, or the line broke while it was sent."""


class Unreachable(Postponed):
    """For now, and the same goes for every other message by this channel."""
