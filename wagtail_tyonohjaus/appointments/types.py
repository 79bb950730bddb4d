"""Immutable values that forms, views and commands pass to the booking functions."""

from dataclasses import dataclass, replace
from datetime import datetime

from phonenumber_field.phonenumber import PhoneNumber

from ..practice.choices import DeliveryMode, Format
from ..practice.models import Office, Service, Supervisor
from ..practice.users import Account
from .models import Session, SessionEvent


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """A time requested with a supervisor.

    ``start`` and ``end`` are aware. ``office`` is None if the session is not at one of the practice's offices.
    """

    supervisor: Supervisor
    service: Service
    start: datetime
    end: datetime
    mode: str = DeliveryMode.PREMISES
    office: Office | None = None
    format: str = Format.INDIVIDUAL

    @property
    def minutes(self) -> int:
        """The length in minutes."""
        return int((self.end - self.start).total_seconds()) // 60

    def starting_at(self, start: datetime) -> "SlotRequest":
        """A copy with the same duration that starts at another time."""
        return replace(self, start=start, end=start + (self.end - self.start))

    @classmethod
    def from_session(cls, session: Session) -> "SlotRequest":
        """The time and the details of a stored session."""
        return cls(
            supervisor=session.supervisor,
            service=session.service,
            start=session.start,
            end=session.end,
            mode=session.mode,
            office=session.office,
            format=session.format,
        )


@dataclass(frozen=True, slots=True)
class Attendee:
    """The visitor's name and contact details. ``time_zone`` is an IANA name, blank if unknown."""

    name: str = ""
    email: str = ""
    phone: PhoneNumber | str = ""
    language: str = ""
    time_zone: str = ""

    @classmethod
    def from_session(cls, session: Session) -> "Attendee":
        return cls(session.name, session.email, session.phone, session.language, session.visitor_time_zone)


@dataclass(frozen=True, slots=True)
class Actor:
    """The party that changes a session: visitor, staff or system. ``user`` is the staff member's account."""

    role: str
    user: Account | None = None

    @classmethod
    def visitor(cls) -> "Actor":
        return cls(SessionEvent.ActorRole.VISITOR)

    @classmethod
    def staff(cls, user: Account | None = None) -> "Actor":
        """``user`` is None if the change was made by code of the project."""
        return cls(SessionEvent.ActorRole.STAFF, user)

    @classmethod
    def system(cls) -> "Actor":
        """For periodic tasks and commands."""
        return cls(SessionEvent.ActorRole.SYSTEM)

    @property
    def is_visitor(self) -> bool:
        return self.role == SessionEvent.ActorRole.VISITOR
