"""What the logic is asked with: plain values, made by forms, views and commands."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ..practice.choices import DeliveryMode, Format
from ..practice.models import Office, Service, Supervisor
from .models import Session, SessionEvent


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time that somebody wants, ``start`` and ``end`` aware. ``office`` is None where the place is none of ours."""

    supervisor: Supervisor
    service: Service
    start: datetime
    end: datetime
    mode: str = DeliveryMode.PREMISES
    office: Office | None = None
    format: str = Format.INDIVIDUAL

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds()) // 60

    def at(self, start: datetime) -> "Wanted":
        """The same, as long, at another time."""
        return replace(self, start=start, end=start + (self.end - self.start))

    @classmethod
    def like(cls, session: Session) -> "Wanted":
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
class Person:
    """Who comes: what mails and reminders need. ``zone`` is the visitor's time zone where it is known."""

    name: str = ""
    email: str = ""
    phone: Any = ""
    language: str = ""
    zone: str = ""

    @classmethod
    def of(cls, session: Session) -> "Person":
        return cls(session.name, session.email, session.phone, session.language, session.visitor_zone)


@dataclass(frozen=True, slots=True)
class By:
    """Who does a step. ``user`` is the member of staff."""

    actor: str
    user: Any = None

    @classmethod
    def visitor(cls) -> "By":
        return cls(SessionEvent.Actor.VISITOR)

    @classmethod
    def staff(cls, user: Any = None) -> "By":
        return cls(SessionEvent.Actor.STAFF, user)

    @classmethod
    def system(cls) -> "By":
        return cls(SessionEvent.Actor.SYSTEM)

    @property
    def is_visitor(self) -> bool:
        return self.actor == SessionEvent.Actor.VISITOR
