"""Who is on duty, who is next, and who belongs to a rota, at most five queries for any number of rotas."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from ..practice.models import Supervisor
from .models import DutyChange, DutyTurn, Rota, WeeklyTurn
from .plans import load_plans, seconds
from .turns import Turn, duty_turns, next_boundary, supervisors_at, supervisors_next, supervisors_of

HORIZON = timedelta(days=28)

Values = TypeVar("Values")


def on_duty(rotas: Iterable[int], moment: datetime) -> dict[int, list[int]]:
    """The active supervisors on duty at ``moment`` (aware), as primary keys by the rota's primary key.

    Rotas without a supervisor on duty are left out.
    """
    turns = rota_turns(rotas, moment, moment + timedelta(seconds=1))
    return _choose(turns, lambda each: supervisors_at(each, seconds(moment)))


def next_on_duty(rotas: Iterable[int], moment: datetime) -> dict[int, list[int]]:
    """The active supervisors of the first turn that begins within ``HORIZON`` and brings others than are on duty.

    In the shape of ``on_duty``, without those who are on duty at ``moment``.
    """
    turns = rota_turns(rotas, moment, moment + HORIZON)
    return _choose(turns, lambda each: supervisors_next(each, seconds(moment)))


def rota_members(rotas: Iterable[int], moment: datetime | None = None) -> dict[int, list[int]]:
    """The active supervisors with a turn now or within ``HORIZON``, in the order of their first turns, and then
    those who are in the weekly pattern otherwise.

    In the shape of ``on_duty``; six queries. ``moment`` is now unless it is given.
    """
    moment = moment or timezone.now()
    turns = rota_turns(rotas, moment, moment + HORIZON)
    members = {rota: supervisors_of(each) for rota, each in turns.items()}
    pattern = WeeklyTurn.objects.filter(rota__in=list(members), supervisor__active=True).exclude(
        valid_until__lt=moment.astimezone(UTC).date() - timedelta(days=8)
    )
    for rota, supervisor in pattern.order_by("pk").values_list("rota_id", "supervisor_id"):
        members[rota].append(supervisor)
    return _choose(members, lambda each: list(dict.fromkeys(each)))


def rotas_of(supervisor: Supervisor) -> QuerySet[Rota]:
    """The rotas in which the supervisor has turns, or had or would have them."""
    # Subqueries, since joins would multiply the turns of a rota by its changes.
    own = (
        Q(pk__in=WeeklyTurn.objects.filter(supervisor=supervisor).values("rota"))
        | Q(pk__in=DutyTurn.objects.filter(supervisor=supervisor).values("rota"))
        | Q(pk__in=DutyChange.objects.filter(substitute=supervisor).values("rota"))
    )
    return Rota.objects.filter(own).order_by("name", "pk")


def sites_with_weekly_turns_of(supervisor: int | None) -> set[int]:
    """The sites in whose rotas the supervisor with this primary key has weekly turns, so that absences matter."""
    rotas = Rota.objects.filter(pk__in=WeeklyTurn.objects.filter(supervisor=supervisor).values("rota"))
    return set(rotas.order_by().values_list("site_id", flat=True))


def next_duty_change(rotas: Iterable[int], moment: datetime) -> datetime | None:
    """When the first turn of the rotas begins or ends after ``moment``; None if none does within ``HORIZON``."""
    turns = rota_turns(rotas, moment, moment + HORIZON)
    boundaries = [next_boundary(each, seconds(moment)) for each in turns.values()]
    first = min((boundary for boundary in boundaries if boundary is not None), default=None)
    return None if first is None else datetime.fromtimestamp(first, UTC)


def rota_turns(rotas: Iterable[int], since: datetime, until: datetime) -> dict[int, list[Turn]]:
    """The turns that overlap a span (aware), also those that nobody takes, by the rota's primary key."""
    span = seconds(since), seconds(until)
    return {rota: duty_turns(plan, *span) for rota, plan in load_plans(rotas, since, until).items()}


def _choose(values: Mapping[int, Values], choose: Callable[[Values], list[int]]) -> dict[int, list[int]]:
    chosen = {rota: choose(value) for rota, value in values.items()}
    return {rota: supervisors for rota, supervisors in chosen.items() if supervisors}
