"""What is wrong with the coming turns of rotas: gaps, and people who can't be reached."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ..intervals import Interval
from ..practice.models import Supervisor
from .models import Rota
from .plans import load_plans, seconds
from .rota import HORIZON
from .turns import duty_turns, gaps


class Obstacle(StrEnum):
    """Why somebody in a rota can't be reached, or not in every way."""

    LEFT = "left"
    NO_ACCOUNT = "inactive_account"
    NO_PHONE = "no_phone"
    NO_EMAIL = "no_email"


@dataclass(frozen=True)
class RotaFindings:
    """Of one rota within ``HORIZON``: the gaps (UTC epoch seconds), and who can't be reached, with the reasons.

    ``is_empty``: nobody is on duty at all.
    """

    rota: Rota
    gaps: list[Interval]
    unreachable: dict[Supervisor, list[Obstacle]]
    is_empty: bool


def rota_findings(rotas: Iterable[Rota], now: datetime) -> list[RotaFindings]:
    """The findings of each rota, also of those without any; at most six queries."""
    rotas = list(rotas)
    until = now + HORIZON
    span = seconds(now), seconds(until)
    plans = load_plans([rota.pk for rota in rotas], now, until)
    turns = {pk: duty_turns(plan, *span) for pk, plan in plans.items()}
    people = load_people({pk for each in turns.values() for turn in each for pk in (turn.planned, turn.supervisor)})
    return [
        RotaFindings(
            rota,
            gaps(plans[rota.pk], *span),
            unreachable(people[pk] for turn in turns[rota.pk] if (pk := turn.supervisor or turn.planned) in people),
            not any(turn.supervisor for turn in turns[rota.pk]),
        )
        for rota in rotas
    ]


def load_people(pks: Iterable[int | None]) -> dict[int, Supervisor]:
    """The supervisors with their accounts, by primary key."""
    known = {pk for pk in pks if pk is not None}
    return Supervisor.objects.select_related("user").in_bulk(known) if known else {}


def unreachable(people: Iterable[Supervisor]) -> dict[Supervisor, list[Obstacle]]:
    """Those who can't be reached, each once, with the reasons."""
    found = {person: list(obstacles(person)) for person in dict.fromkeys(people)}
    return {person: reasons for person, reasons in found.items() if reasons}


def obstacles(supervisor: Supervisor) -> Iterator[Obstacle]:
    """Why the supervisor can't be reached, or not in every way; nothing else matters once somebody has left."""
    if not supervisor.active:
        yield Obstacle.LEFT
        return
    if supervisor.user is not None and not supervisor.user.is_active:
        yield Obstacle.NO_ACCOUNT
    if not supervisor.phone:
        yield Obstacle.NO_PHONE
    if not (supervisor.email or getattr(supervisor.user, "email", "")):
        yield Obstacle.NO_EMAIL
