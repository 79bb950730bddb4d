"""Errors of booking and changing sessions, with messages for the user."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..practice.models import Supervisor


class AlternativeSlot(NamedTuple):
    """A free time near an unavailable one; ``start`` and ``end`` in UTC."""

    supervisor: Supervisor
    start: datetime
    end: datetime


class AppointmentError(Exception):
    """Base class; ``message`` is translated and meant for the user."""

    message: str | Promise = _("This change is not possible now.")

    def __init__(self, message: str | Promise | None = None) -> None:
        self.message = message or self.message
        super().__init__(str(self.message))


class SlotUnavailable(AppointmentError):
    """The time is no longer free. ``alternatives`` are free times near it, nearest first, possibly none."""

    message = _("This time is no longer available. Choose another time.")

    def __init__(self, message: str | Promise | None = None, alternatives: Sequence[AlternativeSlot] = ()) -> None:
        super().__init__(message)
        self.alternatives = list(alternatives)


class GroupFull(SlotUnavailable):
    """The group session has no free seat."""

    message = _("This group is full. Choose another time.")


class HoldLimitReached(AppointmentError):
    """The person, the network or the supervisor has too many live holds; ``limit`` says which."""

    message = _("Too many times are reserved already. Send the request without a time.")

    def __init__(self, limit: str) -> None:
        super().__init__()
        self.limit = limit


class ChangeDeadlinePassed(AppointmentError):
    """The practice's deadline for changes by the visitor has passed."""

    message = _("It is too late to change this session online. Call or e-mail us instead.")


class TimePassed(AppointmentError):
    """The time has passed, so it can't be confirmed or agreed on."""

    message = _("This time has passed. Choose a time in the future.")


class SupervisorHasLeft(AppointmentError):
    """The supervisor no longer works at the practice, so the visitor can't choose among the supervisor's times."""

    message = _("The supervisor no longer works at this practice. Call or e-mail us to move the session.")


class InvalidTransition(AppointmentError):
    """The session's status does not allow the change, for example confirming a cancelled session."""

    message = _("This session has changed in the meantime. Check its current status and try again.")


class RequestNotBookable(AppointmentError):
    """No session can be booked for the contact request, for example because it is spam."""


class RequestHasSessions(AppointmentError):
    """Somebody has booked or proposed sessions for the contact request, of which the user did not know.

    ``session_ids`` are their primary keys. Nothing was stored.
    """

    message = _("A session has been booked or proposed for this request in the meantime.")

    def __init__(self, session_ids: Sequence[int]) -> None:
        super().__init__()
        self.session_ids = list(session_ids)


class SeriesUnavailable(SlotUnavailable):
    """Some times of a series are not free; ``starts`` (UTC) lists them. Nothing was stored."""

    message = _("Some times of this series are not available.")

    def __init__(self, starts: Sequence[datetime]) -> None:
        super().__init__()
        self.starts = list(starts)
