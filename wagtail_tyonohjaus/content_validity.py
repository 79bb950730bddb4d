"""Until when the page that is being rendered stays as it is, and how often it changes.

Code that renders something that changes by itself calls ``changes_at`` or ``changes_at_midnight``; what changes with
every booking calls ``changes_often``. Without a page that is being rendered, the calls do nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo


@dataclass
class ContentValidity:
    """``until`` (aware) is the next change that is known in advance; None if there is none.

    ``often_changed_by`` are the primary keys of the supervisors whose bookings change it; None: of anybody.
    """

    until: datetime | None = None
    often_changed_by: frozenset[int] | None = frozenset()

    @property
    def is_often_changed(self) -> bool:
        """Whether bookings change what is being rendered."""
        return self.often_changed_by is None or bool(self.often_changed_by)


_current: ContextVar[ContentValidity | None] = ContextVar("tyonohjaus_content_validity", default=None)


def begin() -> ContentValidity:
    """Starts the collection for one page; the next call starts another one, for this thread or task."""
    validity = ContentValidity()
    _current.set(validity)
    return validity


def end() -> None:
    """Ends the collection."""
    _current.set(None)


@contextmanager
def collect_part() -> Iterator[ContentValidity]:
    """Collects by itself what is rendered inside, for a part that is kept for several pages.

    The page that is being rendered depends on it, too.
    """
    page = _current.get()
    part = begin()
    try:
        yield part
    finally:
        _current.set(page)
        changes_at(part.until)
        if part.is_often_changed:
            changes_often(part.often_changed_by)


def changes_at(moment: datetime | None) -> None:
    """What is being rendered changes at ``moment`` (aware); None: not by itself."""
    validity = _current.get()
    if validity is not None and moment is not None:
        validity.until = min(moment, validity.until or moment)


def changes_at_midnight(now: datetime, zone: tzinfo) -> None:
    """What is being rendered depends on the date in ``zone`` at ``now`` (aware)."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    changes_at(datetime.combine(tomorrow, time(), zone))


def changes_often(supervisors: Iterable[int] | None = None) -> None:
    """What is being rendered changes without notice, too often to purge it from caches each time.

    Only with the revisions of these supervisors, if they are known (primary keys); None: with those of anybody.
    """
    validity = _current.get()
    if validity is None:
        return
    if supervisors is None or validity.often_changed_by is None:
        validity.often_changed_by = None
    else:
        validity.often_changed_by |= frozenset(supervisors)
