"""Until when the page that is being rendered stays as it is, and how often it changes.

Code that renders something that changes by itself calls ``changes_at`` or ``changes_at_midnight``; what changes with
every booking calls ``changes_often``. Without a page that is being rendered, the calls do nothing.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo


@dataclass
class ContentValidity:
    """``until`` (aware) is the next change that is known in advance; None if there is none."""

    until: datetime | None = None
    is_often_changed: bool = False


_current: ContextVar[ContentValidity | None] = ContextVar("tyonohjaus_content_validity", default=None)


def begin() -> ContentValidity:
    """Starts the collection for one page; the next call starts another one, for this thread or task."""
    validity = ContentValidity()
    _current.set(validity)
    return validity


def end() -> None:
    """Ends the collection."""
    _current.set(None)


def changes_at(moment: datetime | None) -> None:
    """What is being rendered changes at ``moment`` (aware); None: not by itself."""
    validity = _current.get()
    if validity is not None and moment is not None:
        validity.until = min(moment, validity.until or moment)


def changes_at_midnight(now: datetime, zone: tzinfo) -> None:
    """What is being rendered depends on the date in ``zone`` at ``now`` (aware)."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    changes_at(datetime.combine(tomorrow, time(), zone))


def changes_often() -> None:
    """What is being rendered changes without notice, too often to purge it from caches each time."""
    validity = _current.get()
    if validity is not None:
        validity.is_often_changed = True
