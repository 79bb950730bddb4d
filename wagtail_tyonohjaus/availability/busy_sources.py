"""Busy sources: where availability gets the times at which supervisors are busy.

Parts of the package register theirs, since availability does not import higher-level parts. A project adds its own with
the setting ``BUSY_SOURCES`` (dotted paths of classes) or by calling ``register_busy_source``.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol

from django.utils.module_loading import import_string

from ..conf import app_settings
from .schedule import Restrictions


class BusyInterval(NamedTuple):
    """Busy time of a supervisor. ``start`` and ``end`` are UTC epoch seconds; the end is not included.

    ``key`` identifies its cause among all sources: ``"calendar:3"``, ``"session:12"``. ``AvailabilityQuery`` excludes
    busy time by key when a session is moved, and the week grid groups and labels by it; it never contains a title.
    ``joinable_for`` is set for a group session with a free seat: the restrictions under which it can be joined.
    ``held`` time waits for the practice's answer; only the week grid distinguishes it.
    """

    supervisor_id: int
    start: int
    end: int
    key: str = ""
    joinable_for: Restrictions | None = None
    held: bool = False


class BusySource(Protocol):
    """Implement it for busy time that another system knows, and register an instance with
    ``register_busy_source`` in ``AppConfig.ready``.

    Call ``practice.revisions.touch`` in the same transaction as every change to the busy time.
    """

    #: Unique among the sources.
    name: str
    #: Whether the intervals are sessions that count towards the maximum per day and week.
    counts_as_sessions: bool

    def busy_intervals(self, supervisor_ids: Collection[int], start: int, end: int) -> Iterable[BusyInterval]:
        """Busy time that overlaps the span (UTC epoch seconds), in any order. One query for all supervisors."""

    def labels(self, keys: Collection[str]) -> dict[str, str]:
        """Labels for the admin by key, in one query. Leave out keys of other sources."""


_registered: dict[str, BusySource] = {}


def register_busy_source(source: BusySource) -> None:
    """Add a source; it replaces one of the same name."""
    _registered[source.name] = source


def unregister_busy_source(name: str) -> None:
    """Remove a source, if it is registered."""
    _registered.pop(name, None)


def sources() -> list[BusySource]:
    """The registered sources, followed by those of the setting ``BUSY_SOURCES``."""
    return [*_registered.values(), *(import_string(path)() for path in app_settings.BUSY_SOURCES)]
