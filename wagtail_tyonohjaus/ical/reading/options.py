"""What the reader needs to know besides the file."""

from dataclasses import dataclass
from typing import Literal

AllDay = Literal["marked", "busy", "free"]
Transparent = Literal["free", "busy"]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read one calendar.

    ``zone`` is the IANA name of the supervisor's time zone, which applies to all-day events and to times without a
    zone. ``since`` and ``until`` are UTC epoch seconds. ``all_day`` and ``transparent`` say whether all-day events and
    events marked as free count as busy. ``own_addresses`` are lower-case e-mail addresses; invitations that one of them
    declined are free.
    """

    zone: str
    since: int
    until: int
    all_day: AllDay = "marked"
    transparent: Transparent = "free"
    own_addresses: tuple[str, ...] = ()
