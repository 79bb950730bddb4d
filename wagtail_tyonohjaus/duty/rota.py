"""Who is on duty."""

from collections.abc import Iterable
from datetime import datetime

from .models import DutyTurn


def on_duty(rotas: Iterable[int], moment: datetime) -> dict[int, list[int]]:
    """The active supervisors on duty at ``moment`` (aware), as primary keys by the rota's primary key; one query.

    Rotas without a supervisor on duty are left out.
    """
    turns = DutyTurn.objects.filter(rota__in=list(rotas), start__lte=moment, end__gt=moment, supervisor__active=True)
    supervisors: dict[int, list[int]] = {}
    for rota, supervisor in turns.values_list("rota_id", "supervisor_id"):
        supervisors.setdefault(rota, []).append(supervisor)
    return supervisors
