"""Who has the turn."""

from collections.abc import Iterable
from datetime import datetime

from .models import DutyTurn


def on_duty(rotas: Iterable[int], moment: datetime) -> dict[int, list[int]]:
    """Supervisors' primary keys by rota, for those whose turn it is at ``moment``; one query."""
    turns = DutyTurn.objects.filter(rota__in=list(rotas), start__lte=moment, end__gt=moment, supervisor__active=True)
    found: dict[int, list[int]] = {}
    for rota, supervisor in turns.values_list("rota_id", "supervisor_id"):
        found.setdefault(rota, []).append(supervisor)
    return found
