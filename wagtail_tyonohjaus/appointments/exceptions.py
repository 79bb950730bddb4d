"""Why a time could not be had or a change could not be made, in words for the person who asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from ..practice.models import Supervisor


class OtherTime(NamedTuple):
    """A free time, ``start`` and ``end`` in UTC, offered in place of one that has gone."""

    supervisor: Supervisor
    start: datetime
    end: datetime


class AppointmentError(Exception):
    """Base of what can go wrong with a session; ``message`` is for the reader."""

    message: object = _("This can't be done now.")

    def __init__(self, message: object = None) -> None:
        self.message = message or self.message
        super().__init__(str(self.message))


class TimeTaken(AppointmentError):
    """The time is no longer free. ``others`` are free times near it, nearest first; it may be empty."""

    message = _("This time was just taken. Choose another one.")

    def __init__(self, message: object = None, others: Sequence[OtherTime] = ()) -> None:
        super().__init__(message)
        self.others = list(others)


class GroupFull(TimeTaken):
    """The group has no seat left at this time."""

    message = _("This group is full. Choose another time.")


class TooLate(AppointmentError):
    """The practice's deadline for changes by the visitor is over."""

    message = _("It is too late to change this session here. Please call or write to us.")


class WrongStatus(AppointmentError):
    """The session is in a state in which this step makes no sense, such as confirming a cancelled one."""

    message = _("This session has changed meanwhile. Look at it again.")


class SeriesTaken(TimeTaken):
    """Some times of a series are not free: ``starts`` (UTC) tells which. Nothing was stored."""

    message = _("Some times of this series are not free.")

    def __init__(self, starts: Sequence[datetime]) -> None:
        super().__init__()
        self.starts = list(starts)
