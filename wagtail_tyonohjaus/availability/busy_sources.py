"""Busy sources: where it is known what supervisors are busy with.

A part that has one registers it, so that availability knows no part above. A site adds its own by the setting
``BUSY_SOURCES`` (dotted paths of classes) or by ``register``.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol

from django.utils.module_loading import import_string

from ..conf import app_settings
from .schedule import Terms


class Busy(NamedTuple):
    """Time of a supervisor that is taken; instants in UTC epoch seconds, the end not included.

    ``key`` names what takes it, within all sources: ``"calendar:3"``, ``"session:12"``. It is what ``ignoring`` names
    when a session is moved, and what the picture of the coming weeks labels and groups by; never a title.
    ``joinable`` are the terms on which one more can take part, where an open group takes the time and has a seat left.
    """

    supervisor_id: int
    start: int
    end: int
    key: str = ""
    joinable: Terms | None = None


class BusySource(Protocol):
    """Implement it for time that is taken elsewhere; then ``register`` it from an app's ``ready``.

    Whatever changes what a source gives must call ``practice.revisions.touch`` in the same transaction.
    """

    #: Unique among the sources.
    name: str
    #: Whether its intervals are sessions, which count for the most sessions a day and a week.
    sessions: bool

    def busy(self, supervisor_ids: Collection[int], start: int, end: int) -> Iterable[Busy]:
        """Everything that overlaps the span (UTC epoch seconds), in any order, by one query for all supervisors."""

    def labels(self, keys: Collection[str]) -> dict[str, str]:
        """What to call keys of this source in the admin, by one query; keys of other sources are left out."""


_registered: dict[str, BusySource] = {}


def register(source: BusySource) -> None:
    """Adds a source; one of the same name takes its place."""
    _registered[source.name] = source


def unregister(name: str) -> None:
    _registered.pop(name, None)


def sources() -> list[BusySource]:
    """All sources: the registered ones, then those that the settings name."""
    return [*_registered.values(), *(import_string(path)() for path in app_settings.BUSY_SOURCES)]
