"""What somebody wants to start with: plain data, without the database."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from .ready_made import READY_MADE, ReadyMadeService


class PracticeType(StrEnum):
    """Decides on the page tree and on who gets requests."""

    SOLE = "sole"
    GROUP = "group"
    OFFICES = "offices"


class FrontPage(StrEnum):
    """Whether the site gets a front page of the package. ``AUTO``: unless it has one that is in use."""

    AUTO = "auto"
    NEW = "new"
    KEEP = "keep"


@dataclass(frozen=True)
class OfficePlan:
    """``coordinators`` are primary keys of users."""

    city: str
    address: str = ""
    phone: str = ""
    email: str = ""
    coordinators: tuple[int, ...] = ()


@dataclass(frozen=True)
class HoursPlan:
    """The same hours on each of the weekdays (Monday is 0), in the practice's time zone."""

    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    start: time = time(9)
    end: time = time(16)


@dataclass(frozen=True)
class SupervisorPlan:
    """The first supervisor. ``user`` is the primary key of the account."""

    name: str
    email: str = ""
    phone: str = ""
    user: int | None = None
    hours: HoursPlan = HoursPlan()


@dataclass(frozen=True)
class Plan:
    """A practice to be. ``languages`` are those of the texts, the first one is that of the records."""

    practice_type: PracticeType
    languages: tuple[str, ...]
    name: str
    phone: str
    email: str
    services: tuple[str, ...]
    supervisor: SupervisorPlan
    offices: tuple[OfficePlan, ...] = ()
    theme: str = ""
    time_zone: str = "Europe/Helsinki"
    holiday_country: str = "FI"
    fallback_recipients: tuple[str, ...] = ()
    front_page: FrontPage = FrontPage.AUTO

    @property
    def language(self) -> str:
        """The first language."""
        return self.languages[0]

    @property
    def ready_made(self) -> list[ReadyMadeService]:
        """The chosen services, in the order of the list from which they were chosen."""
        return [service for key, service in READY_MADE.items() if key in self.services]

    @property
    def has_crisis(self) -> bool:
        """Whether crisis supervision is among the services."""
        return "crisis" in self.services
